import { expect, test } from 'vitest'
import { isSameAddress } from './mail-address.ts'

test.each([
  ['sarah@example.com', 'Sarah@EXAMPLE.com', true],
  ['sarah@example.com', 'sarah@example.org', false],
  ['sarah@example.com', 'sara@example.com', false],
  ['jörg@bücher.example', 'jörg@xn--bcher-kva.example', true],
  ['JO\u0308RG@BÜCHER.example', 'jörg@bücher.example', true],
  ['jörg@bücher.example', 'jörg@bucher.example', false],
  ['sarah@[192.0.2.1]', 'sarah@[192.0.2.1]', true],
  ['sarah', 'sarah', true],
  ['sarah@', 'sarah', false],
])('%s and %s are one address: %s', (one, other, same) => {
  expect(isSameAddress(one, other)).toBe(same)
})
