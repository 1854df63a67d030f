import { expect, test } from 'vitest'
import { parseMetafield } from './metafield.ts'

test.each([
  ['loyalty.points', 'loyalty', 'points'],
  ['$app:rewards.balance', '$app:rewards', 'balance'],
  ['app--123--loyalty.point_count', 'app--123--loyalty', 'point_count'],
  ['my.loyalty.points', 'my.loyalty', 'points'],
  ['a1.b2', 'a1', 'b2'],
])('%s is read as its namespace and key', (text, namespace, key) => {
  expect(parseMetafield(text)).toEqual({ namespace, key })
})

test.each([
  '',
  'points',
  '.points',
  'loyalty.',
  'l.points',
  'loyalty.p',
  'loy alty.points',
  'x"){id}.points',
  `${'x'.repeat(256)}.points`,
])('%j is no metafield', (text) => {
  expect(parseMetafield(text)).toBeNull()
})
