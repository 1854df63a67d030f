import { expect, test } from 'vitest'
import { describeCheckProgress, describeDifference, describeLastCheck } from './reconcile-words.ts'
import type { LastCheck } from './reconcile.server.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const done = {
  checkId: 1,
  status: 'done' as const,
  requestedAt: new Date('2026-11-21T02:10:00Z'),
  finishedAt: new Date('2026-11-21T02:10:20Z'),
  members: 48_211,
  found: 0,
  open: 0,
  error: null,
}
const describe = (last: LastCheck, now = NOW) => describeLastCheck(last, now, 'Europe/Berlin')

test('the good case says among how many and when, by the shop’s clock', () => {
  expect(describe({ done, newer: 'none' })).toEqual({
    tone: 'good',
    headline: '0 differences among 48,211 members, checked 3:10 AM',
    text: null,
  })
})

test.each<[string, LastCheck, Date, object]>([
  ['repaired', { done: { ...done, found: 12 }, newer: 'none' }, NOW, { tone: 'good', text: '12 found and repaired.' }],
  [
    'waiting for Shopify',
    { done: { ...done, found: 3, open: 1 }, newer: 'none' },
    NOW,
    { tone: 'waiting', headline: expect.stringContaining('1 difference among') },
  ],
  ['followed by a failed one', { done, newer: 'failed' }, NOW, { tone: 'warning' }],
  [
    'a day and a half old',
    { done, newer: 'none' },
    new Date('2026-11-22T15:00:00Z'),
    { tone: 'warning', headline: expect.stringContaining('checked Nov 21, 3:10 AM') },
  ],
  ['a day old', { done, newer: 'none' }, new Date('2026-11-22T13:00:00Z'), { tone: 'good' }],
  ['followed by one under way', { done, newer: 'running' }, NOW, { tone: 'good', text: 'A new check is running.' }],
  ['not there yet', { done: null, newer: 'none' }, NOW, { tone: 'none', headline: 'Not checked yet' }],
  ['the first, under way', { done: null, newer: 'running' }, NOW, { tone: 'none' }],
  ['the first, failed', { done: null, newer: 'failed' }, NOW, { tone: 'warning' }],
])('a check that is %s', (_, last, now, words) => {
  expect(describe(last, now)).toMatchObject(words)
})

test('progress counts Shopify’s half and ours', () => {
  const counts = { objectsExpected: 5000, objectsExported: 0, members: 0, error: null }
  expect(describeCheckProgress({ ...counts, status: 'requested' })).toMatchObject({ percent: 0 })
  expect(describeCheckProgress({ ...counts, status: 'running', objectsExported: 2500 })).toMatchObject({ percent: 25 })
  const loading = describeCheckProgress({ ...counts, status: 'loading', members: 2500 })
  expect(loading).toEqual({ percent: 75, text: '2,500 of 5,000 members compared' })
  expect(describeCheckProgress({ ...counts, status: 'done' })).toBeNull()
  const held = { ...counts, error: 'Shopify answered 503' }
  expect(describeCheckProgress({ ...held, status: 'requested' })?.text).toContain('isn’t responding right now')
  expect(describeCheckProgress({ ...held, status: 'loading' })?.text).toContain('hasn’t always responded')
})

test('an opt-out that Shopify has confirmed is told as that', () => {
  const words = (open: boolean) =>
    describeDifference({ about: 'email', class: 'opt-out-kept', repair: 'owed', open, before: null, after: null })
      .repair
  expect(words(true)).toBe('The opt-out is being sent to Shopify')
  expect(words(false)).toBe('Shopify confirmed the opt-out')
})

test('what differed is told with the states, where the check changed one', () => {
  const taken = { class: 'webhook-lost', repair: 'adopted', open: false } as const
  const states = (before: 'SUBSCRIBED' | null, after: 'UNSUBSCRIBED' | null) =>
    describeDifference({ ...taken, about: 'email', before, after }).states
  expect(states('SUBSCRIBED', 'UNSUBSCRIBED')).toBe('Email: subscribed → unsubscribed')
  expect(states(null, null)).toBeNull()
})
