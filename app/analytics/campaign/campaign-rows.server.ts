// Campaigns as lists show them, with what came of each.
import { listCampaigns } from '#app/campaigns/campaigns.server.ts'
import type { CampaignRow } from '#app/campaigns/CampaignTable.tsx'
import { clock } from '#app/platform/clock.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { formatCount, formatDate, formatPercent } from '#app/ui/format/format.ts'
import { idKey, type PageOf, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { countEvents } from './campaign.server.ts'
import { headlineRates, isEarly, noCounts, type RatesOver } from './metrics.ts'

const NOTHING = '—'

const PAGE = 50
const RECENT = 5
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
  const rows = (await withRates(tenantId, campaigns, ratesOver)).map(({ sent, openRate, clickRate, ...campaign }) => ({
    id: campaign.campaignId,
    name: campaign.name,
    status: campaign.status,
    segment: campaign.segmentName ?? (campaign.segmentId ? 'Deleted segment' : 'No segment'),
    sent: campaign.status === 'draft' ? NOTHING : formatCount(sent),
    openRate: formatPercent(openRate),
    clickRate: formatPercent(clickRate),
    early: campaign.early,
    date: formatDate(campaign.startedAt ?? campaign.updatedAt, timezone),
  }))
  return { ...pages, rows }
}

/** The shop's last campaigns with their rates, the newest first. */
export async function listRecentCampaigns(tenantId: number, ratesOver: RatesOver) {
  const campaigns = await listCampaigns(tenantId, { limit: RECENT })
  return (await withRates(tenantId, campaigns, ratesOver)).map((campaign) => {
    const { campaignId, name, status, segmentName, startedAt, createdAt, sent, openRate, clickRate, early } = campaign
    return {
      campaignId,
      name,
      status,
      segmentName,
      started: startedAt !== null,
      at: (startedAt ?? createdAt).toISOString(),
      sent,
      openRate,
      clickRate,
      early,
    }
  })
}

/** The campaigns with what came of each. */
async function withRates(tenantId: number, campaigns: Campaigns, ratesOver: RatesOver) {
  const counts = await countEvents(
    tenantId,
    campaigns.map(({ campaignId }) => campaignId),
  )
  return campaigns.map((campaign) => {
    const counted = counts.get(campaign.campaignId) ?? noCounts()
    const { openRate, clickRate } = headlineRates(counted, campaign, ratesOver)
    return { ...campaign, sent: counted.sent, openRate, clickRate, early: isEarly(campaign, clock.now()) }
  })
}
