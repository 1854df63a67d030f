// A segment's campaigns with their outcome, and the links of a campaign. Read from the rollups.
import type { CampaignStatus } from '#app/campaigns/draft.ts'
import { STATE } from '#app/campaigns/state.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { idKey, largestFirst, type Place, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { countEvents } from './campaign.server.ts'
import { headlineRates, noCounts, type RatesOver } from './metrics.ts'

export type SegmentCampaign = {
  campaignId: number
  name: string
  status: CampaignStatus
  createdAt: string
  startedAt: string | null
  /** Everybody in the audience when the campaign was started, also those it skipped. */
  members: number
  sent: number
  openRate: number | null
  clickRate: number | null
}

type Found = Omit<SegmentCampaign, 'sent' | 'openRate' | 'clickRate' | 'createdAt' | 'startedAt'> & {
  createdAt: Date
  startedAt: Date | null
  ratesOver: RatesOver
  trackOpens: boolean
  trackClicks: boolean
}

const PAGE = 20

/** A page of the campaigns of a segment, the newest first. */
export async function segmentCampaigns(tenantId: number, segmentId: number, search = new URLSearchParams()) {
  const { rows, ...pages } = await readPage(placeIn(search, idKey), {
    size: PAGE,
    keyOf: ({ campaignId }: Found) => campaignId,
    read: (place, limit) => findCampaigns({ tenantId, segmentId }, place, limit),
  })
  return { ...pages, rows: await withRates(tenantId, rows) }
}

type Segment = { tenantId: number; segmentId: number }

async function findCampaigns({ tenantId, segmentId }: Segment, from: Place<number>, limit: number) {
  const { sign, direction, key } = largestFirst(from)
  const found = await db().query<Found>(
    `SELECT c.campaign_id AS "campaignId", c.name, state.status, c.created_at AS "createdAt", c.started_at AS "startedAt",
       coalesce(rates_over, 'delivered') AS "ratesOver", c.track_opens AS "trackOpens", c.track_clicks AS "trackClicks",
       (kept.members + CASE WHEN cardinality(kept.present) > 1
         THEN (SELECT count(DISTINCT r.member_id) FROM recipients r WHERE r.tenant_id = c.tenant_id AND r.mailing_id = ANY (kept.present))
         ELSE (SELECT count(*) FROM recipients r WHERE r.tenant_id = c.tenant_id AND r.mailing_id = kept.present[1] AND r.send_no = 0)
       END)::int AS members
     FROM campaigns c ${STATE} LEFT JOIN settings s ON s.tenant_id = c.tenant_id
     -- Of those closed only the number is kept.
     CROSS JOIN LATERAL (SELECT coalesce(sum((w.kept_counts ->> 'members')::int), 0) AS members,
         array_agg(w.mailing_id ORDER BY w.mailing_id) FILTER (WHERE w.kept_counts IS NULL) AS present
       FROM mailings w WHERE w.tenant_id = c.tenant_id AND w.mailing_id = ANY (state.mailings)) AS kept
     WHERE c.tenant_id = $1 AND c.segment_id = $2 AND ($3::int IS NULL OR c.campaign_id ${sign} $3)
     ORDER BY c.campaign_id ${direction} LIMIT $4`,
    [tenantId, segmentId, key, limit],
  )
  return found.rows
}

async function withRates(tenantId: number, found: Found[]): Promise<SegmentCampaign[]> {
  const ids = found.map(({ campaignId }) => campaignId)
  const counts = await countEvents(tenantId, ids)
  return found.map(({ ratesOver, trackOpens, trackClicks, createdAt, startedAt, ...row }) => {
    const counted = counts.get(row.campaignId) ?? noCounts()
    const { openRate, clickRate } = headlineRates(counted, { trackOpens, trackClicks }, ratesOver)
    return {
      ...row,
      createdAt: createdAt.toISOString(),
      startedAt: startedAt?.toISOString() ?? null,
      sent: counted.sent,
      openRate,
      clickRate,
    }
  })
}
