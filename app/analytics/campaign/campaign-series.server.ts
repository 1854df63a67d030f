// How a campaign went over time, in hours at first and in days later, both of the shop's clocks.
import { db } from '#app/platform/db/db.server.ts'
import { daysBetween, hoursBetween, knownZone } from '#app/platform/text/zone.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { CampaignSeries, SeriesPoint } from '../chart/series.ts'

const HOURS_SHOWN = 72

type Row = { at: Date; type: number; people: number }

/**
 * Delivered, opened and clicked in each hour or day from the first event to the last, none left out; summed over the
 * campaign's mailings.
 */
export async function campaignSeries(tenantId: number, campaignId: number, timezone: string): Promise<CampaignSeries> {
  const found = await db().query<Row>(
    `SELECT quarter AS at, type, sum(people)::int AS people
     FROM mailings m JOIN mail_stats_by_time s ON s.tenant_id = m.tenant_id AND s.mailing_id = m.mailing_id
     WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 AND type = ANY ($3) GROUP BY 1, 2 ORDER BY 1`,
    [tenantId, campaignId, [EVENT.sent, EVENT.delivered, EVENT.opened, EVENT.clicked]],
  )
  const first = found.rows[0]?.at.getTime()
  const last = found.rows.at(-1)?.at.getTime()
  if (first === undefined || last === undefined) return { unit: 'hour', points: [] }
  const unit = last - first < HOURS_SHOWN * 3_600_000 ? 'hour' : 'day'
  const starts = (unit === 'hour' ? hoursBetween : daysBetween)(first, last, knownZone(timezone))
  return { unit, points: countUp(found.rows, starts) }
}

/** The rows, in the order of time, counted into the spans that begin at `starts`. */
function countUp(rows: Row[], starts: number[]): SeriesPoint[] {
  // Mail systems that never confirm a delivery leave only what was sent to draw.
  const delivered = rows.some(({ type }) => type === EVENT.delivered) ? EVENT.delivered : EVENT.sent
  const points = starts.map((at) => ({ at: new Date(at).toISOString(), delivered: 0, opened: 0, clicked: 0 }))
  let span = 0
  for (const { at, type, people } of rows) {
    while ((starts[span + 1] ?? Infinity) <= at.getTime()) span += 1
    const point = points[span]
    if (!point) continue
    if (type === delivered) point.delivered += people
    if (type === EVENT.opened) point.opened += people
    if (type === EVENT.clicked) point.clicked += people
  }
  return points
}
