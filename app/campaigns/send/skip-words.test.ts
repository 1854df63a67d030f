import { expect, test } from 'vitest'
import { everySkipReason } from '#tests/mail-states.ts'
import { SKIP_LABELS, skippedTotal, skipRows } from './skip-words.ts'

test('the most frequent reason comes first, and reasons that did not occur are left out', () => {
  expect(skipRows({ 'no-consent': 2, unsubscribed: 9, complained: 0 })).toEqual([
    { reason: 'unsubscribed', count: 9 },
    { reason: 'no-consent', count: 2 },
  ])
})

test('all reasons add up', () => {
  expect(skippedTotal({ 'no-consent': 2, unsubscribed: 9 })).toBe(11)
  expect(skippedTotal({})).toBe(0)
})

test.each(everySkipReason())('the reason %s has words', (reason) => {
  expect(SKIP_LABELS[reason]).toMatch(/\w/)
})
