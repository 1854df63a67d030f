import { expect, test } from 'vitest'
import { isTryingAgain, type MessageProgress, withProgress } from './message-progress.ts'
import type { MessageRow } from './message-words.ts'

const aMessage = (webhookId: string, row: Partial<MessageRow> = {}): MessageRow => ({
  webhookId,
  topic: 'customers/update',
  triggeredAt: '2026-03-03T14:02:00.000Z',
  receivedAt: '2026-03-03T14:02:01.000Z',
  attempts: 5,
  error: 'before',
  fault: 'failed',
  isEmpty: false,
  state: 'waiting',
  memberId: '7',
  isMember: true,
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@mail.example',
  ...row,
})
const done: MessageProgress = { webhookId: 'a', state: 'done', attempts: 6, error: null, fault: null }
const dead: MessageProgress = { webhookId: 'a', state: 'dead', attempts: 6, error: 'now', fault: 'refused' }

test.each<[when: string, given: MessageProgress[], expected: Partial<MessageRow>]>([
  ['nothing was looked up', [], {}],
  ['it still waits', [{ ...done, state: 'waiting', attempts: 5, error: 'before', fault: 'failed' }], {}],
  ['it was processed', [done], { state: 'done', attempts: 6, error: null, fault: null }],
  ['it failed again', [dead], { state: 'dead', attempts: 6, error: 'now', fault: 'refused' }],
  ['another one was processed', [{ ...done, webhookId: 'c' }], {}],
  [
    'a row was looked up with more in it',
    [{ ...aMessage('a', { firstName: null }), ...done }],
    { state: 'done', attempts: 6, error: null, fault: null },
  ],
])('the listed messages keep their order and all else when %s', (_, given, expected) => {
  const listed = [aMessage('b', { state: 'dead' }), aMessage('a')]
  expect(withProgress(listed, given)).toEqual([listed[0], { ...aMessage('a'), ...expected }])
})

test.each<[MessageRow['state'][], boolean]>([
  [[], false],
  [['dead'], false],
  [['done', 'dead'], false],
  [['waiting'], true],
  [['done', 'dead', 'waiting'], true],
])('the page looks again while one of %j waits: %s', (states, expected) => {
  expect(isTryingAgain(states.map((state) => ({ ...dead, state })))).toBe(expected)
})
