// Campaigns as lists show them, with what came of each.
import { type ListedCampaign, listCampaigns } from '#app/campaigns/campaigns.server.ts'
import { hasStarted } from '#app/campaigns/draft.ts'
import { listPage } from '#app/campaigns/list/list.server.ts'
import { readListQuery } from '#app/campaigns/list/list-query.ts'
import type { CampaignRow } from '#app/campaigns/CampaignTable.tsx'
import { clock } from '#app/platform/clock.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { formatCount, formatDate, formatDateTime, formatPercent } from '#app/ui/format/format.ts'
import { idKey, type PageOf, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { countEvents } from './campaign.server.ts'
import { headlineRates, isEarly, noCounts, type RatesOver } from './metrics.ts'

const NOTHING = '—'

const PAGE = 50
const RECENT = 5

/** A page of the shop's campaigns that a URL asks for, with numbers and dates as they are shown. */
export async function listCampaignRows(
  { tenantId, timezone }: { tenantId: number; timezone: string },
  search: URLSearchParams,
): Promise<PageOf<CampaignRow>> {
  const place = placeIn(search, idKey)
  const query = readListQuery(search)
  const [{ rows: campaigns, ...pages }, { ratesOver }] = await Promise.all([
    readPage(place, {
      size: PAGE,
      keyOf: ({ campaignId }: ListedCampaign) => campaignId,
      read: (from, limit) => listPage(tenantId, query, from, limit),
    }),
    getSettings(tenantId),
  ])
  const rows = (await withRates(tenantId, campaigns, ratesOver)).map(({ sent, openRate, clickRate, ...campaign }) => ({
    id: campaign.campaignId,
    name: campaign.name,
    status: campaign.status,
    archived: campaign.archivedAt !== null,
    segment: campaign.segmentName ?? (campaign.segmentId ? 'Deleted segment' : 'No segment'),
    sent: hasStarted(campaign.status) ? formatCount(sent) : NOTHING,
    openRate: formatPercent(openRate),
    clickRate: formatPercent(clickRate),
    early: campaign.early,
    date: dateOf(campaign, timezone),
  }))
  return { ...pages, rows }
}

function dateOf({ startedAt, scheduledFor, updatedAt }: ListedCampaign, timezone: string): string {
  if (startedAt || !scheduledFor) return formatDate(startedAt ?? updatedAt, timezone)
  return formatDateTime(scheduledFor, timezone)
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
async function withRates(tenantId: number, campaigns: ListedCampaign[], ratesOver: RatesOver) {
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
