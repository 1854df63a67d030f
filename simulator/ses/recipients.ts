// What the account knows of recipients: its suppression list, and which behaviour was arranged for a mailbox.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { BEHAVIOURS, type Behaviour } from './behaviour.ts'

type SuppressionReason = 'BOUNCE' | 'COMPLAINT'

const suppressedRow = z.object({ address: z.string(), reason: z.enum(['BOUNCE', 'COMPLAINT']), at: z.string() })
const mailboxRow = z.object({ address: z.string(), behaviour: z.enum(BEHAVIOURS) })

export type Suppressed = z.infer<typeof suppressedRow>
type ArrangedMailbox = z.infer<typeof mailboxRow>

export interface Recipients {
  suppress(address: string, reason: SuppressionReason, at: Date): void
  unsuppress(address: string): boolean
  suppressed(address: string): Suppressed | null
  /** Page by page in the order of addresses; `after` is the last address of the page before. */
  listSuppressed(after: string, limit: number): Suppressed[]
  arrange(address: string, behaviour: Behaviour): void
  release(address: string): boolean
  arranged(address: string): Behaviour | null
  listArranged(): ArrangedMailbox[]
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS ses_suppressed (address TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ses_mailboxes (address TEXT PRIMARY KEY, behaviour TEXT NOT NULL) WITHOUT ROWID;
`

/** Addresses are keys in lower case. */
export function createRecipients(db: DatabaseSync): Recipients {
  db.exec(TABLES)
  const suppress = db.prepare(
    'INSERT INTO ses_suppressed VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, at = excluded.at',
  )
  const unsuppress = db.prepare('DELETE FROM ses_suppressed WHERE address = ?')
  const suppressed = db.prepare('SELECT * FROM ses_suppressed WHERE address = ?')
  const listSuppressed = db.prepare('SELECT * FROM ses_suppressed WHERE address > ? ORDER BY address LIMIT ?')
  const arrange = db.prepare(
    'INSERT INTO ses_mailboxes VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET behaviour = excluded.behaviour',
  )
  const release = db.prepare('DELETE FROM ses_mailboxes WHERE address = ?')
  const arranged = db.prepare('SELECT * FROM ses_mailboxes WHERE address = ?')
  return {
    suppress: (address, reason, at) => void suppress.run(address.toLowerCase(), reason, at.toISOString()),
    unsuppress: (address) => unsuppress.run(address.toLowerCase()).changes > 0,
    suppressed: (address) => suppressedRow.optional().parse(suppressed.get(address.toLowerCase())) ?? null,
    listSuppressed: (after, limit) => suppressedRow.array().parse(listSuppressed.all(after, limit)),
    arrange: (address, behaviour) => void arrange.run(address.toLowerCase(), behaviour),
    release: (address) => release.run(address.toLowerCase()).changes > 0,
    arranged: (address) => mailboxRow.optional().parse(arranged.get(address.toLowerCase()))?.behaviour ?? null,
    listArranged: () => mailboxRow.array().parse(db.prepare('SELECT * FROM ses_mailboxes ORDER BY address').all()),
  }
}
