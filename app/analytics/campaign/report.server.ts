// What the pages of a started campaign and of a segment show of campaigns.
import { type Campaign, hasStarted } from '#app/campaigns/draft.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { findManifest } from '#app/sending/mailings.server.ts'
import { idParam } from '#app/ui/params.ts'
import { campaignAnalytics } from './campaign.server.ts'
import { auditClicks } from './clicks.server.ts'
import { campaignSeries } from './campaign-series.server.ts'
import { listLastEvents } from './last-events.server.ts'
import { linkPerformance } from './links.server.ts'
import { optOutReasons } from './reasons.server.ts'
import { segmentCampaigns } from './segment.server.ts'
import { seriesRows } from '../chart/series.ts'

type Tenant = { tenantId: number; timezone: string }

export type Report = Awaited<ReturnType<typeof loadReport>>

/**
 * Everything the page of a started campaign shows.
 * @throws when the shop has no such campaign.
 */
export async function loadReport(tenant: Tenant, campaign: Campaign) {
  const { tenantId } = tenant
  const { campaignId, segmentId } = campaign
  const [figures, links, audit, lastEvents, reasons, manifest, segment] = await Promise.all([
    findFigures(tenant, campaignId),
    linkPerformance(tenantId, campaignId),
    campaign.trackClicks ? auditClicks(tenantId, campaignId) : null,
    listLastEvents(tenantId, campaignId),
    optOutReasons(tenantId, campaignId),
    findManifest({ tenantId, source: 'campaign', sourceId: campaignId }),
    segmentId === null ? null : findSegment(tenantId, segmentId),
  ])
  if (!figures) throw new Error(`tenant ${tenantId} has no campaign ${campaignId}`)
  const { html: _, ...shown } = campaign
  const { recipients } = figures.analytics
  return {
    campaign: shown,
    segment: segment && { segmentId: segment.segmentId, name: segment.name },
    ...figures,
    links,
    audit,
    lastEvents,
    reasons,
    manifest,
    progress: { ...recipients, skipped: recipients.skippedBy },
  }
}

export type SegmentReportData = Awaited<ReturnType<typeof loadSegmentReport>>

/**
 * A page of a segment's campaigns, as `search` asks for it, and the figures of the one that `?campaign=` names, else of the
 * newest that was started; null when the page has none.
 */
export async function loadSegmentReport(tenant: Tenant, segmentId: number, search: URLSearchParams) {
  const campaigns = await segmentCampaigns(tenant.tenantId, segmentId, search)
  const asked = idParam(search.get('campaign'))
  const shown =
    campaigns.rows.find(({ campaignId }) => campaignId === asked) ??
    campaigns.rows.find(({ status }) => hasStarted(status))
  return { campaigns, figures: shown ? await findFigures(tenant, shown.campaignId) : null }
}

/** A campaign's analytics, and their course over time in rows; null when the shop has no such campaign. */
async function findFigures({ tenantId, timezone }: Tenant, campaignId: number) {
  const [analytics, series] = await Promise.all([
    campaignAnalytics(tenantId, campaignId),
    campaignSeries(tenantId, campaignId, timezone),
  ])
  return analytics && { analytics, series: { unit: series.unit, rows: seriesRows(series, timezone) } }
}
