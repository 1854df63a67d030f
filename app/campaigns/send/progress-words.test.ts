import { expect, test } from 'vitest'
import type { Progress } from '#app/sending/recipients.server.ts'
import { progressPercent } from './progress-words.ts'

const progress = (change: Partial<Progress>): Progress => ({
  queued: 0,
  sending: 0,
  sent: 0,
  failed: 0,
  unconfirmed: 0,
  skipped: {},
  ...change,
})

test('skipped, failed and unconfirmed recipients are settled like sent ones', () => {
  expect(
    progressPercent(progress({ queued: 6, sent: 1, failed: 1, unconfirmed: 1, skipped: { unsubscribed: 1 } })),
  ).toBe(40)
})

test('it is 100 percent only when nobody waits any more', () => {
  expect(progressPercent(progress({ sending: 1, sent: 9999 }))).toBe(99)
  expect(progressPercent(progress({ sent: 3 }))).toBe(100)
})
