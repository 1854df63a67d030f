import { expect, test } from 'vitest'
import { guideSteps } from './guide.ts'

test('a step is ticked off by what is there, in any order', () => {
  const steps = guideSteps({ sender: false, postalAddress: true, segment: false, campaign: true })
  expect(steps.filter((step) => step.done).map((step) => step.key)).toEqual(['postalAddress', 'campaign'])
  expect(steps.map((step) => step.key)).toEqual(['sender', 'postalAddress', 'segment', 'campaign'])
})
