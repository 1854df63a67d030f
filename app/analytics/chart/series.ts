// The lines of the engagement chart, and the rows that both the drawing and its table show.
import { knownZone } from '#app/platform/text/zone.ts'
import { formatCount, formatOffset, formatPoint } from '#app/ui/format/format.ts'

export type SeriesPoint = { at: string; delivered: number; opened: number; clicked: number }
export type CampaignSeries = { unit: 'hour' | 'day'; points: SeriesPoint[] }

type SeriesKey = 'delivered' | 'opened' | 'clicked'
export type SeriesRow = { label: string } & Record<SeriesKey, number>

export type SeriesLine = { key: SeriesKey; label: string; color: string; dash?: string }

/** Delivered green, opened blue, clicked orange; the dashes tell them apart without colour. */
const LINES: SeriesLine[] = [
  { key: 'delivered', label: 'Confirmed deliveries', color: '#29845a' },
  { key: 'opened', label: 'Opened', color: '#005bd3', dash: '6 3' },
  { key: 'clicked', label: 'Clicked', color: '#d9730d', dash: '2 3' },
]

/** The lines of a campaign's chart: where no delivery was ever confirmed, the first is what was sent. */
export function seriesLines({ deliveryConfirmed }: { deliveryConfirmed: number }): SeriesLine[] {
  return LINES.map((line) => (line.key === 'delivered' && deliveryConfirmed === 0 ? { ...line, label: 'Sent' } : line))
}

/**
 * The points of a series with their hour or day in the shop's time zone; what the clocks show twice in autumn is told apart
 * by how far they are from Greenwich, as in "Nov 1, 1 AM (GMT-4)".
 */
export function seriesRows({ unit, points }: CampaignSeries, timeZone: string): SeriesRow[] {
  const zone = knownZone(timeZone)
  const labels = points.map(({ at }) => formatPoint(at, unit, zone))
  const twice = new Set(labels.filter((label, index) => labels[index - 1] === label))
  return points.map(({ at, delivered, opened, clicked }, index) => {
    const label = labels[index] ?? ''
    return {
      label: twice.has(label) ? `${label} (${formatOffset(at, zone)})` : label,
      delivered,
      opened,
      clicked,
    }
  })
}

/** The chart in a sentence, for whoever cannot see it. */
export function seriesSummary(rows: SeriesRow[], lines: SeriesLine[]): string {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last) return 'No data yet.'
  const total = (key: SeriesKey) => formatCount(rows.reduce((sum, row) => sum + row[key], 0))
  const totals = lines.map(({ key, label }) => `${label.toLowerCase()} ${total(key)}`)
  const span = first === last ? first.label : `From ${first.label} to ${last.label}`
  return `${span}: ${totals.join(', ')}.${peak(rows)}`
}

function peak(rows: SeriesRow[]): string {
  const best = rows.reduce((top, row) => (row.opened > top.opened ? row : top))
  return best.opened > 0 ? ` Most opens: ${best.label}, ${formatCount(best.opened)}.` : ''
}
