// Campaigns that start at a time: the time is noted in the campaign, and due.server.ts starts it.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import { findCampaign } from '../campaigns.server.ts'
import { NO_SUCH_CAMPAIGN } from '../problems.ts'
import { checkReady, utmValuesOf } from '../send/ready.server.ts'
import type { StartOutcome } from '../send/start.server.ts'

const refuse = (...problems: string[]): StartOutcome => ({ ok: false, problems })

/**
 * Has a draft start at a moment, or one that is scheduled, missed or stopped at another. What would keep it from being sent
 * now is said and keeps it from being scheduled too; only that nobody can be mailed, or that customers are still being
 * read, may be otherwise by then. The values of its UTM parameters are frozen.
 */
export async function scheduleCampaign(tenantId: number, campaignId: number, at: Date): Promise<StartOutcome> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return refuse(NO_SUCH_CAMPAIGN)
  if (campaign.startedAt) return refuse('This campaign was already started.')
  const ready = await checkReady(tenantId, campaign, recheckSender)
  if ('problems' in ready) return refuse(...ready.problems)
  const utm = utmValuesOf(ready)
  const scheduled = await db().query(
    `UPDATE campaigns SET scheduled_for = $3, held_at = NULL, held_problems = NULL, start_lease_until = NULL, utm_values = $4,
       archived_at = NULL, updated_at = $5, version = version + 1
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL AND version = $6`,
    [tenantId, campaignId, at, utm && JSON.stringify(utm), clock.now(), campaign.version],
  )
  return scheduled.rowCount === 1
    ? { ok: true }
    : refuse('Someone else just started or changed this campaign. Reload the page.')
}

/** Makes a draft again of one that is scheduled, missed or stopped; false when it is none, or has just started. */
export async function unscheduleCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  const unscheduled = await db().query(
    `UPDATE campaigns SET scheduled_for = NULL, held_at = NULL, held_problems = NULL, start_lease_until = NULL, utm_values = NULL,
       updated_at = $3, version = version + 1
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL AND scheduled_for IS NOT NULL`,
    [tenantId, campaignId, clock.now()],
  )
  return unscheduled.rowCount === 1
}
