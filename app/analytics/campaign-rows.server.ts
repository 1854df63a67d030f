// The campaigns page's rows: what is in the list, with what came of it.
import { listCampaigns } from '#app/campaigns/campaigns.server.ts'
import type { CampaignRow } from '#app/campaigns/CampaignTable.tsx'
import { getSettings } from '#app/settings/settings.server.ts'
import { formatCount, formatDate, formatPercent } from '#app/ui/format.ts'
import { countEvents } from './campaign.server.ts'
import { headlineRates, noCounts } from './metrics.ts'

const NOTHING = '—'

/** The shop's campaigns, the newest first, with numbers and dates as they are shown. */
export async function listCampaignRows(tenantId: number, timezone: string): Promise<CampaignRow[]> {
  const [campaigns, { ratesOver }] = await Promise.all([listCampaigns(tenantId), getSettings(tenantId)])
  const ids = campaigns.map(({ campaignId }) => campaignId)
  const counts = await countEvents(tenantId, ids)
  return campaigns.map((campaign) => {
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
      date: formatDate(campaign.startedAt ?? campaign.updatedAt, timezone),
    }
  })
}
