import { expect, test } from 'vitest'
import type { MarketingState } from './consent.ts'
import { decideWriteBack, type OwedState } from './owed.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 4, 4) + hour * 3_600_000)

// The person decided at 10:00; an undo takes back the unsubscribe of 9:00.
test.each<[OwedState, MarketingState, number, boolean, 'write' | 'done' | 'superseded']>([
  ['UNSUBSCRIBED', 'UNSUBSCRIBED', 10, true, 'done'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 8, true, 'write'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 10, true, 'write'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 11, true, 'superseded'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 11, false, 'write'],
  ['UNSUBSCRIBED', 'NOT_SUBSCRIBED', 11, true, 'write'],
  ['UNSUBSCRIBED', 'PENDING', 11, true, 'write'],
  ['SUBSCRIBED', 'SUBSCRIBED', 8, true, 'done'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 9, true, 'write'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 9.5, true, 'superseded'],
  ['SUBSCRIBED', 'NOT_SUBSCRIBED', 8, true, 'superseded'],
])('owed %s while Shopify has %s since %d:00 (exact: %s): %s', (state, current, hour, exact, decision) => {
  const owed = { state, consentedAt: at(10), undoesAt: state === 'SUBSCRIBED' ? at(9) : null }
  expect(decideWriteBack(owed, { state: current, at: at(hour), exact })).toBe(decision)
})
