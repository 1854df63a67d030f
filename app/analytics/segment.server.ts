// A segment's campaigns with their outcome, and the links of a campaign. Read from the rollups.
import type { CampaignStatus } from '#app/campaigns/draft.ts'
import { db } from '#app/platform/db.server.ts'
import { countEvents } from './campaign.server.ts'
import { type Band, type Counts, measure, noCounts, type RateKey, type RatesOver } from './metrics.ts'

type RateValue = { share: number | null; over: string; band: Band | null }

export type CampaignRow = {
  campaignId: number
  name: string
  status: CampaignStatus
  createdAt: string
  startedAt: string | null
  /** Everybody in the audience when the campaign was started, also those it skipped. */
  members: number
  sent: number
  openRate: RateValue
  clickRate: RateValue
}

type Found = Omit<CampaignRow, 'sent' | 'openRate' | 'clickRate' | 'createdAt' | 'startedAt'> & {
  createdAt: Date
  startedAt: Date | null
  ratesOver: RatesOver
  trackOpens: boolean
  trackClicks: boolean
}

/** What was not tracked has no rate; zero would be a lie. */
const NOT_TRACKED: RateValue = { share: null, over: '', band: null }

/** The campaigns of a segment, the newest first. */
export async function segmentCampaigns(tenantId: number, segmentId: number): Promise<CampaignRow[]> {
  const found = await db().query<Found>(
    `SELECT campaign_id AS "campaignId", name, status, campaigns.created_at AS "createdAt", started_at AS "startedAt",
       coalesce(rates_over, 'delivered') AS "ratesOver",
       campaigns.track_opens AS "trackOpens", campaigns.track_clicks AS "trackClicks",
       (SELECT count(*) FROM recipients r WHERE r.tenant_id = $1 AND r.campaign_id = campaigns.campaign_id)::int AS members
     FROM campaigns LEFT JOIN settings USING (tenant_id) WHERE tenant_id = $1 AND segment_id = $2
     ORDER BY campaign_id DESC LIMIT 100`,
    [tenantId, segmentId],
  )
  const ids = found.rows.map(({ campaignId }) => campaignId)
  const counts = await countEvents(tenantId, ids)
  return found.rows.map(({ ratesOver, trackOpens, trackClicks, createdAt, startedAt, ...row }) => {
    const counted = counts.get(row.campaignId) ?? noCounts()
    const rate = rateReader(counted, ratesOver)
    return {
      ...row,
      createdAt: createdAt.toISOString(),
      startedAt: startedAt?.toISOString() ?? null,
      sent: counted.sent,
      openRate: trackOpens ? rate('openRate') : NOT_TRACKED,
      clickRate: trackClicks ? rate('clickRate') : NOT_TRACKED,
    }
  })
}

function rateReader(counts: Counts, ratesOver: RatesOver): (key: RateKey) => RateValue {
  const metrics = measure(counts, ratesOver)
  return (key) => {
    const rate = metrics.find((metric) => metric.rate?.key === key)?.rate
    return { share: rate?.share ?? null, over: rate?.over ?? ratesOver, band: rate?.band ?? null }
  }
}
