import { expect, test } from 'vitest'
import type { SegmentRule } from './rules.ts'
import { rulesInWords } from './rule-words.ts'

const consent: SegmentRule = { field: 'email-consent', operator: 'is', value: true }
const points: SegmentRule = { field: 'points', operator: 'at-least', value: 200 }

test('a segment without rules is everybody', () => {
  expect(rulesInWords({ match: 'all', rules: [] })).toBe('All members')
})

test('rules are joined by what joins them', () => {
  expect(rulesInWords({ match: 'all', rules: [consent, points] })).toBe(
    'Email marketing consent is yes and Points is at least 200',
  )
  expect(rulesInWords({ match: 'any', rules: [consent, points] })).toContain(' or ')
})

test('a long list of rules is cut and says so', () => {
  expect(rulesInWords({ match: 'all', rules: [consent, points, points, points] })).toMatch(/… and 1 more rule$/)
  expect(rulesInWords({ match: 'all', rules: [consent, points, points, points, points] })).toMatch(/2 more rules$/)
})

test('days are told as people tell them', () => {
  const within: SegmentRule = { field: 'created', operator: 'within', value: 30 }
  const before: SegmentRule = { field: 'last-order', operator: 'before', value: 1 }
  expect(rulesInWords({ match: 'any', rules: [within, before] })).toBe(
    'Customer since within the last 30 days or Last order more than 1 day ago',
  )
})
