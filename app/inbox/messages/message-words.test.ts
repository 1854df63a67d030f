import { expect, test } from 'vitest'
import type { MessageFault } from '../message-fault.ts'
import { COMPLIANCE_TOPICS, HANDLED_TOPICS } from '../topics.ts'
import { discardWarning, problemOf, topicWords } from './message-words.ts'

test('every topic that is processed has a name in plain words', () => {
  expect(HANDLED_TOPICS.filter((topic) => topicWords(topic).includes('/'))).toEqual([])
  expect(topicWords('themes/publish')).toBe('“themes/publish”')
})

const AT = '2026-03-03T14:02:00.000Z'
const aMessage = { topic: 'customers/update', triggeredAt: AT, fault: null, isEmpty: false, attempts: 5 }

test.each<[{ fault?: MessageFault; attempts?: number; isEmpty?: boolean }, RegExp]>([
  [{ fault: 'unreadable', attempts: 1 }, /doesn’t understand/],
  [{ fault: 'unreadable', attempts: 6 }, /doesn’t understand/],
  [{ fault: 'failed' }, /failed to process it 5 times/],
  [{ fault: 'failed', attempts: 7 }, /failed to process it 7 times/],
  [{}, /failed to process it 5 times/],
  [{ attempts: 1 }, /failed to process it once/],
  [{ fault: 'stopped' }, /stopped every time/],
  [{ fault: 'signed-out' }, /couldn’t sign in/],
  [{ fault: 'still-installed' }, /still installed/],
  [{ fault: 'other-shop', attempts: 1 }, /a different store/],
  [{ fault: 'refused' }, /refused access/],
  [{ isEmpty: true }, /erased with the customer/],
])('%j is told in plain words', (row, what) => {
  const problem = problemOf({ ...aMessage, ...row }, 'UTC')
  expect(problem.what).toMatch(what)
  expect(problem.advice).not.toBe('')
})

test('what the law sets a time for names the day, and no check that would fix it', () => {
  for (const topic of COMPLIANCE_TOPICS)
    for (const row of [{ fault: 'unreadable', attempts: 1 }, { fault: 'failed' }] as const) {
      const { advice } = problemOf({ ...aMessage, topic, ...row }, 'UTC')
      expect(advice).toContain('due by Apr 2, 2026')
      expect(advice).not.toMatch(/picks up|next Glancito update/)
    }
})

test.each([
  ['customers/update', /nightly consent check picks up/],
  ['orders/paid', /nightly consent check picks up/],
  ['customers/delete', /erases customers who are no longer in Shopify/],
  ['customers/merge', /only this message says for certain/],
  ['app/uninstalled', /discard this message/],
  ['app/scopes_update', /which permissions it has/],
  ['bulk_operations/finish', /checks on exports itself/],
])('until %s is processed, what is told of it is so', (topic, words) => {
  const { advice } = problemOf({ ...aMessage, topic, fault: 'failed' }, 'UTC')
  expect(advice).toMatch(words)
})

test('giving up what the law asks for is warned of with its day', () => {
  const warning = (change: { topic: string; fault?: MessageFault }) => discardWarning({ ...aMessage, ...change }, 'UTC')
  expect(warning({ topic: 'customers/redact' })).toMatch(/law.*Apr 2, 2026/)
  expect(warning({ topic: 'customers/data_request' })).toMatch(/answer by Apr 2, 2026/)
  const astray = { topic: 'customers/redact', fault: 'other-shop' } as const
  expect(warning(astray)).toMatch(/isn’t about your store/)
  expect(warning({ topic: 'shop/redact', fault: 'still-installed' })).toMatch(/asks again/)
  expect(warning({ topic: 'customers/update' })).toMatch(/nightly consent check/)
})
