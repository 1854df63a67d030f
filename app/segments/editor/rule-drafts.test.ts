import { expect, test } from 'vitest'
import {
  addGroup,
  addRule,
  changeRule,
  countRules,
  isGroupDraft,
  kindOf,
  type NodeDraft,
  readRules,
  removeNode,
  type RulesDraft,
  setMatch,
  toDraft,
  valueChoices,
} from './rule-drafts.ts'
import { SEGMENT_FIELDS } from '../fields/fields.ts'
import { segmentRules, type SegmentRules } from '../rules.ts'
import { SUGGESTIONS } from '../suggestions.ts'

const rules: SegmentRules = {
  version: 2,
  match: 'all',
  rules: [
    { field: 'email-consent', operator: 'is', value: true },
    { field: 'points', operator: 'at-least', value: 200 },
    {
      match: 'none',
      rules: [
        { field: 'bounce', operator: 'is-not', value: 'hard' },
        { field: 'opened', operator: 'did', value: { times: 2, days: null, campaign: 7 } },
      ],
    },
    { field: 'tag', operator: 'is', value: 'VIP' },
    { field: 'product', operator: 'bought', value: { product: '9223372036854775807', days: 30 } },
  ],
}

const EMPTY: RulesDraft = { key: 0, match: 'any', rules: [] }
const keysOf = (node: NodeDraft): number[] => [node.key, ...(isGroupDraft(node) ? node.rules.flatMap(keysOf) : [])]
/** Of the rules above: points, and the group. */
const [POINTS, GROUP, BOUNCE, OPENED] = [2, 3, 4, 5]

test.each([rules, ...SUGGESTIONS.map((suggestion) => ({ version: 2 as const, ...suggestion.rules }))])(
  'rules survive being edited without a change: %j',
  (each) => {
    expect(readRules(toDraft(each))).toEqual({ ok: true, rules: each })
  },
)

test('a number that is not yet typed is named as missing, beside its rule', () => {
  const draft = changeRule(toDraft(rules), POINTS, { parts: { value: '' } })
  expect(readRules(draft)).toEqual({ ok: false, errors: { [POINTS]: 'Enter a number' } })
})

test('what is wrong in a group is named beside its rule', () => {
  const draft = changeRule(toDraft(rules), OPENED, { parts: { times: '' } })
  expect(readRules(draft)).toEqual({ ok: false, errors: { [OPENED]: 'Enter how many times' } })
})

test.each(['abc', '-1', '1.5', '1e400', '0x'])('points of %j are refused', (value) => {
  expect(readRules(changeRule(toDraft(rules), POINTS, { parts: { value } })).ok).toBe(false)
})

test('a decimal comma is understood', () => {
  const draft = changeRule(changeRule(addRule(EMPTY), 1, { field: 'amount-spent' }), 1, { parts: { value: '12,50' } })
  expect(readRules(draft)).toMatchObject({ ok: true, rules: { rules: [{ value: 12.5 }] } })
})

test('a field of another kind begins with its own operator and value', () => {
  const draft = changeRule(toDraft(rules), POINTS, { field: 'bounce' })
  expect(draft.rules[1]).toMatchObject({ field: 'bounce', operator: 'is', parts: { value: 'none' } })
})

test('a field that is asked for alike keeps what was typed', () => {
  const draft = changeRule(toDraft(rules), POINTS, { field: 'orders-count' })
  expect(draft.rules[1]).toMatchObject({ field: 'orders-count', operator: 'at-least', parts: { value: '200' } })
})

test('days do not become points', () => {
  const draft = changeRule(toDraft(rules), POINTS, { field: 'created' })
  expect(draft.rules[1]).toMatchObject({ field: 'created', operator: 'within', parts: { value: '' } })
})

test('what is added never takes the key of another', () => {
  const draft = addRule(addGroup(addRule(removeNode(toDraft(rules), 1)), GROUP), GROUP)
  const keys = keysOf(draft)
  expect(new Set(keys).size).toBe(keys.length)
  expect(countRules(draft)).toBe(countRules(toDraft(rules)) + 2)
})

test('a group goes with its last rule', () => {
  const draft = removeNode(removeNode(toDraft(rules), BOUNCE), OPENED)
  expect(draft.rules.some(isGroupDraft)).toBe(false)
  expect(removeNode(addGroup(EMPTY), 2)).toEqual(EMPTY)
})

test('how a group joins is changed in that group alone', () => {
  const draft = setMatch(toDraft(rules), GROUP, 'any')
  expect([draft.match, draft.rules.find(isGroupDraft)?.match]).toEqual(['all', 'any'])
})

const FILLED = {
  flag: {},
  choice: {},
  number: { value: '7' },
  text: { value: 'a' },
  deeds: {},
  product: { product: '7' },
}

test.each(SEGMENT_FIELDS)('a rule on %s can be chosen and read', (field) => {
  const chosen = changeRule(addRule(EMPTY), 1, { field })
  const [first] = valueChoices(field) ?? []
  const read = readRules(changeRule(chosen, 1, { parts: first ? { value: first.value } : FILLED[kindOf(field)] }))
  expect(read).toMatchObject({ ok: true, rules: { match: 'any', rules: [{ field }] } })
  expect(segmentRules.safeParse('rules' in read ? read.rules : null)).toMatchObject({ success: true })
})
