import { expect, test } from 'vitest'
import { segmentForm } from './rules.ts'
import { SUGGESTIONS } from './suggestions.ts'

test.each(SUGGESTIONS)('the suggested segment $name can be saved as it is', ({ name, rules }) => {
  expect(segmentForm.parse({ name, rules })).toMatchObject({ name, rules })
})

test('every suggested segment that is written to mails only people who consented', () => {
  for (const { rules } of SUGGESTIONS.filter(({ toClean }) => !toClean))
    expect(rules.rules).toContainEqual({ field: 'email-consent', operator: 'is', value: true })
})
