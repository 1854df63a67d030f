// E-mails to the shop's own staff: they have rows of their own and are never recipients, events or figures.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { type Email, sendEmail } from '#app/platform/ses/ses.server.ts'
import type { SendOutcome } from '#app/platform/ses/ses-outcome.ts'
import { maskAddresses } from '#app/platform/faults/fault.ts'

/** How many tests a shop may send within an hour. */
export const TESTS_AN_HOUR = 30

const HOUR_MS = 3_600_000
const KEPT_MS = 90 * 24 * HOUR_MS

/** Not sent: the shop has sent as many as it may, and may send the next one after this time. */
export type Limited = { kind: 'limited'; waitMs: number }

/** Sends a test e-mail, noted before it leaves; one that the limit of an hour refuses leaves no trace. */
export async function sendTest(tenantId: number, email: Omit<Email, 'tags'>): Promise<SendOutcome | Limited> {
  const taken = await take(tenantId, email.to)
  if ('kind' in taken) return taken
  const outcome = await sendEmail({ ...email, tags: { tenant_id: String(tenantId), purpose: 'test' } })
  await settle(tenantId, taken.mailId, outcome)
  return outcome
}

/** The lock holds the limit over all processes: a count alone would let those of one moment all through. */
async function take(tenantId: number, address: string): Promise<{ mailId: bigint } | Limited> {
  const now = clock.now()
  return transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtext('system mails'), $1)", [tenantId])
    const recent = await sql.query<{ at: Date }>(
      `SELECT created_at AS at FROM system_mails WHERE tenant_id = $1 AND kind = 'test' AND created_at > $2
       ORDER BY created_at DESC LIMIT ${TESTS_AN_HOUR}`,
      [tenantId, new Date(now.getTime() - HOUR_MS)],
    )
    const oldest = recent.rows[TESTS_AN_HOUR - 1]
    if (oldest) return { kind: 'limited', waitMs: oldest.at.getTime() + HOUR_MS - now.getTime() }
    const noted = await sql.query<{ mailId: bigint }>(
      `INSERT INTO system_mails (tenant_id, kind, address, state, attempt, created_at)
       VALUES ($1, 'test', $2, 'sending', 1, $3) RETURNING mail_id AS "mailId"`,
      [tenantId, address, now],
    )
    const row = noted.rows[0]
    if (!row) throw new Error('an insert returned no row')
    return row
  })
}

async function settle(tenantId: number, mailId: bigint, outcome: SendOutcome): Promise<void> {
  const state = outcome.kind === 'sent' ? 'sent' : outcome.kind === 'unknown' ? 'unconfirmed' : 'failed'
  const messageId = outcome.kind === 'sent' ? outcome.messageId : null
  const error = 'reason' in outcome ? maskAddresses(outcome.reason, '') : outcome.kind === 'sent' ? null : outcome.kind
  await db().query(
    `UPDATE system_mails SET state = $3, message_id = $4, error = $5, settled_at = $6 WHERE tenant_id = $1 AND mail_id = $2`,
    [tenantId, mailId, state, messageId, error, clock.now()],
  )
}

/** Forgets system mails of more than 90 days ago; returns how many. */
export async function forgetSystemMails(): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS)
  const old = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM system_mails WHERE created_at < $1`,
    [before],
  )
  let forgotten = 0
  for (const { tenantId } of old.rows) {
    const gone = await db().query('DELETE FROM system_mails WHERE tenant_id = $1 AND created_at < $2', [
      tenantId,
      before,
    ])
    forgotten += gone.rowCount ?? 0
  }
  return forgotten
}
