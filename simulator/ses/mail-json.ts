// One mail as the control API gives it, with what a reader could click on and what would be loaded.
import { Parser } from 'htmlparser2'
import type { MailBody, StoredMail } from './mails.ts'
import type { MailEvent } from './planned-events.ts'

export interface References {
  /** Targets of links that a reader sees, in the order of the text. */
  links: string[]
  /** Those that nobody sees. */
  hidden: string[]
  /** Pictures, the open pixel among them. */
  images: string[]
}

export function mailJson(mail: StoredMail, body: MailBody, events: MailEvent[]): object {
  return {
    ...withoutRow(mail),
    ...body,
    ...readerJson(body, events),
    events: events.map(({ happenedAt, detail }) => ({ happenedAt, ...detail })),
  }
}

/** What its reader has of it. Nobody can click on what never reached them. */
export function readerJson({ html }: MailBody, events: MailEvent[]): References & { arrived: boolean } {
  const arrived = hasArrived(events)
  return { arrived, ...referencesOf(arrived ? (html ?? '') : '') }
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
  const found: References = { links: [], hidden: [], images: [] }
  // Of each element that is open, whether what is in it is seen.
  const seen: boolean[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      const isSeen = (seen.at(-1) ?? true) && !isHidden(attributes)
      seen.push(isSeen)
      const { href, src } = attributes
      if ((name === 'a' || name === 'area') && href) (isSeen ? found.links : found.hidden).push(href)
      if (name === 'img' && src) found.images.push(src)
    },
    onclosetag: () => void seen.pop(),
  })
  parser.end(html)
  return found
}

const HIDING = /display\s*:\s*none|visibility\s*:\s*hidden/i

/** Hidden from every reader; `aria-hidden` alone hides from screen readers only, which says nothing of the others. */
const isHidden = ({ style = '', hidden, rel, ...aria }: Record<string, string>) =>
  hidden !== undefined || HIDING.test(style) || (aria['aria-hidden'] === 'true' && rel === 'nofollow')
