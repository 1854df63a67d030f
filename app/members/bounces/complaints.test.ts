import { expect, test } from 'vitest'
import { isHarmless } from './complaints.ts'

test.each<[string | null, boolean]>([
  ['not-spam', true],
  ['auth-failure', true],
  ['abuse', false],
  ['fraud', false],
  ['virus', false],
  ['other', false],
  ['', false],
  [null, false],
])('a complaint of the type %j is harmless: %s', (type, harmless) => {
  expect(isHarmless(type)).toBe(harmless)
})
