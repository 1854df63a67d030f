import { expect, test } from 'vitest'
import type { MarketingState } from '../core/consent.ts'
import { decideWriteBack, type PendingChange, type WriteBackState } from './write-back-decision.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 4, 4) + hour * 3_600_000)

// The person decided at 10:00; an undo takes back the unsubscribe of 9:00, which repeats one told at 8:00.
test.each<[WriteBackState, MarketingState, string, number, 'write' | 'done' | 'superseded']>([
  ['UNSUBSCRIBED', 'UNSUBSCRIBED', 'since', 10, 'done'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 'since', 8, 'write'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 'since', 10, 'write'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 'since', 11, 'superseded'],
  ['UNSUBSCRIBED', 'SUBSCRIBED', 'known at', 11, 'write'],
  ['UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'since', 11, 'write'],
  ['UNSUBSCRIBED', 'PENDING', 'since', 11, 'write'],
  ['SUBSCRIBED', 'SUBSCRIBED', 'since', 8, 'done'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 'since', 9, 'write'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 'since', 8, 'write'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 'since', 7, 'superseded'],
  ['SUBSCRIBED', 'UNSUBSCRIBED', 'since', 9.5, 'superseded'],
  ['SUBSCRIBED', 'NOT_SUBSCRIBED', 'since', 8, 'superseded'],
])('%s to be written while Shopify has %s, %s %d:00: %s', (...[state, current, since, hour, decision]) => {
  const pending = { state, consentedAt: at(10), undoesAt: state === 'SUBSCRIBED' ? at(9) : null, toldAt: [at(8)] }
  const known = { state: current, at: at(hour), exact: since === 'since' }
  expect(decideWriteBack(pending, known)).toBe(decision)
})

test('an unsubscribe is known as ours by its second: Shopify drops the rest', () => {
  const undoesAt = new Date('2026-05-04T09:00:00.900Z')
  const pending: PendingChange = { state: 'SUBSCRIBED', consentedAt: at(10), undoesAt, toldAt: [] }
  const known = (time: string) => ({ state: 'UNSUBSCRIBED', at: new Date(time), exact: true }) as const
  expect(decideWriteBack(pending, known('2026-05-04T09:00:00Z'))).toBe('write')
  expect(decideWriteBack(pending, known('2026-05-04T09:00:01Z'))).toBe('superseded')
})
