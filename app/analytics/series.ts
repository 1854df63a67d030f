// The lines of the engagement chart, and the rows that both the drawing and its table show.
import { knownZone } from '#app/platform/zone.ts'
import { formatCount } from '#app/ui/format.ts'
import type { CampaignSeries } from './campaign-series.server.ts'

export type SeriesKey = 'delivered' | 'opened' | 'clicked'
export type SeriesRow = { label: string } & Record<SeriesKey, number>

/** Delivered green, opened blue, clicked orange; the dashes tell them apart without colour. */
export const SERIES: { key: SeriesKey; label: string; color: string; dash?: string }[] = [
  { key: 'delivered', label: 'Delivered', color: '#29845a' },
  { key: 'opened', label: 'Opened', color: '#005bd3', dash: '6 3' },
  { key: 'clicked', label: 'Clicked', color: '#d9730d', dash: '2 3' },
]

const LABELS = {
  hour: { month: 'short', day: 'numeric', hour: 'numeric' },
  day: { month: 'short', day: 'numeric' },
} as const

/**
 * The points of a series with their hour or day in the shop's time zone; what the clocks show twice in autumn is told apart
 * by how far they are from Greenwich, as in "Nov 1, 1 AM (GMT-4)".
 */
export function seriesRows({ unit, points }: CampaignSeries, timeZone: string): SeriesRow[] {
  const zone = { timeZone: knownZone(timeZone) }
  const format = new Intl.DateTimeFormat('en-US', { ...LABELS[unit], ...zone })
  const offset = new Intl.DateTimeFormat('en-US', { ...zone, timeZoneName: 'shortOffset' })
  // Engines differ in the space before PM; the server's text must be the browser's.
  const labels = points.map(({ at }) => format.format(new Date(at)).replaceAll('\u202F', ' '))
  const twice = new Set(labels.filter((label, index) => labels.indexOf(label) !== index))
  return points.map(({ at, delivered, opened, clicked }, index) => {
    const label = labels[index] ?? ''
    const fromGreenwich = offset.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value
    return { label: twice.has(label) ? `${label} (${fromGreenwich})` : label, delivered, opened, clicked }
  })
}

/** The chart in a sentence, for whoever cannot see it. */
export function seriesSummary(rows: SeriesRow[]): string {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last) return 'No data yet.'
  const total = (key: SeriesKey) => formatCount(rows.reduce((sum, row) => sum + row[key], 0))
  const totals = SERIES.map(({ key, label }) => `${label.toLowerCase()} ${total(key)}`)
  return `From ${first.label} to ${last.label}: ${totals.join(', ')}.${peak(rows)}`
}

function peak(rows: SeriesRow[]): string {
  const best = rows.reduce((top, row) => (row.opened > top.opened ? row : top))
  return best.opened > 0 ? ` Most opens: ${best.label}, ${formatCount(best.opened)}.` : ''
}
