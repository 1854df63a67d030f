import { decodeWords } from '../ses/address.ts'
import { hasArrived } from '../ses/mail-json.ts'
import type { MailBody, StoredMail } from '../ses/mails.ts'
import type { MailEvent } from '../ses/planned-events.ts'
import { timeOf } from './list-page.ts'
import { oneClickUrl } from './one-click.ts'
import { markup, page, type Markup } from './page.ts'
import { eventNote, mailState } from './state.ts'
import { visitorsView } from './visitors-view.ts'
import type { ArrangedVisitor, Visit } from './visits.ts'

export const VIEWS = {
  desktop: 'Desktop',
  phone: 'Phone',
  text: 'Text',
  visitors: 'Visitors',
  headers: 'Headers',
  source: 'HTML source',
} as const
export type View = keyof typeof VIEWS

export interface MailPage {
  mail: StoredMail
  body: MailBody
  events: MailEvent[]
  view: View
  notice: Markup | null
  /** Whether the app takes what is answered. */
  isAnswerable: boolean
  visits: Visit[]
  arranged: ArrangedVisitor[]
  /** In so many seconds the page is loaded anew. */
  reloadIn: number | null
}

export function mailPage(shown: MailPage): string {
  const { mail, events, view, notice, isAnswerable, reloadIn } = shown
  const { label, tone } = mailState(events)
  return page(
    mail.subject,
    markup`${notice}
<h1>${mail.subject}</h1>
<div class="layout">
<div>
<ul class="tabs">${Object.entries(VIEWS).map(([name, title]) => tab(mail, name, title, name === view))}</ul>
${viewOf(shown)}
</div>
<aside aria-label="About this mail">
<section class="card"><h2>Envelope</h2><dl>
<dt>From</dt><dd>${decodeWords(mail.from)}</dd>
<dt>To</dt><dd>${mail.to.map(decodeWords).join(', ')}</dd>
${mail.replyTo.length > 0 && markup`<dt>Reply to</dt><dd>${mail.replyTo.map(decodeWords).join(', ')}</dd>`}
<dt>Sent</dt><dd>${timeOf(mail.acceptedAt)}</dd>
<dt>Size</dt><dd>${(mail.size / 1024).toFixed(1)} KB</dd>
${mail.attachments.map(({ name, bytes }) => markup`<dt>Attached</dt><dd>${name}, ${(bytes / 1024).toFixed(1)} KB</dd>`)}
</dl>${actions(mail)}</section>
${isAnswerable && hasArrived(events) && replyForm(mail)}
<section class="card"><h2>What became of it</h2><p><span class="badge ${tone}">${label}</span></p>
<ul class="events">${events.map((event) => markup`<li>${event.detail.kind} ${timeOf(event.happenedAt)}<small>${eventNote(event)}</small></li>`)}</ul>
${arrange(mail)}</section>
</aside>
</div>`,
    reloadIn === null ? undefined : { seconds: reloadIn, url: `/mailbox/${mail.messageId}?view=${view}` },
  )
}

function tab(mail: StoredMail, name: string, title: string, isCurrent: boolean): Markup {
  const current = isCurrent ? markup`aria-current="page"` : ''
  return markup`<li><a href="/mailbox/${mail.messageId}?view=${name}" ${current}>${title}</a></li>`
}

function viewOf({ mail, body, events, view, visits, arranged }: MailPage): Markup {
  if (view === 'headers') return headers(mail)
  if (view === 'visitors') return visitorsView({ mail, hasArrived: hasArrived(events), visits, arranged })
  if (view === 'text') return source(body.text, 'This mail has no text part.')
  if (view === 'source') return source(body.html, 'This mail has no HTML part.')
  if (!hasArrived(events)) {
    return markup`<p class="notice bad">This mail never reached its reader, so it is not opened here. Its text and source are on the other tabs.</p>`
  }
  if (body.html === null) return source(body.text, 'This mail is empty.')
  const frame = markup`<iframe title="The mail as its reader sees it" src="/mailbox/${mail.messageId}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
  return view === 'phone' ? markup`<div class="phone">${frame}</div>` : frame
}

function source(text: string | null, missing: string): Markup {
  return text === null ? markup`<p class="card">${missing}</p>` : markup`<div class="card"><pre>${text}</pre></div>`
}

function headers(mail: StoredMail): Markup {
  const all = [
    { name: 'From', value: mail.from },
    { name: 'To', value: mail.to.join(', ') },
    { name: 'Subject', value: mail.subject },
    ...mail.headers,
  ]
  const tags = Object.entries(mail.tags)
  return markup`<section class="card"><h2>Headers</h2><dl>${all.map(({ name, value }) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>
<section class="card"><h2>What SES was told</h2><dl>
<dt>Message id</dt><dd>${mail.messageId}</dd>
<dt>Configuration set</dt><dd>${mail.configurationSet ?? 'none'}</dd>
${tags.map(([name, value]) => markup`<dt>Tag ${name}</dt><dd>${value}</dd>`)}
</dl></section>`
}

function actions(mail: StoredMail): Markup {
  const canUnsubscribe = oneClickUrl(mail.headers) !== null
  return markup`<div class="actions">
${canUnsubscribe ? post(mail, 'unsubscribe', 'One-click unsubscribe') : markup`<p>No one-click unsubscribe: the headers of RFC 8058 are missing.</p>`}
${post(mail, 'complaint', 'Mark as spam')}
</div>`
}

function replyForm(mail: StoredMail): Markup {
  return markup`<section class="card"><h2>Reply</h2><form class="reply" method="post" action="/mailbox/${mail.messageId}/reply">
<label for="text">Text<textarea id="text" name="text" rows="4" required></textarea></label>
<label class="tick"><input type="checkbox" name="automatic" value="yes">As an out-of-office reply</label>
<button>Send reply</button>
</form></section>`
}

function arrange(mail: StoredMail): Markup {
  return markup`<details><summary>Make something happen</summary><div class="actions">
${post(mail, 'hard-bounce', 'Hard bounce')}
${post(mail, 'soft-bounce', 'Soft bounce')}
${post(mail, 'delivery', 'Deliver')}
</div></details>`
}

function post(mail: StoredMail, action: string, label: string): Markup {
  return markup`<form method="post" action="/mailbox/${mail.messageId}/${action}"><button>${label}</button></form>`
}
