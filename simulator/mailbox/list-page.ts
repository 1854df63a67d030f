import type { StoredMail } from '../ses/mails.ts'
import { decodeWords } from '../ses/address.ts'
import { markup, page, type Markup } from './page.ts'
import type { MailState } from './state.ts'

export interface ListedMail {
  mail: StoredMail
  state: MailState
}

export function listPage(
  mails: ListedMail[],
  query: { to: string; next: number | null; total: number; first: boolean },
): string {
  const { to, next, total, first } = query
  const older = new URLSearchParams({ ...(to && { to }), before: String(next) })
  const newest = new URLSearchParams(to ? { to } : {})
  return page(
    'Mails',
    markup`<h1>Mails</h1>
<form class="search" role="search" action="/mailbox">
<label for="to">Recipient's address<input id="to" name="to" type="search" value="${to}" autocomplete="off"></label>
<button class="primary">Search</button>
</form>
${mails.length === 0 ? empty(to) : markup`<ul class="mails">${mails.map(row)}</ul>`}
<nav class="pages" aria-label="Pages">
${!first && markup`<a class="button" href="/mailbox?${newest.toString()}">Newest</a>`}
${next !== null && markup`<a class="button" href="/mailbox?${older.toString()}">Older</a>`}
</nav>
<p>${total.toLocaleString('en')} mails in all.</p>`,
  )
}

function row({ mail, state }: ListedMail): Markup {
  return markup`<li><a href="/mailbox/${mail.messageId}">
<span class="to">${mail.to.map(decodeWords).join(', ')}</span>
<span class="subject">${mail.subject}</span>
<span class="badge ${state.tone}">${state.label}</span>
${timeOf(mail.acceptedAt)}
</a></li>`
}

function empty(to: string): Markup {
  return markup`<div class="card empty"><p>${to ? `No mail to an address with “${to}” in it.` : 'No mail yet. Send a campaign, and each recipient’s mail shows here.'}</p></div>`
}

export function timeOf(iso: string): Markup {
  const at = new Date(iso)
  const shown = at.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
  return markup`<time datetime="${iso}">${shown} UTC</time>`
}
