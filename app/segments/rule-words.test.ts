import { expect, test } from 'vitest'
import type { SegmentRule, SegmentRules } from './rules.ts'
import { rulesInWords, ruleWords } from './rule-words.ts'

const consent: SegmentRule = { field: 'email-consent', operator: 'is', value: true }
const points: SegmentRule = { field: 'points', operator: 'at-least', value: 200 }
const deeds = (field: 'opened' | 'received', operator: 'did' | 'did-not', value: object): SegmentRule => ({
  field,
  operator,
  value: { times: 1, days: null, campaign: null, ...value },
})

test('a segment without rules is everybody', () => {
  expect(rulesInWords({ match: 'all', rules: [] })).toBe('All members')
})

test('rules are joined by what joins them', () => {
  expect(rulesInWords({ match: 'all', rules: [consent, points] })).toBe(
    'Email marketing consent is yes and Points is at least 200',
  )
  expect(rulesInWords({ match: 'any', rules: [consent, points] })).toContain(' or ')
  expect(rulesInWords({ match: 'none', rules: [consent, points] })).toBe(
    'not (Email marketing consent is yes or Points is at least 200)',
  )
})

test('groups stand in brackets, and none of something is not it', () => {
  const rules: SegmentRules = {
    match: 'all',
    rules: [
      consent,
      { match: 'any', rules: [points, deeds('opened', 'did', { days: 30 })] },
      { match: 'none', rules: [deeds('received', 'did', { times: 5 })] },
    ],
  }
  expect(rulesInWords(rules)).toBe(
    'Email marketing consent is yes and (Points is at least 200 or Opened an email in the last 30 days) and not (Received at least 5 emails)',
  )
})

test('a long list of rules is cut and says so, unless all of it is asked for', () => {
  expect(rulesInWords({ match: 'all', rules: [consent, points, points, points] })).toMatch(/… and 1 more rule$/)
  expect(rulesInWords({ match: 'all', rules: [consent, points, points, points, points] })).toMatch(/2 more rules$/)
  expect(rulesInWords({ match: 'all', rules: [consent, points, points, points] }, { shown: 4 })).not.toContain('more')
})

test('days are told as people tell them', () => {
  const within: SegmentRule = { field: 'created', operator: 'within', value: 30 }
  const before: SegmentRule = { field: 'last-order', operator: 'before', value: 1 }
  expect(rulesInWords({ match: 'any', rules: [within, before] })).toBe(
    'Customer since within the last 30 days or Last order more than 1 day ago',
  )
})

test.each<[SegmentRule, string]>([
  [deeds('opened', 'did', {}), 'Opened an email'],
  [deeds('opened', 'did-not', { days: 1 }), 'Did not open an email in the last 1 day'],
  [deeds('opened', 'did-not', { times: 3, days: 90 }), 'Opened fewer than 3 emails in the last 90 days'],
  [deeds('opened', 'did-not', { campaign: 7 }), 'Did not open “Spring sale”'],
  [deeds('received', 'did', { campaign: 7, times: 2 }), 'Received “Spring sale” at least 2 times'],
  [{ field: 'bounce', operator: 'is-not', value: 'hard' }, 'Bounce is not hard bounce'],
  [{ field: 'client', operator: 'is', value: 'appleMail' }, 'Last email app is Apple Mail'],
  [
    { field: 'product', operator: 'not-bought', value: { product: '9', days: 7 } },
    'Did not buy “Tea” in the last 7 days',
  ],
])('%j is said as %s', (rule, words) => {
  expect(ruleWords(rule, { campaign: () => 'Spring sale', product: () => 'Tea' })).toBe(words)
})
