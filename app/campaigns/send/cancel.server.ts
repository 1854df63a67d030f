// Giving up a campaign that has begun: nobody else gets it, and each who did not is told apart from each who did.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { type MailingKey, keyOf } from '#app/sending/jobs.ts'
import { skipCancelled } from '#app/sending/recipients.server.ts'
import { cancelQueue } from '../jobs.ts'
import type { StartOutcome } from './start.server.ts'

const AT_ONCE = 10_000
/** Longer than any worker may hold a recipient (a lease of a minute, a slice of ten seconds). */
const GIVEN_BACK_WITHIN_MS = 3_600_000

/** Ends a paused campaign, or one that is still being prepared; the worker then skips those who waited. */
export async function cancelCampaign(tenantId: number, campaignId: number): Promise<StartOutcome> {
  return transaction(async (sql) => {
    const cancelled = await sql.query(
      `UPDATE campaigns SET status = 'cancelled', finished_at = $3, updated_at = $3
       WHERE tenant_id = $1 AND campaign_id = $2 AND status IN ('preparing', 'paused')`,
      [tenantId, campaignId, clock.now()],
    )
    if (cancelled.rowCount === 0)
      return {
        ok: false,
        problems: ['Only a campaign that is paused or being prepared can be cancelled: pause it first.'],
      }
    await enqueue(cancelQueue, { tenantId, campaignId }, { key: keyOf({ tenantId, campaignId }), sql })
    log.info({ tenant: tenantId, campaign: campaignId }, 'campaign cancelled')
    return { ok: true }
  })
}

/** Skips whoever still waits in a cancelled campaign; does nothing for any other. */
export async function settleCancelled(campaign: MailingKey): Promise<void> {
  while ((await skipCancelled(campaign, AT_ONCE)) > 0);
}

/** Skips those whose worker gave them back after their campaign was cancelled. */
export async function settleGivenBack(): Promise<void> {
  const found = await db().query<MailingKey>(
    `SELECT tenant_id AS "tenantId", campaign_id AS "campaignId" FROM campaigns WHERE status = 'cancelled' AND finished_at > $1`,
    [new Date(clock.now().getTime() - GIVEN_BACK_WITHIN_MS)],
  )
  for (const campaign of found.rows) await settleCancelled(campaign)
}
