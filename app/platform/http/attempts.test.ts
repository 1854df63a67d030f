import { expect, test } from 'vitest'
import { FailedAttempts } from './attempts.ts'

const MINUTE = 60_000
const attempts = (clients = 100) => new FailedAttempts({ failures: 3, windowMs: MINUTE, clients })

function fail(of: FailedAttempts, client: string, times: number, now = 0) {
  for (let time = 0; time < times; time += 1) of.note(client, now)
}

test('who failed too often waits for the end of the window, and is told how long', () => {
  const of = attempts()
  fail(of, 'a', 2)
  expect(of.secondsToWait('a', 0)).toBe(0)
  fail(of, 'a', 1, 10_000)
  expect([0, 10_000, 59_001, 59_999, 60_000].map((now) => of.secondsToWait('a', now))).toEqual([60, 50, 1, 1, 0])
})

test('others do not wait', () => {
  const of = attempts()
  fail(of, 'a', 9)
  expect(of.secondsToWait('b', 0)).toBe(0)
})

test('a new window begins with the next failure', () => {
  const of = attempts()
  fail(of, 'a', 9)
  of.note('a', MINUTE)
  expect(of.secondsToWait('a', MINUTE)).toBe(0)
})

test('failures beyond the limit do not lengthen the wait', () => {
  const of = attempts()
  fail(of, 'a', 3)
  fail(of, 'a', 500, 30_000)
  expect(of.secondsToWait('a', 30_000)).toBe(30)
})

test('a flood of addresses is held to so many, and the one that waits least is forgotten first', () => {
  const of = attempts(3)
  for (const [index, client] of ['a', 'b', 'c', 'd'].entries()) fail(of, client, 3, index)
  expect(['a', 'b', 'c', 'd'].map((client) => of.secondsToWait(client, 10) > 0)).toEqual([false, true, true, true])
})

test('those whose window is over make room before anybody is forgotten', () => {
  const of = attempts(3)
  fail(of, 'old', 3, 0)
  fail(of, 'a', 3, 50_000)
  fail(of, 'b', 3, 50_000)
  fail(of, 'c', 3, 70_000)
  expect(['a', 'b', 'c'].map((client) => of.secondsToWait(client, 70_000))).toEqual([40, 40, 60])
})

test('a million addresses take the room of those that are held', () => {
  const of = attempts(1_000)
  for (let number = 0; number < 1_000_000; number += 1) of.note(String(number), number / 100)
  expect(of.secondsToWait('0', 0)).toBe(0)
})
