import { inLocale } from '#app/platform/http/request-locale.server.ts'
import { expect, test } from 'vitest'
import {
  type Band,
  bandOf,
  BENCHMARKS,
  type Bound,
  boundsOf,
  type Counts,
  deliveredOf,
  measure,
  METRICS,
  noCounts,
  type RateKey,
  isEarly,
  ripenessOf,
} from './metrics.ts'
import { warningsOf } from './warnings.ts'

const counts = (row: Partial<Counts> = {}): Counts => ({ ...noCounts(), ...row })

const rates = (row: Partial<Counts>, over: 'delivered' | 'sent' = 'delivered') =>
  Object.fromEntries(measure(counts(row), over).flatMap(({ rate }) => (rate ? [[rate.key, rate]] : []))) as Record<
    RateKey,
    NonNullable<ReturnType<typeof measure>[number]['rate']>
  >

test('delivered is sent less bounced, and less what was never tried', () => {
  expect(deliveredOf(counts({ sent: 100, bounced: 4 }))).toBe(96)
  expect(deliveredOf(counts({ sent: 100, bounced: 4, suppressed: 1, rejected: 1 }))).toBe(94)
})

test('every rate says what it is a share of', () => {
  const row = { sent: 200, bounced: 40, opened: 80, clicked: 16, unsubscribed: 2, complained: 1 }
  const overDelivered = rates(row)
  expect(overDelivered.openRate).toMatchObject({ share: 0.5, over: 'delivered', overCount: 160 })
  expect(overDelivered.clickRate.share).toBe(0.1)
  expect(overDelivered.ctor).toMatchObject({ share: 0.2, over: 'opened', overCount: 80 })
  expect(overDelivered.deliveryRate).toMatchObject({ share: 0.8, over: 'sent' })
  const overSent = rates(row, 'sent')
  expect(overSent.openRate).toMatchObject({ share: 0.4, over: 'sent', overCount: 200 })
  expect(overSent.unsubscribeRate).toMatchObject({ share: 0.01, over: 'sent' })
  expect(overSent.bounceRate).toMatchObject({ share: 0.2, over: 'sent' })
})

test.each(['delivered', 'sent'] as const)(
  'bounces and complaints are shares of sent, whatever is chosen: %s',
  (over) => {
    const { bounceRate, hardBounceRate, complaintRate, deliveryRate } = rates(
      { sent: 400, bounced: 20, hardBounced: 12, suppressed: 40, complained: 1 },
      over,
    )
    expect(bounceRate).toMatchObject({ share: 0.05, over: 'sent', overCount: 400 })
    expect(hardBounceRate).toMatchObject({ share: 0.03, over: 'sent', overCount: 400 })
    expect(complaintRate).toMatchObject({ share: 0.0025, over: 'sent', overCount: 400 })
    expect(deliveryRate).toMatchObject({ share: 0.85, over: 'sent', overCount: 400 })
  },
)

test('a rate over nobody is no number', () => {
  expect(Object.values(rates({})).map(({ share, band }) => [share, band])).toEqual(
    Array.from({ length: 8 }, () => [null, null]),
  )
})

// Just below, at and just above each bound.
test.each<[RateKey, ...[percent: number, band: Band][]]>([
  ['deliveryRate', [0, 'low'], [94.999, 'low'], [95, 'good'], [95.001, 'good']],
  ['deliveryRate', [97.999, 'good'], [98, 'good'], [98.001, 'excellent'], [100, 'excellent']],
  ['openRate', [0, 'low'], [19.999, 'low'], [20, 'fair'], [20.001, 'fair']],
  ['openRate', [24.999, 'fair'], [25, 'good'], [25.001, 'good'], [35, 'good'], [37, 'good']],
  ['openRate', [39.999, 'good'], [40, 'good'], [40.001, 'excellent'], [100, 'excellent']],
  ['clickRate', [0, 'low'], [1.999, 'low'], [2, 'fair'], [2.001, 'fair']],
  ['clickRate', [2.999, 'fair'], [3, 'good'], [3.001, 'good'], [7, 'good'], [7.5, 'good']],
  ['clickRate', [7.999, 'good'], [8, 'good'], [8.001, 'excellent']],
  ['ctor', [0, 'low'], [7.999, 'low'], [8, 'fair'], [8.001, 'fair']],
  ['ctor', [9.999, 'fair'], [10, 'good'], [10.001, 'good'], [20, 'good'], [22, 'good']],
  ['ctor', [24.999, 'good'], [25, 'good'], [25.001, 'excellent']],
  ['unsubscribeRate', [0, 'excellent'], [0.199, 'excellent'], [0.2, 'good'], [0.201, 'good']],
  ['unsubscribeRate', [0.499, 'good'], [0.5, 'good'], [0.501, 'fair'], [0.75, 'fair']],
  ['unsubscribeRate', [0.999, 'fair'], [1, 'fair'], [1.001, 'low'], [100, 'low']],
  ['complaintRate', [0, 'excellent'], [0.0199, 'excellent'], [0.02, 'good'], [0.0201, 'good']],
  ['complaintRate', [0.0499, 'good'], [0.05, 'fair'], [0.0501, 'fair'], [0.0999, 'fair']],
  ['complaintRate', [0.1, 'fair'], [0.1001, 'low'], [5, 'low']],
])('the bands of %s meet at their bounds', (rate, ...expected) => {
  expect(expected.map(([percent]) => [percent, bandOf(rate, percent / 100)])).toEqual(expected)
})

