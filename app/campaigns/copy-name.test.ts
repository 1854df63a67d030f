import { expect, test } from 'vitest'
import { copyName } from './copy-name.ts'

test.each([
  ['Spring sale', 'Spring sale (copy)'],
  ['Spring sale (copy)', 'Spring sale (copy 2)'],
  ['Spring sale (copy 2)', 'Spring sale (copy 3)'],
  ['Spring sale (copy 99)', 'Spring sale (copy 100)'],
  ['Spring (copy) sale', 'Spring (copy) sale (copy)'],
  ['Copy', 'Copy (copy)'],
  [' (copy)', ' (copy) (copy)'],
])('the copy of “%s” is “%s”', (name, copy) => {
  expect(copyName(name)).toBe(copy)
})

test.each(['x'.repeat(120), `${'x'.repeat(113)} (copy)`, '🎉'.repeat(60), `${'x'.repeat(112)}🎉🎉🎉🎉`])(
  'the copy of a name as long as one may be is no longer: “%s”',
  (name) => {
    const copy = copyName(name)
    expect(copy.length).toBeLessThanOrEqual(120)
    expect(copy).toMatch(/ \(copy( 2)?\)$/)
    expect(copy.isWellFormed()).toBe(true)
  },
)
