import type { Manifest } from '#app/sending/manifest.ts'
import { sumOf } from '#app/sending/manifest.ts'
import type { Progress } from '#app/sending/recipients.server.ts'
import { expect, test } from 'vitest'
import { differenceWords, estimateWords, plannedAndSent } from './plan-words.ts'

const plan = (change: Partial<Manifest> = {}): Manifest => ({
  members: 5_000,
  reachable: 4_812,
  skipped: { unsubscribed: 188 },
  seconds: 344,
  dollars: 0.4812,
  ...change,
})
const progress = (change: Partial<Progress> = {}): Progress => ({
  queued: 0,
  sending: 0,
  sent: 4_812,
  failed: 0,
  unconfirmed: 0,
  skipped: { unsubscribed: 188 },
  ...change,
})

test.each<[string, Partial<Progress>, string[]]>([
  ['all went as planned', {}, []],
  ['some unsubscribed', { sent: 4_809, skipped: { unsubscribed: 191 } }, ['3 unsubscribed meanwhile']],
  [
    'several things happened, the most first',
    { sent: 4_800, failed: 1, skipped: { unsubscribed: 189, 'hard-bounced': 10 } },
    ['10 hard bounced meanwhile', '1 unsubscribed meanwhile', '1 failed'],
  ],
  ['nobody knows of one', { sent: 4_811, unconfirmed: 1 }, ['1 unconfirmed']],
  ['it is under way', { sent: 1_000, queued: 3_800, sending: 12 }, ['3,812 still to be sent']],
  ['some joined', { sent: 4_820 }, ['8 joined the segment meanwhile']],
  ['some left', { sent: 4_000 }, ['812 left the segment meanwhile']],
  ['a reason fell away', { sent: 4_813, skipped: { unsubscribed: 187 } }, []],
  [
    'it was cancelled',
    { sent: 12, skipped: { unsubscribed: 188, cancelled: 4_800 } },
    ['4,800 waited when it was cancelled'],
  ],
])('where %s, the difference is told', (_, change, words) => {
  expect(differenceWords(plan(), progress(change))).toEqual(words)
})

test('planned and sent stand beside each other', () => {
  expect(plannedAndSent(plan(), progress({ sent: 4_809 }))).toBe('Planned 4,812, sent 4,809')
})

test.each([
  [{ seconds: 344, dollars: 0.4812 }, 'About 6 minutes at your sending rate, and about $0.48 in Amazon SES fees.'],
  [{ seconds: 1, dollars: 0.0001 }, 'About 1 second at your sending rate, and about $0.01 in Amazon SES fees.'],
  [{ seconds: 5_400, dollars: 100 }, 'About 2 hours at your sending rate, and about $100.00 in Amazon SES fees.'],
  [
    { seconds: 1_000_000, dollars: 99.999 },
    'About 12 days at your sending rate, and about $100.00 in Amazon SES fees.',
  ],
  [{ seconds: null, dollars: 2 }, 'About $2.00 in Amazon SES fees.'],
])('%j is told as %s', (estimate, words) => {
  expect(estimateWords(estimate)).toBe(words)
})

test('several mailings are planned together', () => {
  expect(sumOf([plan(), plan({ skipped: { paused: 2 }, seconds: null })])).toMatchObject({
    members: 10_000,
    reachable: 9_624,
    skipped: { unsubscribed: 188, paused: 2 },
    seconds: null,
  })
})
