// The messages that SES has accepted: what they say, to whom, with which tags. Bodies are deflated in a table of their
// own, so that the list of a mailbox reads small rows.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { normalAddress } from './address.ts'
import type { MailFacts } from './events.ts'
import { allRecipients, type OutgoingMail } from './shapes.ts'

export type StoredMail = MailFacts & { id: number; size: number }

export interface MailBody {
  html: string | null
  text: string | null
}

interface MailQuery {
  /** A part of a recipient's address. */
  to?: string
  /** Only mails accepted before the one with this id: the next page. */
  before?: number
  limit: number
}

export interface Mails {
  /** Does the costly part before the transaction; the returned function inserts and gives the row's id. */
  prepare(mail: OutgoingMail, messageId: string, acceptedAt: Date): () => number
  find(messageId: string): StoredMail | null
  get(id: number): StoredMail
  list(query: MailQuery): StoredMail[]
  body(id: number): MailBody
  count(): number
  /** Recipients of the messages accepted after this moment. */
  recipientsSince(at: Date): number
}

const facts = z.object({
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.array(z.string()),
  subject: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  // Of mails from before there were any.
  attachments: z
    .array(z.object({ name: z.string(), type: z.string(), bytes: z.number(), isInline: z.boolean() }))
    .default([]),
  tags: z.record(z.string(), z.string()),
  configurationSet: z.string().nullable(),
  operation: z.enum(['SendEmail', 'SendBulkEmail']),
  renderingFailure: z.string().nullable(),
  messageId: z.string(),
  acceptedAt: z.string(),
})

const row = z.object({ id: z.number(), facts: z.string(), size: z.number() })
const bodyRow = z.object({ html: z.instanceof(Uint8Array).nullable(), text: z.instanceof(Uint8Array).nullable() })

const TABLES = `
  CREATE TABLE IF NOT EXISTS ses_mails (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    accepted_at TEXT NOT NULL,
    recipients TEXT NOT NULL,
    recipient_count INTEGER NOT NULL,
    size INTEGER NOT NULL,
    facts TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS ses_mails_accepted ON ses_mails (accepted_at, recipient_count);
  CREATE TABLE IF NOT EXISTS ses_bodies (mail_id INTEGER PRIMARY KEY, html BLOB, text BLOB);
`

export function createMails(db: DatabaseSync): Mails {
  db.exec(TABLES)
  const insertMail = db.prepare(
    'INSERT INTO ses_mails (message_id, accepted_at, recipients, recipient_count, size, facts) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertBody = db.prepare('INSERT INTO ses_bodies (mail_id, html, text) VALUES (?, ?, ?)')
  const byMessageId = db.prepare('SELECT id, facts, size FROM ses_mails WHERE message_id = ?')
  const byId = db.prepare('SELECT id, facts, size FROM ses_mails WHERE id = ?')
  const bodyOf = db.prepare('SELECT html, text FROM ses_bodies WHERE mail_id = ?')
  return {
    prepare(mail, messageId, acceptedAt) {
      const { html, text, ...rest } = mail
      const at = acceptedAt.toISOString()
      const recipients = allRecipients(mail).map(normalAddress)
      const json = JSON.stringify({ ...rest, messageId, acceptedAt: at } satisfies MailFacts)
      const size = Buffer.byteLength(html ?? '') + Buffer.byteLength(text ?? '')
      const bodies = [pack(html), pack(text)] as const
      return () => {
        const inserted = insertMail.run(messageId, at, ` ${recipients.join(' ')} `, recipients.length, size, json)
        insertBody.run(inserted.lastInsertRowid, ...bodies)
        return Number(inserted.lastInsertRowid)
      }
    },
    find: (messageId) => parseRow(byMessageId.get(messageId)),
    get(id) {
      const mail = parseRow(byId.get(id))
      if (!mail) throw new Error(`no mail with id ${id}`)
      return mail
    },
    body(id) {
      const { html, text } = bodyRow.parse(bodyOf.get(id))
      return { html: unpack(html), text: unpack(text) }
    },
    ...lists(db),
  }
}

function lists(db: DatabaseSync): Pick<Mails, 'list' | 'count' | 'recipientsSince'> {
  const page = db.prepare(
    `SELECT id, facts, size FROM ses_mails
     WHERE id < ? AND (? = '' OR instr(recipients, ?) > 0) ORDER BY id DESC LIMIT ?`,
  )
  const total = db.prepare('SELECT count(*) AS n FROM ses_mails')
  const since = db.prepare('SELECT coalesce(sum(recipient_count), 0) AS n FROM ses_mails WHERE accepted_at > ?')
  const number = (found: unknown) => z.object({ n: z.number() }).parse(found).n
  return {
    list({ to = '', before = Number.MAX_SAFE_INTEGER, limit }) {
      const part = to.trim().toLowerCase()
      return page.all(before, part, part, limit).flatMap((found) => parseRow(found) ?? [])
    },
    count: () => number(total.get()),
    recipientsSince: (at) => number(since.get(at.toISOString())),
  }
}

function parseRow(found: unknown): StoredMail | null {
  if (!found) return null
  const { id, facts: text, size } = row.parse(found)
  return { id, size, ...facts.parse(JSON.parse(text)) }
}

function pack(text: string | null): Buffer | null {
  // Level 1: 84 us for 54 KB of campaign HTML, a tenth of its size.
  return text === null ? null : deflateRawSync(text, { level: 1 })
}

function unpack(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : inflateRawSync(bytes).toString('utf8')
}
