import { expect, test } from 'vitest'
import { discardWarning, problemOf, topicWords } from './message-words.ts'
import { HANDLED_TOPICS } from './delivery.ts'

test('every topic that is worked off has a name in plain words', () => {
  expect(HANDLED_TOPICS.filter((topic) => topicWords(topic).includes('/'))).toEqual([])
  expect(topicWords('themes/publish')).toBe('“themes/publish”')
})

test.each([
  [{ error: 'customer_id: Invalid', isEmpty: false, attempts: 1 }, /does not understand/],
  [{ error: 'column "…" does not exist', isEmpty: false, attempts: 5 }, /failed on it 5 times/],
  [{ error: 'the worker stopped each time it worked on this', isEmpty: false, attempts: 5 }, /stopped each time/],
  [{ error: 'no session for a.myshopify.com', isEmpty: false, attempts: 5 }, /could not sign in/],
  [{ error: 'the shop still has the app', isEmpty: false, attempts: 5 }, /still installed/],
  [{ error: 'the body names another shop than the header', isEmpty: false, attempts: 1 }, /another store/],
  [{ error: 'Shopify refused our request: Access denied', isEmpty: false, attempts: 5 }, /refused to show/],
  [{ error: null, isEmpty: true, attempts: 5 }, /erased together with the customer/],
])('%j is told in plain words', (row, what) => {
  const problem = problemOf(row)
  expect(problem.what).toMatch(what)
  expect(problem.advice).not.toBe('')
})

test('giving up what the law asks for is warned of more strongly', () => {
  expect(discardWarning({ topic: 'customers/redact', error: null })).toMatch(/law/)
  const astray = { topic: 'customers/redact', error: 'the body names another shop than the header' }
  expect(discardWarning(astray)).toMatch(/not about your store/)
  expect(discardWarning({ topic: 'customers/update', error: null })).toMatch(/nightly consent check/)
})
