// One mail as the control API gives it, with what a reader could click on and what would be loaded.
import { Parser } from 'htmlparser2'
import type { MailBody, StoredMail } from './mails.ts'
import type { MailEvent } from './planned-events.ts'

export interface References {
  /** Targets of links, in the order of the text. */
  links: string[]
  /** Pictures, the open pixel among them. */
  images: string[]
}

export function mailJson(mail: StoredMail, body: MailBody, events: MailEvent[]): object {
  const arrived = hasArrived(events)
  return {
    ...withoutRow(mail),
    ...body,
    arrived,
    // Nobody can click on what never reached them.
    ...referencesOf(arrived ? (body.html ?? '') : ''),
    events: events.map(({ happenedAt, detail }) => ({ happenedAt, ...detail })),
  }
}

/** A mail is known by its message id; the row's number is ours alone. */
export function withoutRow(mail: StoredMail): Omit<StoredMail, 'id'> {
  const { id: _row, ...facts } = mail
  return facts
}

/** False once a bounce or a rejection is known and no delivery is. */
export function hasArrived(events: MailEvent[]): boolean {
  const kinds = new Set(events.map(({ detail }) => detail.kind))
  return kinds.has('Delivery') || !(kinds.has('Bounce') || kinds.has('Reject') || kinds.has('Rendering Failure'))
}

export function referencesOf(html: string): References {
  const found: References = { links: [], images: [] }
  const parser = new Parser({
    onopentag(name, { href, src }) {
      if ((name === 'a' || name === 'area') && href) found.links.push(href)
      if (name === 'img' && src) found.images.push(src)
    },
  })
  parser.end(html)
  return found
}
