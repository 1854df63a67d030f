import { expect, test } from 'vitest'
import { EVENT } from '../events.ts'
import { CLIENT, DEVICE, REASON, VERDICT } from '../judge/codes.ts'
import { RULE_VERSION } from '../judge/hit.ts'
import type { SiftedHit } from './hit.ts'
import { judgeTogether, NOTHING_KNOWN } from './judging.ts'

const DELIVERED = Date.UTC(2026, 10, 30, 9)
const CONTEXT = { ...NOTHING_KNOWN, deliveredAt: DELIVERED, sentAt: DELIVERED - 2_000, trackedLinks: 3 }

const aClick = (place: number, more: Partial<SiftedHit> = {}): SiftedHit => ({
  tenantId: 1,
  mailingId: 1,
  sendNo: 0,
  memberId: '1',
  type: EVENT.clicked,
  linkNo: 1,
  at: DELIVERED + 8_000 + (place % 50_000),
  verdict: VERDICT.human,
  reason: REASON.browser,
  rules: RULE_VERSION,
  device: DEVICE.desktop,
  client: CLIENT.browser,
  agent: 'Mozilla/5.0',
  referrer: '',
  address: '10.1.2.3',
  prefix: '10.1.2.0/24',
  burst: 1,
  ...more,
})

const judged = (hits: SiftedHit[]) => judgeTogether(hits, CONTEXT, new Map([['Mozilla/5.0', 1]]))
const many = (count: number, more: (place: number) => Partial<SiftedHit> = () => ({})) =>
  Array.from({ length: count }, (_, place) => aClick(place, more(place)))

test.each([
  ['one link again and again', many(200_000), VERDICT.human],
  ['every link again and again', many(200_000, (place) => ({ linkNo: 1 + (place % 3) })), VERDICT.machine],
  ['one link from everywhere', many(200_000, (place) => ({ prefix: `10.${place % 256}.2.0/24` })), VERDICT.human],
  ['everything in one millisecond', many(200_000, () => ({ at: DELIVERED + 9_000 })), VERDICT.human],
  ['one link once', many(1), VERDICT.human],
])('however often somebody follows %s, they are judged', (_what, hits, verdict) => {
  const verdicts = new Set(judged(hits).map((hit) => hit.verdict))
  expect([...verdicts]).toEqual([verdict])
})

test('of hits that waited together the largest burst counts for all of them', () => {
  const hits = [aClick(0, { at: DELIVERED + 1_000 }), aClick(0, { at: DELIVERED + 2_000, burst: 9 })]
  expect(judged(hits).map(({ reason }) => reason)).toEqual([REASON.burst, REASON.burst])
})
