import { expect, test } from 'vitest'
import { discardWarning, problemOf, TIMED, topicWords } from './message-words.ts'
import { COMPLIANCE_TOPICS, HANDLED_TOPICS } from '../delivery.ts'

test('every topic that is worked off has a name in plain words', () => {
  expect(HANDLED_TOPICS.filter((topic) => topicWords(topic).includes('/'))).toEqual([])
  expect(topicWords('themes/publish')).toBe('“themes/publish”')
})

const AT = '2026-03-03T14:02:00.000Z'
const aMessage = { topic: 'customers/update', triggeredAt: AT, error: null, isEmpty: false, attempts: 5 }

test.each([
  [{ error: 'customer_id: Invalid', attempts: 1 }, /doesn’t understand/],
  [{ error: 'column "…" does not exist' }, /failed to process it 5 times/],
  [{ error: 'column "…" does not exist', attempts: 7 }, /failed to process it 7 times/],
  [{ error: 'the worker stopped each time it worked on this' }, /stopped every time/],
  [{ error: 'no session for a.myshopify.com' }, /couldn’t sign in/],
  [{ error: 'the shop still has the app' }, /still installed/],
  [{ error: 'the body names another shop than the header', attempts: 1 }, /a different store/],
  [{ error: 'Shopify refused our request: Access denied' }, /refused access/],
  [{ isEmpty: true }, /erased with the customer/],
])('%j is told in plain words', (row, what) => {
  const problem = problemOf({ ...aMessage, ...row }, 'UTC')
  expect(problem.what).toMatch(what)
  expect(problem.advice).not.toBe('')
})

test('what the law sets a time for names the day, and no check that would mend it', () => {
  expect(TIMED).toEqual(COMPLIANCE_TOPICS)
  for (const topic of TIMED)
    for (const row of [{ error: 'customer: Invalid', attempts: 1 }, { error: 'timeout' }]) {
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
  const { advice } = problemOf({ ...aMessage, topic, error: 'timeout' }, 'UTC')
  expect(advice).toMatch(words)
})

test('giving up what the law asks for is warned of with its day', () => {
  const warning = (change: { topic: string; error?: string }) => discardWarning({ ...aMessage, ...change }, 'UTC')
  expect(warning({ topic: 'customers/redact' })).toMatch(/law.*Apr 2, 2026/)
  expect(warning({ topic: 'customers/data_request' })).toMatch(/answer by Apr 2, 2026/)
  const astray = { topic: 'customers/redact', error: 'the body names another shop than the header' }
  expect(warning(astray)).toMatch(/isn’t about your store/)
  expect(warning({ topic: 'shop/redact', error: 'the shop still has the app' })).toMatch(/asks again/)
  expect(warning({ topic: 'customers/update' })).toMatch(/nightly consent check/)
})
