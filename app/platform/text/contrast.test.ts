import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrastOf, HEX_COLOR, readableOn } from './contrast.ts'

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#ffffff', 1],
  ['#767676', '#ffffff', 4.54],
  ['#777777', '#ffffff', 4.48],
  ['#ff0000', '#ffffff', 4],
  ['#0000ff', '#ffffff', 8.59],
  ['#1A4D3E', '#ffffff', 9.63],
])('%s on %s has a contrast of %d, as others measure it', (one, other, ratio) => {
  expect(contrastOf(one, other)).toBeCloseTo(ratio, 1)
  expect(contrastOf(other, one)).toBe(contrastOf(one, other))
})

test('text on any colour is readable', () => {
  const color = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`)
  fc.assert(
    fc.property(color, (each) => {
      expect(HEX_COLOR.test(each)).toBe(true)
      expect(contrastOf(each, readableOn(each))).toBeGreaterThanOrEqual(4.5)
    }),
  )
})
