import { expect, test } from 'vitest'
import { listRules, MAX_DEPTH, MAX_RULES, type RuleGroup, segmentRules } from './rules.ts'

const points = { field: 'points', operator: 'at-least', value: 200 }
const nest = (depth: number): unknown => {
  let group: unknown = { match: 'all', rules: [points] }
  for (let level = 1; level < depth; level += 1) group = { match: 'any', rules: [group] }
  return group
}

const faultOf = (input: unknown) => {
  const read = segmentRules.safeParse(input)
  return read.success ? null : read.error.issues[0]?.message
}

test('what was stored before there were groups is a tree', () => {
  for (const match of ['all', 'any']) {
    const stored = { match, rules: [points, { field: 'tag', operator: 'is-not', value: 'VIP' }] }
    expect(segmentRules.parse(stored)).toEqual({ version: 2, ...stored })
    expect(segmentRules.parse({ version: 1, ...stored })).toEqual({ version: 2, ...stored })
  }
})

test('what is read and stored is read as the same again', () => {
  const read = segmentRules.parse(nest(3))
  expect(segmentRules.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
})

test('groups lie in each other as deep as the limit, and no deeper', () => {
  expect(faultOf(nest(MAX_DEPTH))).toBeNull()
  expect(faultOf(nest(MAX_DEPTH + 1))).toContain('into each other')
})

test('nesting from outside, however deep or wide, ends no process', () => {
  expect(faultOf(nest(200_000))).toContain('into each other')
  expect(faultOf({ match: 'all', rules: Array.from({ length: 300_000 }, () => points) })).toContain(
    `${MAX_RULES} rules`,
  )
  const wide: RuleGroup = { match: 'all', rules: [] }
  for (let index = 0; index < 400; index += 1) wide.rules.push({ match: 'any', rules: [] })
  expect(faultOf(wide)).toContain(`${MAX_RULES} rules`)
})

test('the limit is on all rules together, in whatever groups', () => {
  const group = (count: number) => ({ match: 'any', rules: Array.from({ length: count }, () => points) })
  const read = segmentRules.parse({ match: 'all', rules: [group(MAX_RULES / 2), group(MAX_RULES / 2)] })
  expect(listRules(read)).toHaveLength(MAX_RULES)
  expect(faultOf({ match: 'all', rules: [group(MAX_RULES / 2), group(MAX_RULES / 2), points] })).toContain('at most')
})

test.each<[string, unknown, RegExp]>([
  ['of a later release', { version: 3, match: 'all', rules: [] }, /another release/],
  ['a text', 'all', /another release/],
  ['nothing', null, /another release/],
  ['a list', [points], /another release/],
  ['without a match', { rules: [points] }, /all, any or none/],
  ['an empty group', { match: 'all', rules: [{ match: 'any', rules: [] }] }, /Add a rule/],
  ['a field of every object', { match: 'all', rules: [{ ...points, field: 'constructor' }] }, /looks at/],
  ['a field that is a prototype', { match: 'all', rules: [{ ...points, field: '__proto__' }] }, /looks at/],
  ['an operator of every object', { match: 'all', rules: [{ ...points, operator: 'toString' }] }, /compares/],
  ['an operator of another field', { match: 'all', rules: [{ ...points, operator: 'is-not' }] }, /compares/],
  ['no number', { match: 'all', rules: [{ ...points, value: Number.NaN }] }, /number/],
  ['a number beyond any', { match: 'all', rules: [{ ...points, value: 2 ** 63 }] }, /at most/],
  ['a tag of nothing seen', { match: 'all', rules: [{ field: 'tag', operator: 'is', value: '\t\u0007 ' }] }, /tag/],
  ['a rule that is null', { match: 'all', rules: [null] }, /looks at/],
  [
    'more days than are kept',
    { match: 'all', rules: [{ field: 'opened', operator: 'did', value: { times: 11, days: 30, campaign: null } }] },
    /at most 10/,
  ],
  [
    'a campaign that no column holds',
    {
      match: 'all',
      rules: [{ field: 'clicked', operator: 'did', value: { times: 1, days: null, campaign: 2 ** 31 } }],
    },
    /./,
  ],
  [
    'a product that no column holds',
    {
      match: 'all',
      rules: [{ field: 'product', operator: 'bought', value: { product: '9223372036854775808', days: null } }],
    },
    /product/,
  ],
  ['not all of a value', { match: 'all', rules: [{ field: 'opened', operator: 'did', value: { times: 1 } }] }, /./],
])('%s is no segment, and says why', (_, rules, words) => {
  expect(faultOf(rules)).toMatch(words)
})
