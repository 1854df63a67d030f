import { expect, test } from 'vitest'
import { isIn, nameRangesOf } from './name-ranges.ts'

const NAMES = [
  'adam',
  'sarah',
  'sarah lee',
  'sarai',
  'zoë',
  'ł',
  'さくら 王',
  '伟 王',
  '小明 李',
  '王',
  '王 芳',
  '芳 王',
  '하은',
  '😀',
]

function inOrder(text: string, descending: boolean): string[] {
  const ranges = nameRangesOf(text, descending)
  const rank = (name: string) => ranges.findIndex((range) => isIn(name, range))
  const names = descending ? NAMES.toReversed() : NAMES
  return names.toSorted((a, b) => rank(a) - rank(b))
}

test('names that begin with what was typed come first, then the others in order', () => {
  expect(inOrder('sarah', false).slice(0, 5)).toEqual(['sarah', 'sarah lee', 'adam', 'sarai', 'zoë'])
  expect(inOrder('sarah', true).slice(0, 3)).toEqual(['sarah lee', 'sarah', '😀'])
  expect(inOrder('sarah', true).slice(-2)).toEqual(['sarai', 'adam'])
})

test('of another script, the names in it that hold what was typed come before those of all others', () => {
  expect(inOrder('王', false)).toEqual([
    '王',
    '王 芳',
    '伟 王',
    '芳 王',
    ...NAMES.filter((name) => !/^\p{Script=Han}.*/u.test(name) || !name.includes('王')),
  ])
  expect(inOrder('王', true).slice(0, 5)).toEqual(['王 芳', '王', '芳 王', '伟 王', '😀'])
})

test.each(['sarah', '王', '小明 李', '😀', '\u{10FFFF}', ''])(
  'every name has its place when %o is searched for',
  (text) => {
    const ranges = nameRangesOf(text, false)
    for (const name of [...NAMES, '', 'customer 7']) expect(ranges.some((range) => isIn(name, range))).toBe(true)
  },
)
