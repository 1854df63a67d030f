import { expect, test } from 'vitest'
import { READABLE, readableVersion, softOn } from './color-mix.ts'
import { contrastOf } from './contrast.ts'

const COLORS = ['#000000', '#ffffff', '#888888', '#777777', '#1a4d3e', '#ff0000', '#ffff66', '#0000ff', '#7f7f00']

test.each(COLORS)('any color has a version that reads on %s, and words that step back there do too', (ground) => {
  for (const color of COLORS)
    expect(contrastOf(readableVersion(color, ground), ground)).toBeGreaterThanOrEqual(READABLE)
  expect(contrastOf(softOn(ground), ground)).toBeGreaterThanOrEqual(READABLE)
})

test('a color that reads stays as it is', () => {
  expect(readableVersion('#1a4d3e', '#ffffff')).toBe('#1a4d3e')
  expect(readableVersion('#ffff66', '#1e1e1e')).toBe('#ffff66')
})
