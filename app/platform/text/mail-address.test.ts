import { expect, test } from 'vitest'
import { checkAddress, isSameAddress, sesAddress } from './mail-address.ts'

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

const label = (length: number) => 'a'.repeat(length)

test.each([
  ['hello@example.com', 'hello@example.com'],
  ['info@xn--e1afmkfd.xn--p1ai', 'info@xn--e1afmkfd.xn--p1ai'],
  ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
  ['r&d@x.example', 'r&d@x.example'],
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['Ana.Maria@BÜCHER.example', 'Ana.Maria@xn--bcher-kva.example'],
  ['ana@faß.example', 'ana@xn--fa-hia.example'],
  ['a@例え。テスト', 'a@xn--r8jz45g.xn--zckzah'],
  ['a@ｅｘａｍｐｌｅ.com', 'a@example.com'],
  ["o'brien+news/eu=1@mail-1.example.co.uk", "o'brien+news/eu=1@mail-1.example.co.uk"],
  ['{a|b}~`^?*!#$%@x1.example', '{a|b}~`^?*!#$%@x1.example'],
  ['1@2.example', '1@2.example'],
  [`${label(64)}@${label(63)}.example`, `${label(64)}@${label(63)}.example`],
  [`a@${label(63)}.${label(63)}.${label(63)}.${label(60)}`, `a@${label(63)}.${label(63)}.${label(63)}.${label(60)}`],
])('from and to %s can be mailed, as %s', (address, ascii) => {
  expect(checkAddress(` ${address}\n`)).toEqual({ ok: true, address })
  expect(sesAddress(address)).toBe(ascii)
})

test.each([
  ['anna', 'Enter an email address'],
  ['', 'Enter an email address'],
  ['@example.com', 'Enter an email address'],
  ['anna@', 'Enter an email address'],
  ['anna@localhost', 'Enter an email address'],
  ['anna@example', 'Enter an email address'],
  ['anna@1.2.3.4', 'Enter an email address'],
  ['anna@1.2', 'Enter an email address'],
  ['anna@x.0x7f', 'Enter an email address'],
  ['anna@[192.0.2.1]', 'Enter an email address'],
  ['anna@example.com.', 'Enter an email address'],
  ['anna@.example.com', 'Enter an email address'],
  ['anna@-x.example', 'Enter an email address'],
  ['anna@ex_ample.com', 'Enter an email address'],
  ['anna@ex ample.com', 'Enter an email address'],
  ['anna@ex%61mple.com', 'Enter an email address'],
  ['anna@example.com:25', 'Enter an email address'],
  ['anna@example.com/x', 'Enter an email address'],
  ['anna@example.com?x', 'Enter an email address'],
  ['anna@xn--.example', 'Enter an email address'],
  ['anna..b@example.com', 'Enter an email address'],
  ['.anna@example.com', 'Enter an email address'],
  ['anna.@example.com', 'Enter an email address'],
  ['an na@example.com', 'Enter an email address'],
  ['"anna b"@example.com', 'Enter an email address'],
  ['anna\0@example.com', 'Enter an email address'],
  ['anna@exa\0mple.com', 'Enter an email address'],
  ['anna\r\nBcc: x@example.com', 'Enter an email address'],
  ['Anna <anna@example.com>', 'Enter an email address'],
  ['anna@example.com, b@example.com', 'Enter an email address'],
  ['josé@example.com', 'only unaccented letters'],
  ['информация@пример.рф', 'only unaccented letters'],
  [`${label(65)}@example.com`, 'at most 64'],
  [`${label(64)}@${label(63)}.${label(63)}.${label(63)}`, '254 in total'],
  [`anna@${label(64)}.example`, 'Enter an email address'],
])('%j is refused: %s', (address, problem) => {
  expect(checkAddress(address)).toEqual({ ok: false, problem: expect.stringContaining(problem) })
})

test.each(['josé@example.com', 'Ñ@bücher.example', 'nobody', 'ana@', 'ana@[192.0.2.1]', 'ana@xn--.example'])(
  '%s has no form for Amazon SES',
  (address) => {
    expect(sesAddress(address)).toBeNull()
  },
)
