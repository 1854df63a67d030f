// The campaigns page's rows: what is in the list, with what came of it.
import { listCampaigns } from '#app/campaigns/campaigns.server.ts'
import type { CampaignRow } from '#app/campaigns/CampaignTable.tsx'
import { getSettings } from '#app/settings/settings.server.ts'
import { formatCount, formatDate, formatPercent } from '#app/ui/format.ts'
import { countEvents } from './campaign.server.ts'
import { measure, noCounts } from './metrics.ts'

const NOTHING = '—'

/** The shop's campaigns, the newest first, with numbers and dates as they are shown. */
export async function listCampaignRows(tenantId: number, timezone: string): Promise<CampaignRow[]> {
  const [campaigns, { ratesOver }] = await Promise.all([listCampaigns(tenantId), getSettings(tenantId)])
  const ids = campaigns.map(({ campaignId }) => campaignId)
  const counts = await countEvents(tenantId, ids)
  return campaigns.map((campaign) => {
    const counted = counts.get(campaign.campaignId) ?? noCounts()
    const metrics = measure(counted, ratesOver)
    const rate = (key: 'openRate' | 'clickRate', tracked: boolean) =>
      tracked ? formatPercent(metrics.find((metric) => metric.rate?.key === key)?.rate?.share ?? null) : NOTHING
    return {
      id: campaign.campaignId,
      name: campaign.name,
      status: campaign.status,
      segment: campaign.segmentName ?? (campaign.segmentId ? 'Deleted segment' : 'No segment'),
      sent: campaign.status === 'draft' ? NOTHING : formatCount(counted.sent),
      openRate: rate('openRate', campaign.trackOpens),
      clickRate: rate('clickRate', campaign.trackClicks),
      date: formatDate(campaign.startedAt ?? campaign.updatedAt, timezone),
    }
  })
}
