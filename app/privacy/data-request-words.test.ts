import { expect, test } from 'vitest'
import { openRequestsWords, requestBadge } from './data-request-words.ts'

const now = new Date('2026-03-10T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)

test.each([
  [inDays(30), null, 'Open'],
  [inDays(9.5), null, 'Due in 10 days'],
  [inDays(0.2), null, 'Due within a day'],
  [inDays(0), null, 'Overdue'],
  [inDays(-3), null, 'Overdue'],
  [inDays(-3), inDays(-5), 'Handed over'],
])('due at %s and handed over at %s is %s', (dueAt, handedOverAt, text) => {
  expect(requestBadge({ dueAt, handedOverAt }, now).text).toBe(text)
})

test('the home page names the day by which the most pressing request is due', () => {
  expect(openRequestsWords({ open: 0, dueAt: null }, now, 'UTC')).toBeNull()
  expect(openRequestsWords({ open: 1, dueAt: inDays(5) }, now, 'UTC')).toBe(
    'A customer asked for a copy of their data. The answer is due by Mar 15, 2026.',
  )
  expect(openRequestsWords({ open: 2, dueAt: inDays(-5) }, now, 'UTC')).toBe(
    '2 customers asked for a copy of their data. The first answer was due on Mar 5, 2026.',
  )
})
