import { expect, test } from 'vitest'
import { createOutage, noteFailure, noteSuccess, type Outage } from './outage.ts'

/** Plays failures (true) and successes (false) at their seconds; returns what was said when. */
function play(...events: [second: number, failed: boolean][]): string[] {
  let outage: Outage = createOutage()
  const said: string[] = []
  for (const [second, failed] of events) {
    const { next, say } = (failed ? noteFailure : noteSuccess)(outage, second * 1000)
    outage = next
    if (say) said.push(`${second} s: ${failed ? 'failing' : 'over'}, ${say.failures} in ${say.seconds} s`)
  }
  return said
}

const everySecond = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index): [number, boolean] => [from + index, true])

test('thirty failures a second are one line', () => {
  const storm = Array.from({ length: 30 * 59 }, (_, index): [number, boolean] => [index / 30, true])
  expect(play(...storm)).toEqual(['0 s: failing, 1 in 0 s'])
})

test('a long outage is told of once a minute, with how many failed since the line before', () => {
  expect(play(...everySecond(0, 130))).toEqual([
    '0 s: failing, 1 in 0 s',
    '60 s: failing, 60 in 60 s',
    '120 s: failing, 60 in 120 s',
  ])
})

test('its end is one line, with all its failures', () => {
  expect(play(...everySecond(0, 30), [45, false], [46, false])).toEqual([
    '0 s: failing, 1 in 0 s',
    '45 s: over, 31 in 30 s',
  ])
})

test('reads that succeed while writes fail do not end it', () => {
  const mixed = everySecond(0, 40).flatMap(([second]): [number, boolean][] => [
    [second, true],
    [second + 0.5, false],
  ])
  expect(play(...mixed)).toEqual(['0 s: failing, 1 in 0 s'])
})

test('success without an outage says nothing', () => expect(play([1, false], [2, false])).toEqual([]))

test('a single failure is told of, and its end', () =>
  expect(play([5, true], [9, false], [16, false])).toEqual(['5 s: failing, 1 in 0 s', '16 s: over, 1 in 0 s']))

test('the next outage is told of anew', () =>
  expect(play([0, true], [20, false], [21, true])).toEqual([
    '0 s: failing, 1 in 0 s',
    '20 s: over, 1 in 0 s',
    '21 s: failing, 1 in 0 s',
  ]))
