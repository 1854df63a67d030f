// The campaigns page's rows: what is in the list, with what came of it.
import { listCampaigns } from '#app/campaigns/campaigns.server.ts'
import type { CampaignRow } from '#app/campaigns/CampaignTable.tsx'
import { clock } from '#app/platform/clock.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { formatCount, formatDate, formatPercent } from '#app/ui/format/format.ts'
import { idKey, type PageOf, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { countEvents } from './campaign.server.ts'
import { headlineRates, isEarly, noCounts } from './metrics.ts'

const NOTHING = '—'

const PAGE = 50
type Campaigns = Awaited<ReturnType<typeof listCampaigns>>

/** A page of the shop's campaigns, the newest first, with numbers and dates as they are shown. */
export async function listCampaignRows(
  { tenantId, timezone }: { tenantId: number; timezone: string },
  search: URLSearchParams,
): Promise<PageOf<CampaignRow>> {
  const place = placeIn(search, idKey)
  const [{ rows: campaigns, ...pages }, { ratesOver }] = await Promise.all([
    readPage(place, {
      size: PAGE,
      keyOf: ({ campaignId }: Campaigns[number]) => campaignId,
      read: (from, limit) => listCampaigns(tenantId, { ...from, limit }),
    }),
    getSettings(tenantId),
  ])
  const counts = await countEvents(
    tenantId,
    campaigns.map(({ campaignId }) => campaignId),
  )
  const rows = campaigns.map((campaign) => {
    const counted = counts.get(campaign.campaignId) ?? noCounts()
    const { openRate, clickRate } = headlineRates(counted, campaign, ratesOver)
    return {
      id: campaign.campaignId,
      name: campaign.name,
      status: campaign.status,
      segment: campaign.segmentName ?? (campaign.segmentId ? 'Deleted segment' : 'No segment'),
      sent: campaign.status === 'draft' ? NOTHING : formatCount(counted.sent),
      openRate: formatPercent(openRate),
      clickRate: formatPercent(clickRate),
      early: isEarly(campaign, clock.now()),
      date: formatDate(campaign.startedAt ?? campaign.updatedAt, timezone),
    }
  })
  return { ...pages, rows }
}
