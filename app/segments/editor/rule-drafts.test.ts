import { expect, test } from 'vitest'
import { addRule, changeRule, readRules, removeRule, toDraft, valueChoices } from './rule-drafts.ts'
import { SEGMENT_FIELDS, type SegmentField, type SegmentRules } from '../rules.ts'

const rules: SegmentRules = {
  match: 'all',
  rules: [
    { field: 'email-consent', operator: 'is', value: true },
    { field: 'points', operator: 'at-least', value: 200 },
    { field: 'bounce', operator: 'is-not', value: 'hard' },
    { field: 'tag', operator: 'is', value: 'VIP' },
  ],
}

test('rules survive being edited without a change', () => {
  expect(readRules(toDraft(rules))).toEqual({ ok: true, rules })
})

test('a number that is not yet typed is named as missing, beside its rule', () => {
  const draft = changeRule(toDraft(rules), 2, { value: '' })
  expect(readRules(draft)).toEqual({ ok: false, errors: { 2: 'Enter a number' } })
})

test.each(['abc', '-1', '1.5'])('points of %j are refused', (value) => {
  const read = readRules(changeRule(toDraft(rules), 2, { value }))
  expect(read.ok).toBe(false)
})

test('a decimal comma is understood', () => {
  const spent = { key: 1, field: 'amount-spent', operator: 'at-least', value: '12,50' } as const
  expect(readRules({ match: 'all', rules: [spent] })).toMatchObject({ ok: true, rules: { rules: [{ value: 12.5 }] } })
})

test('a field of another kind begins with its own operator and value', () => {
  const draft = changeRule(toDraft(rules), 2, { field: 'bounce' })
  expect(draft.rules[1]).toMatchObject({ field: 'bounce', operator: 'is', value: 'none' })
})

test('a field of the same kind keeps what was typed', () => {
  const draft = changeRule(toDraft(rules), 2, { field: 'orders-count' })
  expect(draft.rules[1]).toMatchObject({ field: 'orders-count', operator: 'at-least', value: '200' })
})

test('an added rule never takes the key of another', () => {
  const draft = addRule(addRule(removeRule(toDraft(rules), 1)))
  const keys = draft.rules.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

test.each(Object.keys(SEGMENT_FIELDS) as SegmentField[])('a rule on %s can be chosen and read', (field) => {
  const chosen = changeRule(addRule({ match: 'any', rules: [] }), 1, { field })
  const value = valueChoices(field)?.[0]?.value ?? '7'
  const read = readRules(changeRule(chosen, 1, { value }))
  expect(read).toMatchObject({ ok: true, rules: { match: 'any', rules: [{ field }] } })
})
