// What the tiles of the analytics panel say: numbers in words, each rate with what it is a share of.
import { formatCount, formatCountOf, formatPercent } from '#app/ui/format/format.ts'
import {
  type Band,
  BENCHMARKS,
  boundsOf,
  type Counts,
  type CountKey,
  deliveredOf,
  isTracked,
  type MetricValue,
  type RateKey,
  type Ripeness,
  type HitTracking,
} from './metrics.ts'

export type Tile = {
  key: string
  label: string
  value: string
  /** Null where there is nothing to compare with. */
  badge: Band | 'early' | null
  lines: string[]
  definition: string
}

type Measured = HitTracking & Ripeness & { counts: Counts; metrics: MetricValue[] }

/** Hard and soft bounces are told in the tile of all bounces. */
const IN_ANOTHER_TILE = new Set<MetricValue['key']>(['hardBounced', 'softBounced'])

/** Where replies go straight to the shop there are none to count, and zero would be a lie. */
const isUncounted = ({ key, count }: MetricValue) => key === 'replied' && count === 0

/** The tiles in the order of an e-mail's way: sent, arrived, looked at, acted on. */
export function panelTiles(measured: Measured): Tile[] {
  return measured.metrics
    .filter(
      (metric) =>
        !IN_ANOTHER_TILE.has(metric.key) &&
        !isUncounted(metric) &&
        (metric.key !== 'untracked' || isWorthATile(metric.count, measured)),
    )
    .map((metric) => {
      const { key, definition } = metric
      const label = key === 'ctor' ? 'CTOR' : metric.label
      const off = whyNotTracked(metric.key, measured)
      if (off) return { key, label, definition, value: '—', badge: null, lines: [off] }
      return {
        key,
        label,
        definition,
        value: metric.count === null ? formatPercent(metric.rate?.share ?? null) : formatCount(metric.count),
        badge: badgeOf(metric, measured),
        lines: [
          ...(key === 'ctor' ? [metric.label] : []),
          ...rateLine(metric),
          ...(BESIDES[metric.key]?.(measured.counts) ?? []),
        ],
      }
    })
}

/** Most campaigns have nobody who chose not to be tracked, or track nobody. */
const isWorthATile = (untracked: number | null, tracking: HitTracking) =>
  untracked !== null && untracked > 0 && isTracked('untracked', tracking)

/** While e-mails are going out nothing is judged; then a rate is early until it can be. */
function badgeOf({ rate }: MetricValue, { ripe, ripeAt }: Measured): Tile['badge'] {
  if (!rate?.band || ripeAt === null) return null
  return ripe ? rate.band : 'early'
}

function whyNotTracked(key: MetricValue['key'], tracking: Measured): string | null {
  if (isTracked(key, tracking)) return null
  const isOfOpens = key === 'opened' || (key === 'ctor' && !tracking.trackOpens)
  return `${isOfOpens ? 'Open' : 'Click'} tracking was off when this was sent`
}

function rateLine({ count, rate }: MetricValue): string[] {
  if (!rate) return []
  const over = `${formatCount(rate.overCount)} ${OVER_WORDS[rate.over] ?? rate.over}`
  // A metric that is itself a rate has its share as the value already.
  if (count === null) return [`of ${over}`]
  const share = formatPercent(rate.share, DIGITS[rate.key] ?? 1)
  return [`${share} of ${over}`, ...some(rate.leftOut, (n) => `${n} untracked by choice, left out`)]
}

/** So that a rate reads as what it is judged by: 0.54% is above 0.5%. */
const DIGITS: Partial<Record<RateKey, number>> = { unsubscribeRate: 2, complaintRate: 3 }

const OVER_WORDS: Partial<Record<CountKey, string>> = { opened: 'who opened' }

/** Numbers that stand beside a metric and are never added to it. */
const BESIDES: Partial<Record<MetricValue['key'], (counts: Counts) => string[]>> = {
  delivered: (counts) => [
    ...some(
      counts.deliveryConfirmed,
      (n) => `${counts.deliveryConfirmed > deliveredOf(counts) ? '' : 'of which '}${n} confirmed`,
    ),
    ...some(counts.suppressed, (n) => `${n} not tried: on the suppression list`),
    ...some(counts.rejected, (n) => `${n} rejected by Amazon SES`),
  ],
  bounced: ({ bounced, hardBounced, softBounced }) =>
    some(bounced, () => `${formatCount(hardBounced)} hard · ${formatCount(softBounced)} soft`),
  opened: ({ totalOpens, openedByAppleOnly, openedByMachineOnly }) => [
    ...some(totalOpens, () => `${formatCountOf(totalOpens, 'open')} in total`),
    ...some(openedByAppleOnly, (n) => `including ${n} by Apple’s privacy proxy only`),
    ...some(openedByMachineOnly, (n) => `${n} by machines only, not counted`),
  ],
  clicked: ({ totalClicks, clickedByMachineOnly }) => [
    ...some(totalClicks, () => `${formatCountOf(totalClicks, 'click')} in total`),
    ...some(clickedByMachineOnly, (n) => `${n} by machines only, not counted`),
  ],
  unsubscribed: ({ resubscribed }) => some(resubscribed, (n) => `${n} resubscribed`),
}

const some = (count: number, words: (count: string) => string): string[] =>
  count > 0 ? [words(formatCount(count))] : []

/** The benchmarks as a table: each rate with the bounds of its bands, each bound with its sign. */
export function benchmarkRows(): string[][] {
  return BENCHMARKS.map((benchmark) => {
    const bounds = boundsOf(benchmark)
    const words = (band: Band) =>
      bounds[band].map(([sign, percent]) => `${sign} ${formatPercent(percent / 100, 2)}`).join(', ') || '—'
    return [benchmark.label, words('low'), words('fair'), words('good'), words('excellent')]
  })
}
