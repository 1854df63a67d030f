import { expect, test } from 'vitest'
import { blockAt } from './blocks.ts'

test.each([
  ['1999-12-31T23:59:59Z', 0],
  ['2026-10-31T12:00:00Z', 0],
  ['2026-11-30T23:59:59.999Z', 0],
  ['2026-12-01T00:00:00Z', 1],
  // Still November where the shop is, and where the server may be.
  ['2026-11-30T18:00:00-06:00', 1],
  ['2026-12-31T23:59:59.999Z', 1],
  ['2027-01-01T00:00:00Z', 2],
  ['2028-02-29T12:00:00Z', 15],
  ['2036-12-01T00:00:00Z', 121],
])('a mailing made at %s is numbered in block %i', (time, block) => {
  expect(blockAt(new Date(time))).toBe(block)
})

test('the numbers of 150 years fit into an int', () => {
  expect((blockAt(new Date('2176-11-01T00:00:00Z')) + 1) * 2 ** 20).toBeLessThan(2 ** 31)
})
