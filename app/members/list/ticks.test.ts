import { expect, test } from 'vitest'
import { NO_TICKS, type Tick, ticksAfter } from './ticks.ts'

const LISTED = ['a', 'b', 'c', 'd', 'e']
const row = (memberId: string): Tick => ({ of: 'row', memberId, stretch: false })
const stretchTo = (memberId: string): Tick => ({ of: 'row', memberId, stretch: true })
const PAGE: Tick = { of: 'page', ticked: true }
const LIST: Tick = { of: 'list', ticked: true }

test.each<[of: string, done: Tick[], ticked: string]>([
  ['a row', [row('b')], 'b'],
  ['a row twice', [row('b'), row('b')], ''],
  ['two rows and one of them again', [row('a'), row('d'), row('a')], 'd'],
  ['a stretch of rows', [row('b'), stretchTo('d')], 'bcd'],
  ['a stretch upwards', [row('d'), stretchTo('b')], 'bcd'],
  ['a stretch that goes on from where the last one ended', [row('a'), stretchTo('b'), stretchTo('d')], 'abcd'],
  ['a stretch that is ticked already', [PAGE, row('b'), row('b'), stretchTo('d')], 'ae'],
  ['a stretch from nowhere', [stretchTo('c')], 'c'],
  ['a stretch from a row that is gone', [row('z'), stretchTo('c')], 'cz'],
  ['the page', [PAGE], 'abcde'],
  ['the page but one', [PAGE, row('c')], 'abde'],
  ['the page, and nobody of it', [PAGE, { of: 'page', ticked: false }], ''],
  ['some, then nobody', [row('a'), row('e'), { of: 'nobody' }], ''],
])('%s', (_, done, ticked) => {
  const { memberIds, all } = done.reduce((ticks, tick) => ticksAfter(ticks, tick, LISTED), NO_TICKS)
  expect([...memberIds].toSorted().join('')).toBe(ticked)
  expect(all).toBe(false)
})

test.each<[of: string, then: Tick[], all: boolean]>([
  ['stays all', [], true],
  ['is not all without a row', [row('b')], false],
  ['is the page again', [PAGE], false],
  ['is nobody', [{ of: 'list', ticked: false }], false],
  ['ends with the page', [{ of: 'nobody' }], false],
])('all of the list %s', (_, then, all) => {
  expect([LIST, ...then].reduce((ticks, tick) => ticksAfter(ticks, tick, LISTED), NO_TICKS).all).toBe(all)
})
