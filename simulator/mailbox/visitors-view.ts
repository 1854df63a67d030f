// The view of a mail in which a developer lets visitors come to it, and sees what they asked for.
import { normalAddress } from '../ses/address.ts'
import type { StoredMail } from '../ses/mails.ts'
import { timeOf } from './list-page.ts'
import { markup, type Markup } from './page.ts'
import { type Visitor, VISITOR_NAMES, type VisitorName, VISITORS } from './visitors.ts'
import type { ArrangedVisitor, Asked, Visit } from './visits.ts'

const KINDS: Record<Visitor['kind'], { title: string; says: string }> = {
  person: { title: 'People', says: 'Each opens the mail and follows a link, as their program does.' },
  ahead: { title: 'What loads ahead', says: 'Nobody may have looked.' },
  machine: {
    title: 'Machines that check mail',
    says: 'Most are told by coming within a minute of the delivery, or to a domain whose MX is a gateway; later, elsewhere, one with a browser’s name passes for a person.',
  },
}

export interface VisitorsView {
  mail: StoredMail
  hasArrived: boolean
  visits: Visit[]
  arranged: ArrangedVisitor[]
}

export function visitorsView({ mail, hasArrived, visits, arranged }: VisitorsView): Markup {
  if (!hasArrived) return markup`<p class="notice bad">This mail never reached its reader, so nobody comes to it.</p>`
  return markup`${visits.length > 0 && markup`<section class="card"><h2>Who has come</h2>${visits.toReversed().map(visitOf)}</section>`}
${Object.keys(KINDS).map((kind) => kindOf(mail, kind as Visitor['kind']))}
${atDelivery(mail, arranged)}`
}

function visitOf({ visitor, cameAt, asked, fellows }: Visit): Markup {
  return markup`<details class="visit" ${{ markup: asked.some(isWaiting) ? 'open' : '' }}><summary>${VISITORS[visitor].title} ${timeOf(cameAt)}</summary>
${fellows > 0 && markup`<p>And to ${fellows} of the mails sent before.</p>`}
<table><thead><tr><th scope="col">After</th><th scope="col">Asked for</th><th scope="col">Answer</th></tr></thead>
<tbody>${asked.map(rowOf)}</tbody></table></details>`
}

const isWaiting = ({ status }: Asked) => status === null

function rowOf({ afterMs, method, what, status }: Asked): Markup {
  const answer = status === null ? 'to come' : status === 0 ? 'none' : String(status)
  return markup`<tr><td>${(afterMs / 1000).toFixed(1)} s</td><td>${method} ${what}</td><td>${answer}</td></tr>`
}

function kindOf(mail: StoredMail, kind: Visitor['kind']): Markup {
  const names = VISITOR_NAMES.filter((name) => VISITORS[name].kind === kind)
  return markup`<section class="card"><h2>${KINDS[kind].title}</h2><p>${KINDS[kind].says}</p>
<ul class="visitors">${names.map((name) => choice(mail, name))}</ul></section>`
}

function choice(mail: StoredMail, name: VisitorName): Markup {
  const { title, does, source } = VISITORS[name]
  return markup`<li><div><strong>${title}</strong><p>${does} <a href="${source}" rel="noreferrer">Described here</a></p></div>
<form method="post" action="/mailbox/${mail.messageId}/visit"><input type="hidden" name="visitor" value="${name}">
<button aria-label="Let come: ${title}">Let come</button></form></li>`
}

/** Who comes by itself, to this address or its domain. */
function atDelivery(mail: StoredMail, arranged: ArrangedVisitor[]): Markup {
  const address = normalAddress(mail.to[0] ?? '')
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const machines = VISITOR_NAMES.filter((name) => VISITORS[name].kind !== 'person')
  return markup`<section class="card"><h2>At each delivery</h2>
<p>Comes by itself, seconds after a mail is delivered.</p>
${arranged.length > 0 && markup`<dl>${arranged.map(({ place, visitor }) => markup`<dt>${place}</dt><dd>${VISITORS[visitor].title}</dd>`)}</dl>`}
<form class="arrange" method="post" action="/mailbox/${mail.messageId}/arrange">
<label>To<select name="place"><option>${domain}</option><option>${address}</option></select></label>
<label>Comes<select name="visitor"><option value="">Nobody</option>${machines.map((name) => markup`<option value="${name}">${VISITORS[name].title}</option>`)}</select></label>
<button>Save</button></form></section>`
}
