import { expect, test } from 'vitest'
import { spellingsOf } from './mail-spellings.server.ts'

test.each([
  ['Ana@Example.com', ['ana@example.com']],
  ['ana@bücher.example', ['ana@bücher.example', 'ana@xn--bcher-kva.example']],
  ['ana@XN--BCHER-KVA.example', ['ana@xn--bcher-kva.example', 'ana@bücher.example']],
  ['ИНФО@ПРИМЕР.РФ', ['инфо@пример.рф', 'инфо@xn--e1afmkfd.xn--p1ai']],
  ['a@例え。jp', ['a@例え。jp', 'a@xn--r8jz45g.jp', 'a@例え.jp']],
  ['ana@faß.example', ['ana@faß.example', 'ana@xn--fa-hia.example']],
  ['nobody', ['nobody']],
  ['ana@[192.0.2.1]', ['ana@[192.0.2.1]']],
  ['', ['']],
])('%s is spelt %j', (address, spellings) => {
  expect(spellingsOf(address)).toEqual(spellings)
})