test('a share of whole people falls where its exact value does, not where binary puts it', () => {
  expect(bandOf('clickRate', 3 / 100)).toBe('good')
  expect(bandOf('openRate', 28 / 70)).toBe('good')
  expect(bandOf('unsubscribeRate', 7 / 700)).toBe('fair')
  expect(bandOf('complaintRate', 1 / 5000)).toBe('good')
  expect(bandOf('deliveryRate', 1 - 1 / 50)).toBe('good')
})

test('a rate without a benchmark has no band', () => {
  expect([bandOf('bounceRate', 0.03), bandOf('hardBounceRate', 0), bandOf('openRate', null)]).toEqual([
    null,
    null,
    null,
  ])
})

test('the bands of a benchmark leave nothing out and share nothing', () => {
  for (const benchmark of BENCHMARKS) {
    const { low, fair, good, excellent } = boundsOf(benchmark)
    const marks = [...new Set([low, fair, good, excellent].flat().map(([, percent]) => percent))]
    const within = (bounds: Bound[], percent: number) =>
      bounds.length > 0 && bounds.every(([sign, bound]) => COMPARE[sign](percent, bound))
    for (const percent of marks.flatMap((mark) => [mark - 0.001, mark, mark + 0.001])) {
      const found = [low, fair, good, excellent].filter((bounds) => within(bounds, percent))
      expect(found, `${benchmark.rate} at ${percent} %`).toHaveLength(1)
    }
  }
})

const COMPARE = {
  '<': (a: number, b: number) => a < b,
  '≤': (a: number, b: number) => a <= b,
  '≥': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
}

test.each<[string, Partial<Counts>, string[]]>([
  ['bounces just below 5 %', { sent: 10_000, bounced: 499 }, []],
  ['bounces at 5 %', { sent: 10_000, bounced: 500 }, []],
  ['bounces just above 5 %', { sent: 10_000, bounced: 501 }, ['bounceRate']],
  ['hard bounces just below 2 %', { sent: 10_000, bounced: 199, hardBounced: 199 }, []],
  ['hard bounces at 2 %', { sent: 10_000, bounced: 200, hardBounced: 200 }, []],
  ['hard bounces just above 2 %', { sent: 10_000, bounced: 201, hardBounced: 201 }, ['hardBounceRate']],
  ['delivery just below 90 %', { sent: 10_000, suppressed: 1001 }, ['deliveryRate']],
  ['delivery at 90 %', { sent: 10_000, suppressed: 1000 }, []],
  ['delivery just above 90 %', { sent: 10_000, suppressed: 999 }, []],
  ['unsubscribes just below 0.5 %', { sent: 10_000, unsubscribed: 49 }, []],
  ['unsubscribes at 0.5 %', { sent: 10_000, unsubscribed: 50 }, []],
  ['unsubscribes just above 0.5 %', { sent: 10_000, unsubscribed: 51 }, ['unsubscribeRate']],
  ['complaints just below 0.1 %', { sent: 10_000, complained: 9 }, []],
  ['complaints at 0.1 %', { sent: 10_000, complained: 10 }, []],
  ['complaints just above 0.1 %', { sent: 10_000, complained: 11 }, ['complaintRate']],
  // Over delivered it would be 10 of 8,000, which is above.
  ['complaints at 0.1 % of sent, of which many bounced', { sent: 10_000, rejected: 900, complained: 10 }, []],
  ['nothing sent', {}, []],
  [
    'all of it at once',
    { sent: 100, bounced: 20, hardBounced: 10, unsubscribed: 3, complained: 2 },
    ['bounceRate', 'hardBounceRate', 'deliveryRate', 'unsubscribeRate', 'complaintRate'],
  ],
])('%s: warned of what is past its mark', (_, row, keys) => {
  expect(warningsOf(measure(counts(row), 'delivered')).map(({ key }) => key)).toEqual(keys)
})

