import { expect, test } from 'vitest'
import { COMPLIANCE_TOPICS, HANDLED_TOPICS, isTopic, topicOf } from './topics.ts'

test.each(['', 'themes/publish', 'toString', '__proto__', 'constructor', 'CUSTOMERS/UPDATE', 'customers/update '])(
  'nothing is known of the topic %j',
  (topic) => {
    expect([isTopic(topic), topicOf(topic)]).toEqual([false, null])
  },
)

test('what the law asks for is known, and what is read names its customer', () => {
  expect(COMPLIANCE_TOPICS).toEqual(['customers/data_request', 'customers/redact', 'shop/redact'])
  const nameless = HANDLED_TOPICS.filter((topic) => topicOf(topic)?.isRead && !topicOf(topic)?.customer)
  expect(nameless).toEqual([])
})
