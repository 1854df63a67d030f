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
  const { id: _, ...facts } = mail
  return {
    ...facts,
    ...body,
    ...referencesOf(body.html ?? ''),
    events: events.map(({ happenedAt, detail }) => ({ happenedAt, ...detail })),
  }
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
