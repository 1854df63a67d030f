import { expect, test } from 'vitest'
import { type Counts, measure, noCounts } from './metrics.ts'
import { panelTiles } from './panel.ts'

const SOME: Partial<Counts> = {
  sent: 1200,
  bounced: 200,
  hardBounced: 150,
  softBounced: 50,
  opened: 300,
  totalOpens: 450,
  openedByMachineOnly: 70,
  clicked: 60,
  totalClicks: 61,
  unsubscribed: 2,
  resubscribed: 1,
  complained: 1,
}

const SENT = { status: 'sent', trackOpens: true, trackClicks: true }

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
  ['opened', '300', ['30% of 1,000 delivered', '450 opens in all', '70 by machines only, not counted']],
  ['clicked', '60', ['6% of 1,000 delivered', '61 clicks in all']],
  ['ctor', '20%', ['Click-to-open rate', 'of 300 who opened']],
  ['unsubscribed', '2', ['0.2% of 1,000 delivered', '1 came back']],
  ['complained', '1', ['0.1% of 1,000 delivered']],
])('%s is told as %s with its rate and what that is a share of', (key, value, lines) => {
  expect(tile(key, SOME)).toMatchObject({ value, lines })
})

test('each tile carries the badge of its rate', () => {
  expect(tile('opened', SOME)?.band).toBe('good')
  expect(tile('delivered', SOME)?.band).toBe('low')
  expect(tile('sent', SOME)?.band).toBeNull()
})

test('no rate is judged while the campaign is still going out', () => {
  expect(tile('opened', SOME, { ...SENT, status: 'sending' })).toMatchObject({ value: '300', band: null })
})

test('a rate of nothing is a dash', () => {
  expect(tile('opened', {})).toMatchObject({ value: '0', lines: ['— of 0 delivered'], band: null })
  expect(tile('ctor', {})).toMatchObject({ value: '—' })
})

test('what was not tracked is a dash with its reason, never zero', () => {
  const withoutClicks = { ...SENT, trackClicks: false }
  expect(tile('clicked', SOME, withoutClicks)).toMatchObject({
    value: '—',
    band: null,
    lines: ['Click tracking was off when this was sent'],
  })
  expect(tile('ctor', SOME, withoutClicks)?.value).toBe('—')
  expect(tile('opened', SOME, withoutClicks)?.value).toBe('300')
  expect(tile('opened', SOME, { ...SENT, trackOpens: false })?.value).toBe('—')
})
