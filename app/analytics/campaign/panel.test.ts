import { expect, test } from 'vitest'
import { type Counts, measure, noCounts, type Ripeness, type HitTracking } from './metrics.ts'
import { benchmarkRows, panelTiles } from './panel.ts'

const SOME: Partial<Counts> = {
  sent: 1200,
  bounced: 200,
  hardBounced: 150,
  softBounced: 50,
  opened: 300,
  totalOpens: 450,
  openedByAppleOnly: 90,
  openedByMachineOnly: 70,
  clicked: 60,
  totalClicks: 61,
  unsubscribed: 2,
  resubscribed: 1,
  complained: 1,
}

const SENT: Ripeness & HitTracking = {
  ripe: true,
  ripeAt: '2026-03-28T12:00:00.000Z',
  trackOpens: true,
  trackClicks: true,
}

function tile(key: string, counts: Partial<Counts>, campaign = SENT) {
  const all = { ...noCounts(), ...counts }
  return panelTiles({ ...campaign, counts: all, metrics: measure(all, 'delivered') }).find((each) => each.key === key)
}

test('the tiles follow an e-mail from sending to complaint', () => {
  const metrics = measure(noCounts(), 'delivered')
  const tiles = panelTiles({ ...SENT, counts: noCounts(), metrics })
  expect(tiles.map(({ label }) => label)).toEqual([
    'Sent',
    'Delivered',
    'Bounced',
    'Opens',
    'Clicks',
    'CTOR',
    'Unsubscribes',
    'Complaints',
  ])
})

test('replies have a tile once there are any: where they go straight to the shop nobody counts them', () => {
  expect(tile('replied', SOME)).toBeUndefined()
  expect(tile('replied', { ...SOME, replied: 3 })).toMatchObject({
    label: 'Replies',
    value: '3',
    lines: [],
    badge: null,
  })
})

test('the short name of a rate is spelled out on its tile', () => {
  expect(tile('ctor', { opened: 12, clicked: 3 })).toMatchObject({
    label: 'CTOR',
    lines: ['Click-to-open rate', 'of 12 who opened'],
  })
})

test.each([
  ['sent', '1,200', []],
  ['delivered', '1,000', ['83.3% of 1,200 sent']],
  ['bounced', '200', ['16.7% of 1,200 sent', '150 hard · 50 soft']],
  [
    'opened',
    '300',
    [
      '30% of 1,000 delivered',
      '450 opens in total',
      'including 90 by Apple’s privacy proxy only',
      '70 by machines only, not counted',
    ],
  ],
  ['clicked', '60', ['6% of 1,000 delivered', '61 clicks in total']],
  ['ctor', '20%', ['Click-to-open rate', 'of 300 who opened']],
  ['unsubscribed', '2', ['0.2% of 1,000 delivered', '1 resubscribed']],
  ['complained', '1', ['0.083% of 1,200 sent']],
])('%s is told as %s with its rate and what that is a share of', (key, value, lines) => {
  expect(tile(key, SOME)).toMatchObject({ value, lines })
})

test.each([
  [16, 2_985, '0.54% of 2,985 delivered'],
  [15, 3_000, '0.5% of 3,000 delivered'],
  [1, 1_000, '0.1% of 1,000 delivered'],
  [2, 999, '0.2% of 999 delivered'],
  [1_004, 100_000, '1% of 100,000 delivered'],
])('a rate is as exact as what it is judged by: %i unsubscribes of %i read %s', (unsubscribed, sent, line) => {
  expect(tile('unsubscribed', { ...noCounts(), sent, unsubscribed })?.lines[0]).toBe(line)
})

test('each tile carries the badge of its rate', () => {
  expect(tile('opened', SOME)?.badge).toBe('good')
  expect(tile('delivered', SOME)?.badge).toBe('low')
  expect(tile('complained', SOME)?.badge).toBe('fair')
  expect(tile('sent', SOME)?.badge).toBeNull()
})

test('no rate is judged while the campaign is still going out', () => {
  const sending = { ...SENT, ripe: false, ripeAt: null }
  expect(tile('opened', SOME, sending)).toMatchObject({ value: '300', badge: null })
})

