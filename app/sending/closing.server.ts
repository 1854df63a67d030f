// A mailing closes when its shop's retention of events has passed since its last hand-over: later hits count nothing, and its
// events and recipients may be dropped. Its figures stay.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { MailingKey } from './jobs.ts'

/** Mailings of a shop whose last e-mail left before it close. */
const closesBefore = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)

/** Of a shop that has saved no settings. */
const DEFAULT_DAYS = 90

type Due = MailingKey & { days: number }

/** Closes what is due, and ends it first where a pause, or nobody new, has left it unended for all that time; returns how many. */
export async function closeMailings(): Promise<number> {
  const now = clock.now()
  const due = await db().query<Due>(
    `SELECT w.tenant_id AS "tenantId", w.mailing_id AS "mailingId", kept.days FROM mailings w LEFT JOIN settings s USING (tenant_id)
     CROSS JOIN LATERAL (SELECT coalesce(s.events_kept_days, $2)::int AS days) AS kept
     WHERE w.closed_at IS NULL AND coalesce(w.last_sent_at, w.opened_at) < $1::timestamptz - kept.days * interval '24 hours'
       AND w.status IN ('sent', 'cancelled', 'paused', 'open')`,
    [now, DEFAULT_DAYS],
  )
  const byTenant = Map.groupBy(due.rows, ({ tenantId }) => tenantId)
  let closed = 0
  for (const [tenantId, mailings] of byTenant) {
    const ids = mailings.map(({ mailingId }) => mailingId)
    closed += await close(tenantId, ids, closesBefore(now, mailings[0]?.days ?? DEFAULT_DAYS))
  }
  if (closed > 0) log.info({ closed }, 'mailings closed')
  return closed
}

/** Asked again with the rows locked: one of them may just have been resumed. */
async function close(tenantId: number, mailings: number[], before: Date): Promise<number> {
  const now = clock.now()
  return transaction(async (sql) => {
    await sql.query(
      `UPDATE mailings SET ended_at = $3,
         status = CASE WHEN status = 'open' THEN 'sent'::mailing_status ELSE 'cancelled'::mailing_status END
       WHERE tenant_id = $1 AND mailing_id = ANY($2) AND closed_at IS NULL AND status IN ('paused', 'open')
         AND (last_sent_at < $4 OR last_sent_at IS NULL AND opened_at < $4)`,
      [tenantId, mailings, now, before],
    )
    const closed = await sql.query(
      `UPDATE mailings SET closed_at = $3
       WHERE tenant_id = $1 AND mailing_id = ANY($2) AND closed_at IS NULL AND status IN ('sent', 'cancelled')
         AND (last_sent_at < $4 OR last_sent_at IS NULL AND opened_at < $4)`,
      [tenantId, mailings, now, before],
    )
    return closed.rowCount ?? 0
  })
}
