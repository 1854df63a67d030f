import { expect, test } from 'vitest'
import type { Targets } from '../mailbox/targets.ts'
import { deedsOf, deedsOfLook, purchaseOf, type Timed } from './deeds.ts'
import { LATE_MS } from './gateways.ts'
import type { Act } from './reader.ts'

const MAIL: Targets = { pixel: '/pixel', links: ['/1', '/2', '/3', '/4'], hidden: ['/trap'], pages: [], optOut: '/out' }
const UNTRACKED: Targets = { ...MAIL, pixel: null, links: [], hidden: [] }

const anAct = (act: Partial<Act>): Act => ({ kind: 'open', after: 60_000, program: 'webmail', place: 0, ...act })

/** `1.5 GET /pixel` for what is asked for 1.5 s after the delivery, the kind for what else is done. */
const told = (deeds: Timed[]) =>
  deeds.map(({ after, deed }) => {
    const what = deed.kind === 'ask' ? `${deed.step.method} ${deed.step.url}` : deed.kind
    return `${after / 1000} ${what}`
  })

test.each<[Partial<Act>, string[]]>([
  [{ kind: 'open' }, ['60 GET /pixel']],
  [{ kind: 'open', program: 'apple-private' }, []],
  [{ kind: 'prefetch', program: 'apple-private' }, ['60 GET /pixel']],
  [{ kind: 'click', place: 0.99 }, ['60 GET /4']],
  [{ kind: 'click', place: 0.25, program: 'outlook' }, ['60 GET /2', '60.3 GET /2']],
  [{ kind: 'unsubscribe' }, ['60 leave', '182 tell']],
  [{ kind: 'complain' }, ['60 complain']],
  [{ kind: 'reply' }, ['60 reply']],
  [{ kind: 'away' }, ['60 reply']],
])('what comes of %o', (act, expected) => {
  expect(told(deedsOf(anAct(act), MAIL, 'ada@example.com'))).toEqual(expected)
})

test('who is not tracked opens and clicks unseen, and can leave all the same', () => {
  for (const kind of ['prefetch', 'open', 'click'] as const)
    expect(deedsOf(anAct({ kind }), UNTRACKED, 'ada@example.com')).toEqual([])
  expect(told(deedsOf(anAct({ kind: 'unsubscribe' }), UNTRACKED, 'ada@example.com'))).toHaveLength(2)
})

test('only a machine that comes late leaves, and Shopify hears of it after it can be looked at', () => {
  const soon = told(deedsOfLook({ visitor: 'scanner', after: 5_000 }, MAIL, 'ada@example.com'))
  expect(soon).toEqual([
    '5 GET /pixel',
    '5.8 GET /1',
    '6.6 GET /2',
    '7.4 GET /3',
    '8.2 GET /4',
    '9 GET /trap',
    '9.8 GET /out',
  ])
  const late = told(deedsOfLook({ visitor: 'scanner', after: LATE_MS }, MAIL, 'ada@example.com'))
  expect(late.slice(-3)).toEqual(['79.8 leave', '174.8 look', '201.8 tell'])
  expect(late).toHaveLength(9)
})

test('some of those who follow a link buy, in the visit that it began, and nobody else does', () => {
  const link = `http://localhost:3000/api/v1/track/click?d=${encodeURIComponent('https://shop.example/p/mug?utm_medium=email')}`
  const targets = { ...MAIL, links: [link] }
  const bought = Array.from({ length: 400 }, (_, index) =>
    purchaseOf(anAct({ kind: 'click' }), targets, `reader-${index}@example.com`),
  ).flat()
  expect(bought.length).toBeGreaterThan(20)
  expect(bought.length).toBeLessThan(100)
  for (const { after, deed } of bought) {
    expect(deed).toMatchObject({ kind: 'buy', landing: '/p/mug?utm_medium=email' })
    expect(after).toBeGreaterThan(60_000)
  }
  for (const kind of ['open', 'unsubscribe', 'prefetch'] as const)
    expect(purchaseOf(anAct({ kind }), targets, 'reader-1@example.com')).toEqual([])
  expect(purchaseOf(anAct({ kind: 'click' }), UNTRACKED, 'ada@example.com')).toEqual([])
})