test.each([
  ['en-US', 'Unsubscribes are above 0.5%.'],
  ['de', 'Unsubscribes are above 0,5\u00A0%.'],
])('in %s a warning names its mark as the tiles write rates', (locale, words) => {
  const [warning] = inLocale(locale, () => warningsOf(measure(counts({ sent: 100, unsubscribed: 1 }), 'delivered')))
  expect(warning?.text).toContain(words)
})

const NOW = new Date('2026-03-28T12:00:00Z')
test.each<[string, finishedAt: string | null, ripe: boolean, ripeAt: string | null]>([
  ['still going out', null, false, null],
  ['finished this moment', '2026-03-28T12:00:00Z', false, '2026-03-30T12:00:00.000Z'],
  ['a millisecond less than 48 hours ago', '2026-03-26T12:00:00.001Z', false, '2026-03-28T12:00:00.001Z'],
  ['48 hours ago', '2026-03-26T12:00:00.000Z', true, '2026-03-28T12:00:00.000Z'],
  ['a millisecond more than 48 hours ago', '2026-03-26T11:59:59.999Z', true, '2026-03-28T11:59:59.999Z'],
  [
    'finished in a future that a clock of a minute ahead wrote',
    '2026-03-28T12:01:00Z',
    false,
    '2026-03-30T12:01:00.000Z',
  ],
])('a campaign %s is judged, early or neither', (_, finishedAt, ripe, ripeAt) => {
  expect(ripenessOf(finishedAt, NOW)).toEqual({ ripe, ripeAt })
})

test.each<[string, started: string | null, finished: string | null, early: boolean]>([
  ['a draft', null, null, false],
  ['one going out', '2026-03-20T12:00:00Z', null, true],
  ['one sent yesterday', '2026-03-20T12:00:00Z', '2026-03-27T12:00:00Z', true],
  ['one sent last week', '2026-03-20T12:00:00Z', '2026-03-20T12:00:01Z', false],
  ['one cancelled before it began', null, '2026-03-28T11:00:00Z', false],
])('in a list the rates of %s are told as they are', (_, started, finished, early) => {
  const at = (time: string | null) => (time === null ? null : new Date(time))
  expect(isEarly({ startedAt: at(started), finishedAt: at(finished) }, NOW)).toBe(early)
})

test('every metric is defined, and every benchmark is of a rate that is measured', () => {
  expect(METRICS.filter(({ definition }) => definition.length < 20)).toEqual([])
  const measured = METRICS.flatMap(({ rate }) => (rate ? [rate.key] : []))
  expect(BENCHMARKS.map(({ rate }) => measured.includes(rate))).toEqual(Array(6).fill(true))
})

test.each([
  ['delivered', { sent: 100, bounced: 4, untracked: 10, opened: 43 }, 86, 10],
  ['sent', { sent: 100, bounced: 4, untracked: 10, opened: 43 }, 90, 10],
  // Of ten, two did not get it: they are not among the delivered at all.
  ['delivered', { sent: 100, bounced: 4, untracked: 10, untrackedUndelivered: 2, opened: 43 }, 88, 8],
  ['sent', { sent: 100, bounced: 4, untracked: 10, untrackedUndelivered: 2, opened: 43 }, 90, 10],
  ['delivered', { sent: 3, untracked: 3 }, 0, 3],
  ['delivered', { sent: 10, bounced: 10, untracked: 2, untrackedUndelivered: 2 }, 0, 0],
  // Tracked in one mailing of the campaign and not in the other: more can be left out than there are.
  ['delivered', { sent: 2, untracked: 5 }, 0, 2],
  ['sent', { sent: 100 }, 100, 0],
] as const)(
  'over %s, %j: rates of opens and clicks are a share of %i, %i are left out',
  (over, row, overCount, leftOut) => {
    const { openRate, clickRate, unsubscribeRate, complaintRate, deliveryRate } = rates(row, over)
    expect([openRate, clickRate]).toMatchObject([
      { overCount, leftOut },
      { overCount, leftOut },
    ])
    expect(openRate.share).toBe(overCount > 0 ? ('opened' in row ? row.opened : 0) / overCount : null)
    expect([unsubscribeRate, complaintRate, deliveryRate].map((rate) => rate.leftOut)).toEqual([0, 0, 0])
  },
)
