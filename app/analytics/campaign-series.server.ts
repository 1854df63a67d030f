// How a campaign went over time, in hours at first and in days of the shop's calendar later.
import { db } from '#app/platform/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'

type SeriesPoint = { at: string; delivered: number; opened: number; clicked: number }
export type CampaignSeries = { unit: 'hour' | 'day'; points: SeriesPoint[] }

const HOURS_SHOWN = 72

type Span = { first: Date | null; last: Date | null }

/** Delivered, opened and clicked in each hour or day from the first event to the last, none left out. */
export async function campaignSeries(tenantId: number, campaignId: number, timezone: string): Promise<CampaignSeries> {
  const span = await db().query<Span>(
    'SELECT min(hour) AS first, max(hour) AS last FROM campaign_stats_hourly WHERE tenant_id = $1 AND campaign_id = $2 AND type = ANY($3)',
    [tenantId, campaignId, TYPES],
  )
  const { first = null, last = null } = span.rows[0] ?? {}
  if (!first || !last) return { unit: 'hour', points: [] }
  const unit = last.getTime() - first.getTime() < HOURS_SHOWN * 3_600_000 ? 'hour' : 'day'
  const found = await db().query<Omit<SeriesPoint, 'at'> & { at: Date }>(SERIES[unit], [
    tenantId,
    campaignId,
    first,
    last,
    ...(unit === 'day' ? [timezone] : []),
  ])
  return { unit, points: found.rows.map(({ at, ...counts }) => ({ at: at.toISOString(), ...counts })) }
}

const TYPES = [EVENT.sent, EVENT.delivered, EVENT.opened, EVENT.clicked]

// Mail systems that never confirm a delivery leave only what was sent to draw.
const COUNTS = `
  coalesce(sum(people) FILTER (WHERE type = (SELECT CASE WHEN bool_or(type = ${EVENT.delivered}) THEN ${EVENT.delivered} ELSE ${EVENT.sent} END FROM seen)), 0)::int AS delivered,
  coalesce(sum(people) FILTER (WHERE type = ${EVENT.opened}), 0)::int AS opened,
  coalesce(sum(people) FILTER (WHERE type = ${EVENT.clicked}), 0)::int AS clicked`

const SEEN =
  'WITH seen AS (SELECT hour, type, people FROM campaign_stats_hourly WHERE tenant_id = $1 AND campaign_id = $2)'

const SERIES = {
  hour: `${SEEN} SELECT at, ${COUNTS}
    FROM generate_series($3::timestamptz, $4::timestamptz, interval '1 hour') AS at LEFT JOIN seen ON seen.hour = at
    GROUP BY at ORDER BY at`,
  // Days are walked in local time, so that the two days a year with 23 and 25 hours stay one day each.
  day: `${SEEN} SELECT day AT TIME ZONE $5 AS at, ${COUNTS}
    FROM generate_series(date_trunc('day', $3::timestamptz AT TIME ZONE $5), date_trunc('day', $4::timestamptz AT TIME ZONE $5), interval '1 day') AS day
    LEFT JOIN seen ON date_trunc('day', seen.hour AT TIME ZONE $5) = day
    GROUP BY day ORDER BY day`,
}
