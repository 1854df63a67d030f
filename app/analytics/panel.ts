// What the tiles of the analytics panel say: numbers in words, each rate with what it is a share of.
import { formatCount, formatCountOf, formatPercent } from '#app/ui/format.ts'
import type { Band, Counts, CountKey, MetricValue } from './metrics.ts'

export type Tile = { key: string; label: string; value: string; band: Band | null; lines: string[]; definition: string }

type Measured = { status: string; trackOpens: boolean; trackClicks: boolean; counts: Counts; metrics: MetricValue[] }

/** Hard and soft bounces are told in the tile of all bounces. */
const IN_ANOTHER_TILE = new Set<MetricValue['key']>(['hardBounced', 'softBounced'])

/** The tiles in the order of an e-mail's way: sent, arrived, looked at, acted on. */
export function panelTiles(measured: Measured): Tile[] {
  return measured.metrics
    .filter(({ key }) => !IN_ANOTHER_TILE.has(key))
    .map((metric) => {
      const { key, definition } = metric
      const label = key === 'ctor' ? 'CTOR' : metric.label
      const off = whyNotTracked(metric.key, measured)
      if (off) return { key, label, definition, value: '—', band: null, lines: [off] }
      return {
        key,
        label,
        definition,
        value: metric.count === null ? formatPercent(metric.rate?.share ?? null) : formatCount(metric.count),
        // While e-mails are still going out, nobody has had the time to open them.
        band: measured.status === 'sent' ? (metric.rate?.band ?? null) : null,
        lines: [
          ...(key === 'ctor' ? [metric.label] : []),
          ...rateLine(metric),
          ...(BESIDES[metric.key]?.(measured.counts) ?? []),
        ],
      }
    })
}

/** A switch that was off leaves no data; zero would be a lie. */
function whyNotTracked(key: MetricValue['key'], { trackOpens, trackClicks }: Measured): string | null {
  if (!trackOpens && (key === 'opened' || key === 'ctor')) return 'Open tracking was off when this was sent'
  if (!trackClicks && (key === 'clicked' || key === 'ctor')) return 'Click tracking was off when this was sent'
  return null
}

function rateLine({ count, rate }: MetricValue): string[] {
  if (!rate) return []
  const over = `${formatCount(rate.overCount)} ${OVER_WORDS[rate.over] ?? rate.over}`
  // A metric that is itself a rate has its share as the value already.
  if (count === null) return [`of ${over}`]
  return [`${formatPercent(rate.share, rate.key === 'complaintRate' ? 3 : 1)} of ${over}`]
}

const OVER_WORDS: Partial<Record<CountKey, string>> = { opened: 'who opened' }

/** Numbers that stand beside a metric and are never added to it. */
const BESIDES: Partial<Record<MetricValue['key'], (counts: Counts) => string[]>> = {
  delivered: ({ suppressed, rejected }) => some(suppressed + rejected, (n) => `${n} not tried by Amazon SES`),
  bounced: ({ bounced, hardBounced, softBounced }) =>
    some(bounced, () => `${formatCount(hardBounced)} hard · ${formatCount(softBounced)} soft`),
  opened: ({ totalOpens, openedByMachineOnly }) => [
    ...some(totalOpens, () => `${formatCountOf(totalOpens, 'open')} in all`),
    ...some(openedByMachineOnly, (n) => `${n} by machines only, not counted`),
  ],
  clicked: ({ totalClicks, clickedByMachineOnly }) => [
    ...some(totalClicks, () => `${formatCountOf(totalClicks, 'click')} in all`),
    ...some(clickedByMachineOnly, (n) => `${n} by machines only, not counted`),
  ],
  unsubscribed: ({ resubscribed }) => some(resubscribed, (n) => `${n} came back`),
}

const some = (count: number, words: (count: string) => string): string[] =>
  count > 0 ? [words(formatCount(count))] : []
