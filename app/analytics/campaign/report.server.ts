// Everything the page of a started campaign shows.
import type { Campaign } from '#app/campaigns/draft.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { campaignAnalytics } from './campaign.server.ts'
import { campaignSeries } from './campaign-series.server.ts'
import { linkPerformance } from './links.server.ts'
import { optOutReasons } from './reasons.server.ts'
import { seriesRows } from '../chart/series.ts'

export type Report = NonNullable<Awaited<ReturnType<typeof loadReport>>>

/** @throws when the shop has no such campaign. */
export async function loadReport(tenant: { tenantId: number; timezone: string }, campaign: Campaign) {
  const { tenantId, timezone } = tenant
  const { campaignId, segmentId } = campaign
  const [analytics, series, links, reasons, segment] = await Promise.all([
    campaignAnalytics(tenantId, campaignId),
    campaignSeries(tenantId, campaignId, timezone),
    linkPerformance(tenantId, campaignId),
    optOutReasons(tenantId, campaignId),
    segmentId === null ? null : findSegment(tenantId, segmentId),
  ])
  if (!analytics) throw new Error(`tenant ${tenantId} has no campaign ${campaignId}`)
  const { html: _, ...shown } = campaign
  return {
    campaign: shown,
    segment: segment && { segmentId: segment.segmentId, name: segment.name },
    analytics,
    series: { unit: series.unit, rows: seriesRows(series, timezone) },
    links,
    reasons,
    progress: { ...analytics.recipients, skipped: analytics.recipients.skippedBy },
  }
}
