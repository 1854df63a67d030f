import { expect, test } from 'vitest'
import { Bursts } from './bursts.ts'

test('a burst is recipients of one part of the internet within seconds, and no network of one’s own', () => {
  const bursts = new Bursts()
  const reached = (prefix: string | null, ...at: number[]) =>
    at.map((each, index) => bursts.note(prefix, `r${index}`, each))
  expect(reached('203.0.113.0/24', 0, 10, 20, 30)).toEqual([1, 2, 3, 4])
  expect(bursts.note('203.0.113.0/24', 'r1', 40)).toBe(4)
  expect(bursts.note('203.0.113.0/24', 'r9', 30_000)).toBe(1)
  for (const own of [
    '127.0.0.0/24',
    '10.1.2.0/24',
    '192.168.7.0/24',
    '172.20.0.0/24',
    '100.64.3.0/24',
    'fd12:3:4::/48',
    '0:0:0::/48',
    null,
  ])
    expect(reached(own, 1, 2, 3)).toEqual([1, 1, 1])
  expect(reached('172.32.0.0/24', 1, 2, 3)).toEqual([1, 2, 3])
})

const HOUR = 3_600_000

test.each([
  ['a clock that was an hour ahead and is put right', HOUR],
  ['a clock that was an hour behind', -HOUR],
  ['a clock that was a year ahead', 8_760 * HOUR],
  ['hits that waited a day for the database', -24 * HOUR],
  ['a clock that was twenty seconds ahead', 20_000],
])('what came by %s is in no burst of now', (_whose, offMs) => {
  const bursts = new Bursts()
  for (let recipient = 0; recipient < 30; recipient += 1)
    bursts.note('203.0.113.0/24', `earlier ${recipient}`, HOUR + offMs + recipient)
  const reached = ['a', 'b', 'c'].map((recipient, index) => bursts.note('203.0.113.0/24', recipient, HOUR + index))
  expect(reached).toEqual([1, 2, 3])
})
