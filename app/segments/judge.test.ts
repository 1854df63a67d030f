import { expect, test } from 'vitest'
import { joinRules, judgeRule } from './judge.ts'

const at = new Date('2026-11-21T12:00:00Z')

test('a rule over a value that nobody knows any more is left open', () => {
  expect(judgeRule({ field: 'points', operator: 'at-least', value: 200 }, { points: undefined }, at)).toBeNull()
  expect(judgeRule({ field: 'tag', operator: 'is-not', value: 'vip' }, {}, at)).toBeNull()
})

test('days are counted back from the moment that is asked about', () => {
  const rule = { field: 'created', operator: 'within', value: 1 } as const
  const created = new Date('2026-11-20T12:00:00Z')
  expect(judgeRule(rule, { created }, at)).toBe(true)
  expect(judgeRule(rule, { created }, new Date('2026-11-21T12:00:01Z'))).toBe(false)
})

test.each([
  ['all', [], true],
  ['any', [], true],
  ['all', [true, true], true],
  ['all', [true, null], null],
  ['all', [false, null], false],
  ['any', [true, null], true],
  ['any', [false, null], null],
  ['any', [false, false], false],
  ['none', [], true],
  ['none', [false, false], true],
  ['none', [false, true, null], false],
  ['none', [false, null], null],
] as const)('%s of %j is %j', (match, judged, holds) => {
  expect(joinRules(match, [...judged])).toBe(holds)
})
