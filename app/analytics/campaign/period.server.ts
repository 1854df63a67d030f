// Reads the campaigns of the last 30 days and of the 30 before. Writes nothing.
import { STATE } from '#app/campaigns/state.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { countEvents } from './campaign.server.ts'
import { noCounts, type RatesOver, type HitTracking } from './metrics.ts'
import { beginningOf, comparePeriods, type Periods } from './period.ts'

type Started = HitTracking & { campaignId: number; startedAt: Date; finishedAt: Date | null }

/** How the shop's campaigns of the last 30 days went, beside those of the 30 days before. */
export async function campaignPeriods(tenantId: number, ratesOver: RatesOver): Promise<Periods> {
  const now = clock.now()
  const found = await db().query<Started>(
    `SELECT c.campaign_id AS "campaignId", c.started_at AS "startedAt", state.finished_at AS "finishedAt",
       c.track_opens AS "trackOpens", c.track_clicks AS "trackClicks"
     FROM campaigns c ${STATE} WHERE c.tenant_id = $1 AND c.started_at > $2`,
    [tenantId, beginningOf(now)],
  )
  const counts = await countEvents(
    tenantId,
    found.rows.map(({ campaignId }) => campaignId),
  )
  const campaigns = found.rows.map((row) => ({ ...row, counts: counts.get(row.campaignId) ?? noCounts() }))
  return comparePeriods(campaigns, ratesOver, now)
}
