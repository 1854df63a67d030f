import { clock } from '#app/platform/clock.server.ts'
import { type Sql, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { keyOf, type MailingKey, sendSliceQueue } from './jobs.ts'
import { OPEN } from './mailings.server.ts'

/**
 * Adds a recipient to an open mailing: the member gets it once more than before. Returns the send_no, which counts the
 * times before this one; null when the mailing takes nobody any more. Consent is asked when it is sent.
 */
export async function addRecipient(mailing: MailingKey, memberId: bigint): Promise<number | null> {
  return transaction(async (sql) => {
    if (!(await holdOpen(sql, mailing))) return null
    const sendNo = await queue(sql, mailing, memberId)
    await enqueue(sendSliceQueue, mailing, { key: keyOf(mailing), sql })
    return sendNo
  })
}

/** Held until the recipient is committed, so that an end never overlooks one. */
async function holdOpen(sql: Sql, { tenantId, mailingId }: MailingKey): Promise<boolean> {
  const held = await sql.query(`SELECT FROM mailings WHERE tenant_id = $1 AND mailing_id = $2 AND ${OPEN} FOR SHARE`, [
    tenantId,
    mailingId,
  ])
  return held.rowCount === 1
}

async function queue(sql: Sql, { tenantId, mailingId }: MailingKey, memberId: bigint): Promise<number> {
  for (;;) {
    const added = await sql.query<{ sendNo: number }>(
      `INSERT INTO recipients (tenant_id, mailing_id, send_no, member_id, state, frozen_at)
       SELECT $1, $2, count(*), $3, 'queued', $4 FROM recipients
       WHERE tenant_id = $1 AND mailing_id = $2 AND member_id = $3
       ON CONFLICT DO NOTHING RETURNING send_no AS "sendNo"`,
      [tenantId, mailingId, memberId, clock.now()],
    )
    // Another process has added the same member meanwhile.
    if (added.rows[0]) return added.rows[0].sendNo
  }
}
