import { expect, test } from 'vitest'
import { decideRepair, type Sides } from './reconcile.ts'

test.each<[string, Sides, ReturnType<typeof decideRepair>]>([
  ['an opt-out here outlasts consent there', { ours: 'UNSUBSCRIBED', theirs: 'SUBSCRIBED', writeBack: null }, 'owe'],
  ['… also once it was confirmed', { ours: 'UNSUBSCRIBED', theirs: 'SUBSCRIBED', writeBack: 'confirmed' }, 'owe'],
  [
    'an opt-out is told where nothing was decided',
    { ours: 'UNSUBSCRIBED', theirs: 'NOT_SUBSCRIBED', writeBack: null },
    'owe',
  ],
  ['an opt-out there ends consent here', { ours: 'SUBSCRIBED', theirs: 'UNSUBSCRIBED', writeBack: null }, 'adopt'],
  [
    'no consent there ends consent here',
    { ours: 'SUBSCRIBED', theirs: 'NOT_SUBSCRIBED', writeBack: 'confirmed' },
    'adopt',
  ],
  [
    'an undo that Shopify refused is undone',
    { ours: 'SUBSCRIBED', theirs: 'UNSUBSCRIBED', writeBack: 'refused' },
    'adopt',
  ],
  ['Shopify is the truth where nobody opted out', { ours: 'PENDING', theirs: 'SUBSCRIBED', writeBack: null }, 'adopt'],
  [
    'what waits to be written is left to the write-back',
    { ours: 'UNSUBSCRIBED', theirs: 'SUBSCRIBED', writeBack: 'waiting' },
    'waiting',
  ],
  ['… an undo too', { ours: 'SUBSCRIBED', theirs: 'UNSUBSCRIBED', writeBack: 'waiting' }, 'waiting'],
  [
    'what Shopify refused needs a person',
    { ours: 'UNSUBSCRIBED', theirs: 'SUBSCRIBED', writeBack: 'refused' },
    'refused',
  ],
  ['an invalid address takes no opt-out', { ours: 'UNSUBSCRIBED', theirs: 'INVALID', writeBack: null }, 'none'],
  ['equal is equal', { ours: 'SUBSCRIBED', theirs: 'SUBSCRIBED', writeBack: 'refused' }, 'none'],
])('%s', (_, sides, repair) => {
  expect(decideRepair(sides)).toBe(repair)
})
