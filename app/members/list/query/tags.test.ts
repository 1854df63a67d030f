import { expect, test } from 'vitest'
import { parseTags, tagsFlaw } from './tags.ts'

test.each([
  ['', '', null],
  ['vip,loyalty', 'vip, loyalty', null],
  ['vip, vip,', 'vip', null],
  [' very wool ,, b2b', 'very wool, b2b', null],
  ['a,b,c,d,e,a', 'a, b, c, d, e', null],
  ['a,b,c,d,e,f', 'a, b, c, d, e, f', 'Enter at most 5 tags.'],
])('the tags %j are %j', (text, tags, flaw) => {
  expect(parseTags([text]).join(', ')).toBe(tags)
  expect(tagsFlaw(text)).toBe(flaw)
})

test('a tag is no longer than Shopify takes', () => {
  expect(tagsFlaw(`vip, ${'x'.repeat(255)}`)).toBeNull()
  expect(tagsFlaw(`vip, ${'x'.repeat(256)}`)).toBe('Use at most 255 characters for a tag.')
})
