import { expect, test } from 'vitest'
import { countWords } from './count-words.ts'

test.each([
  [0, true, false, '0 members'],
  [1, true, true, '1 member matches'],
  [1234, true, true, '1,234 members match'],
  [7, false, true, '7+ members match'],
  [10, false, true, '10+ members match'],
  [50, false, true, '50+ members match'],
  [69, false, true, '50+ members match'],
  [199, false, true, '100+ members match'],
  [1001, false, true, '1,000+ members match'],
  [4999, false, false, '2,000+ members'],
  [10_000, false, true, '10,000+ members match'],
])('%d counted (to the end: %s; filtered: %s) are %j', (count, exact, filtered, words) => {
  expect(countWords({ count, exact }, filtered)).toBe(words)
})
