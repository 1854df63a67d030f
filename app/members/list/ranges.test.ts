import { expect, test } from 'vitest'
import { parseRange, type Ranged, rangeText, readTypedRange } from './ranges.ts'

const WHOLE = 'Type a whole number, up to 2,147,483,647.'
const MONEY = 'Type an amount such as 12 or 12.50, up to 999,999,999,999.'

test.each<[Ranged, low: string, high: string, meant: string]>([
  ['points', '', '', ''],
  ['points', '007', '', '7..'],
  ['points', '-0', ' 20 ', '0..20'],
  ['orders', '3', '3', '3..3'],
  ['spent', '10.50', '', '10.5..'],
])('%s from %j to %j are %j', (of, low, high, meant) => {
  expect(readTypedRange(of, { low, high })).toEqual({ text: meant, lowFlaw: null, highFlaw: null })
  expect(rangeText(parseRange(of, meant))).toBe(meant)
})

test.each<[Ranged, [low: string, high: string], [low: string | null, high: string | null]]>([
  ['points', ['1.5', ''], [WHOLE, null]],
  ['points', ['', '99999999999'], [null, WHOLE]],
  ['orders', ['20', '3'], [null, 'Type 20 or more, or leave it open.']],
  ['spent', ['10.555', '1'], [MONEY, null]],
  ['spent', ['-1', '1e3'], [MONEY, MONEY]],
])('%s within %j are not understood, and the field says why', (of, [low, high], [lowFlaw, highFlaw]) => {
  expect(readTypedRange(of, { low, high })).toEqual({ text: null, lowFlaw, highFlaw })
})
