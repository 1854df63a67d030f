import { expect, test } from 'vitest'
import { type Counts, noCounts } from './metrics.ts'
import { comparePeriods, type PeriodCampaign } from './period.ts'

const NOW = new Date('2026-03-31T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

const aCampaign = (days: number, counts: Partial<Counts>, change: Partial<PeriodCampaign> = {}): PeriodCampaign => ({
  startedAt: daysAgo(days),
  finishedAt: daysAgo(days),
  trackOpens: true,
  trackClicks: true,
  counts: { ...noCounts(), ...counts },
  ...change,
})

const compare = (...campaigns: PeriodCampaign[]) => comparePeriods(campaigns, 'delivered', NOW)
const NOTHING = { campaigns: 0, sent: 0, deliveryRate: null, openRate: null, clickRate: null }

test('the campaigns of 30 days are taken together, by how many each went to', () => {
  const { now, before } = compare(
    aCampaign(3, { sent: 1000, bounced: 100, opened: 90, clicked: 9 }),
    aCampaign(20, { sent: 100, opened: 90, clicked: 41 }),
    aCampaign(40, { sent: 200, opened: 50, clicked: 10 }),
  )
  expect(now).toEqual({ campaigns: 2, sent: 1100, deliveryRate: 1000 / 1100, openRate: 0.18, clickRate: 0.05 })
  expect(before).toEqual({ campaigns: 1, sent: 200, deliveryRate: 1, openRate: 0.25, clickRate: 0.05 })
})

test('a campaign that is going out counts as sent, and pulls no rate to zero', () => {
  const sending = aCampaign(0, { sent: 5000 }, { finishedAt: null })
  expect(compare(sending)).toMatchObject({
    now: { campaigns: 1, sent: 5000, deliveryRate: null, openRate: null, clickRate: null },
    unfinished: 1,
    early: 0,
  })
  expect(compare(sending, aCampaign(9, { sent: 100, opened: 30 })).now).toMatchObject({ sent: 5100, openRate: 0.3 })
})

test('a campaign of the last two days is in the rates, and said to be early', () => {
  expect(compare(aCampaign(1.99, { sent: 10 }), aCampaign(2, { sent: 10 })).early).toBe(1)
})

test('a campaign that tracked no opens does not thin out those of the others', () => {
  const silent = aCampaign(5, { sent: 900, clicked: 90 }, { trackOpens: false })
  const blind = aCampaign(5, { sent: 900, opened: 450 }, { trackClicks: false })
  const both = aCampaign(5, { sent: 100, opened: 20, clicked: 10 })
  expect(compare(silent, both).now).toMatchObject({ openRate: 0.2, clickRate: 0.1 })
  expect(compare(blind, both).now).toMatchObject({ openRate: 0.47, clickRate: 0.1 })
  expect(compare(silent).now.openRate).toBeNull()
})

test.each<[days: number, now: number, before: number]>([
  [0, 1, 0],
  [29.999, 1, 0],
  [30, 0, 1],
  [59.999, 0, 1],
  [60, 0, 0],
])('a campaign of %f days ago is in the period that it belongs to', (days, now, before) => {
  const found = compare(aCampaign(days, { sent: 1 }))
  expect([found.now.campaigns, found.before.campaigns]).toEqual([now, before])
})

test('without campaigns there are no rates', () => {
  expect(compare()).toEqual({ now: NOTHING, before: NOTHING, unfinished: 0, early: 0 })
})

test('rates are over what the shop chose, delivery always over sent', () => {
  const campaign = aCampaign(3, { sent: 200, bounced: 100, opened: 50, clicked: 20 })
  expect(comparePeriods([campaign], 'sent', NOW).now).toMatchObject({
    deliveryRate: 0.5,
    openRate: 0.25,
    clickRate: 0.1,
  })
})
