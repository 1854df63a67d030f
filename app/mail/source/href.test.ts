import { expect, test } from 'vitest'
import { readHref } from './href.ts'

const web = (url: string) => ({ kind: 'web', url })
const BASE = 'https://x.example/shop/'

test.each([
  [' \n\t\u0001https://x.example/a b\u0000\u001F ', null, web('https://x.example/a b')],
  ['ht\ntps:/\r/x.exa\tmple', null, web('https://x.example')],
  ['\u00A0https://x.example', null, { kind: 'relative' }],
  [' '.repeat(50), null, { kind: 'other' }],
  [' \u0001 javascript:alert(1)', BASE, { kind: 'unsafe' }],
  ['//y.example/a', null, web('https://y.example/a')],
  ['//y.example/a', 'https://x.example/', web('https://y.example/a')],
  ['//y.example/a', 'http://x.example/', web('http://y.example/a')],
  ['a?b#c', BASE, web('https://x.example/shop/a?b#c')],
  ['/a', ` ${BASE} `, web('https://x.example/a')],
  ['?b', '//x.example/shop', web('https://x.example/shop?b')],
  ['a', 'shop/', { kind: 'relative' }],
  ['a', 'mailto:a@x.example', { kind: 'relative' }],
  ['a', 'https://{{shop_name}}/', { kind: 'relative' }],
  ['a', `https://x.example/${'a'.repeat(1000)}/`, { kind: 'relative' }],
  ['{{unsubscribe_url}}', BASE, { kind: 'other' }],
  ['%7B%7Bunsubscribe_url%7D%7D', BASE, { kind: 'other' }],
  [' {%7bunsubscribe_url}%7d', BASE, { kind: 'other' }],
  ['?n={{first_name}}', BASE, { kind: 'relative' }],
  ['mailto:a@x.example', BASE, { kind: 'other' }],
])('%j with the base %j is %j', (value, base, target) => {
  expect(readHref(value, base)).toEqual(target)
})
