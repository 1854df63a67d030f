// Giving up a campaign that has begun: nobody else gets it.
import { transaction } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { cancelMailings } from '#app/sending/mailing-states.server.ts'
import type { StartOutcome } from './start.server.ts'

/** Ends a paused campaign, or one that is still being prepared; the worker then skips those who waited. */
export async function cancelCampaign(tenantId: number, campaignId: number): Promise<StartOutcome> {
  const cancelled = await transaction((sql) =>
    cancelMailings(sql, { tenantId, source: 'campaign', sourceId: campaignId }),
  )
  if (!cancelled)
    return {
      ok: false,
      problems: ['Only a campaign that is paused or being prepared can be cancelled: pause it first.'],
    }
  log.info({ tenant: tenantId, campaign: campaignId }, 'campaign cancelled')
  return { ok: true }
}
