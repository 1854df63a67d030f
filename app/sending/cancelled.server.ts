// After a mailing is cancelled: each who did not get it is told apart from each who did.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { MailingKey } from './jobs.ts'
import { skipCancelled } from './recipients.server.ts'

const AT_ONCE = 10_000
/** Longer than any worker may hold a recipient (a lease of a minute, a slice of ten seconds). */
const RELEASED_WITHIN_MS = 3_600_000

/** Skips whoever still waits in a cancelled mailing; does nothing for any other. */
export async function settleCancelled(mailing: MailingKey): Promise<void> {
  while ((await skipCancelled(mailing, AT_ONCE)) > 0);
}

/** Skips those whose worker released them after their mailing was cancelled. */
export async function settleReleased(): Promise<void> {
  const found = await db().query<MailingKey>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId" FROM mailings WHERE status = 'cancelled' AND ended_at > $1`,
    [new Date(clock.now().getTime() - RELEASED_WITHIN_MS)],
  )
  for (const mailing of found.rows) await settleCancelled(mailing)
}
