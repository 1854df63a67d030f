import { expect, test } from 'vitest'
import {
  bandOf,
  BENCHMARKS,
  type Counts,
  deliveredOf,
  measure,
  METRICS,
  noCounts,
  type RateKey,
  warningsOf,
} from './metrics.ts'

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
  expect(overSent.complaintRate.share).toBe(0.005)
  expect(overSent.bounceRate).toMatchObject({ share: 0.2, over: 'sent' })
})

test('a rate over nobody is no number', () => {
  expect(Object.values(rates({})).map(({ share, band }) => [share, band])).toEqual(
    Array.from({ length: 7 }, () => [null, null]),
  )
})

test.each<[RateKey, number, string | null]>([
  ['deliveryRate', 94.9, 'low'],
  ['deliveryRate', 95, 'good'],
  ['deliveryRate', 98, 'good'],
  ['deliveryRate', 98.1, 'excellent'],
  ['openRate', 19.9, 'low'],
  ['openRate', 20, null],
  ['openRate', 25, 'good'],
  ['openRate', 38, 'good'],
  ['openRate', 40, 'good'],
  ['openRate', 40.1, 'excellent'],
  ['clickRate', 1.9, 'low'],
  ['clickRate', 2.5, null],
  ['clickRate', 7, 'good'],
  ['clickRate', 8.1, 'excellent'],
  ['ctor', 7, 'low'],
  ['ctor', 10, 'good'],
  ['ctor', 26, 'excellent'],
  ['unsubscribeRate', 1.1, 'low'],
  ['unsubscribeRate', 0.7, null],
  ['unsubscribeRate', 0.5, 'good'],
  ['unsubscribeRate', 0.2, 'good'],
  ['unsubscribeRate', 0.19, 'excellent'],
  ['complaintRate', 0.11, 'low'],
  ['complaintRate', 0.07, null],
  ['complaintRate', 0.03, 'good'],
  ['complaintRate', 0, 'excellent'],
  ['bounceRate', 3, null],
])('%s of %f %% is %s', (rate, percent, band) => {
  expect(bandOf(rate, percent / 100)).toBe(band)
})

test.each([
  [{ sent: 100, bounced: 5 }, []],
  [{ sent: 100, bounced: 6 }, ['bounceRate']],
  [{ sent: 1000, complained: 1 }, []],
  [{ sent: 1000, bounced: 60, complained: 2 }, ['bounceRate', 'complaintRate']],
])('%o warns of %j', (row, keys) => {
  expect(warningsOf(measure(counts(row), 'delivered')).map(({ key }) => key)).toEqual(keys)
})

test('every metric is defined, and every benchmark is of a rate that is measured', () => {
  expect(METRICS.filter(({ definition }) => definition.length < 20)).toEqual([])
  const measured = METRICS.flatMap(({ rate }) => (rate ? [rate.key] : []))
  expect(BENCHMARKS.map(({ rate }) => measured.includes(rate))).toEqual(Array(6).fill(true))
})