test('in the first two days every rate that has a benchmark is called early', () => {
  const early = { ...SENT, ripe: false }
  const badges = ['sent', 'delivered', 'bounced', 'opened', 'clicked', 'ctor', 'unsubscribed', 'complained'].map(
    (key) => tile(key, SOME, early)?.badge,
  )
  expect(badges).toEqual([null, 'early', null, 'early', 'early', 'early', 'early', 'early'])
  expect(tile('opened', {}, early)?.badge).toBeNull()
})

test.each<[string, Partial<Counts>, string[]]>([
  ['nothing confirmed yet', { sent: 3000, bounced: 4 }, []],
  ['confirmed in part', { sent: 3000, bounced: 4, deliveryConfirmed: 1781 }, ['of which 1,781 confirmed']],
  ['all confirmed', { sent: 10, deliveryConfirmed: 10 }, ['of which 10 confirmed']],
  ['confirmed, and bounced afterwards', { sent: 10, bounced: 2, deliveryConfirmed: 9 }, ['9 confirmed']],
  ['on the suppression list', { sent: 10, suppressed: 6 }, ['6 not tried: on the suppression list']],
  ['rejected by SES', { sent: 10, rejected: 2 }, ['2 rejected by Amazon SES']],
  [
    'some of each',
    { sent: 2000, bounced: 1, suppressed: 1, rejected: 1, deliveryConfirmed: 1500 },
    ['of which 1,500 confirmed', '1 not tried: on the suppression list', '1 rejected by Amazon SES'],
  ],
])('delivered says what is in it and what is not: %s', (_, counts, lines) => {
  expect(tile('delivered', counts)?.lines.slice(1)).toEqual(lines)
})

test('the table of benchmarks says on which side each bound falls', () => {
  expect(benchmarkRows()).toEqual([
    ['Delivery rate', '< 95%', '—', '≥ 95%, ≤ 98%', '> 98%'],
    ['Open rate', '< 20%', '≥ 20%, < 25%', '≥ 25%, ≤ 40%', '> 40%'],
    ['Click rate', '< 2%', '≥ 2%, < 3%', '≥ 3%, ≤ 8%', '> 8%'],
    ['CTOR', '< 8%', '≥ 8%, < 10%', '≥ 10%, ≤ 25%', '> 25%'],
    ['Unsubscribe rate', '> 1%', '≤ 1%, > 0.5%', '≤ 0.5%, ≥ 0.2%', '< 0.2%'],
    ['Complaint rate', '> 0.1%', '≤ 0.1%, ≥ 0.05%', '< 0.05%, ≥ 0.02%', '< 0.02%'],
  ])
})

test('a rate of nothing is a dash', () => {
  expect(tile('opened', {})).toMatchObject({ value: '0', lines: ['— of 0 delivered'], badge: null })
  expect(tile('ctor', {})).toMatchObject({ value: '—' })
})

test('what was not tracked is a dash with its reason, never zero', () => {
  const withoutClicks = { ...SENT, trackClicks: false }
  expect(tile('clicked', SOME, withoutClicks)).toMatchObject({
    value: '—',
    badge: null,
    lines: ['Click tracking was off when this was sent'],
  })
  expect(tile('ctor', SOME, withoutClicks)?.value).toBe('—')
  expect(tile('opened', SOME, withoutClicks)?.value).toBe('300')
  expect(tile('opened', SOME, { ...SENT, trackOpens: false })?.value).toBe('—')
})

test('who is untracked by choice has a tile where there is anybody, and is said to be left out', () => {
  expect(tile('untracked', SOME)).toBeUndefined()
  const some = { ...SOME, untracked: 40, untrackedUndelivered: 10 }
  expect(tile('untracked', some)).toMatchObject({ label: 'Untracked by choice', value: '40', badge: null, lines: [] })
  expect(tile('opened', some)?.lines[0]).toBe('30.9% of 970 delivered')
  expect(tile('clicked', some)?.lines.slice(0, 2)).toEqual([
    '6.2% of 970 delivered',
    '30 untracked by choice, left out',
  ])
  expect(tile('untracked', some, { ...SENT, trackOpens: false })?.value).toBe('40')
  expect(tile('untracked', some, { ...SENT, trackOpens: false, trackClicks: false })).toBeUndefined()
})
