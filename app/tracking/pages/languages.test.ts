import { describe, expect, test } from 'vitest'
import { chooseLanguage, fill, LANGUAGES } from './languages.ts'
import { en } from './texts/en.ts'

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted()

describe.each(Object.entries(LANGUAGES))('%s', (_name, { tag, texts }) => {
  test('has every text, and no other', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(en))
    expect(Object.values(texts).filter((text) => text.trim() === '' || text !== text.trim())).toEqual([])
  })

  test('has the placeholders of each text, and no other braces', () => {
    const of = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).map(([key, text]) => [key, placeholders(text)]))
    expect(of(texts)).toEqual(of(en))
    expect(Object.values(texts).filter((text) => /[{}]/.test(text.replaceAll(/\{\w+\}/g, '')))).toEqual([])
  })

  test('has a name that browsers and dates know', () => {
    expect(Intl.DateTimeFormat.supportedLocalesOf(tag)).toEqual([tag])
  })

  test('says nothing twice in two texts that must be told apart', () => {
    const told = [
      texts.pause30,
      texts.pause90,
      texts.stopEmail,
      texts.stopSms,
      texts.startEmail,
      texts.startSms,
      texts.undo,
    ]
    expect(new Set(told).size).toBe(told.length)
  })
})

test.each<[string, string | null, string | undefined, string]>([
  ['the member’s', 'de', 'fr', 'de'],
  ['the member’s with a region', 'fr-CA', undefined, 'fr'],
  ['the member’s with an underscore', 'pt_BR', 'en', 'pt-BR'],
  ['the member’s in capitals', 'ES-mx', 'en', 'es'],
  ['the member’s with a script', 'ja-Jpan-JP', 'en', 'ja'],
  ['the browser’s when the member’s has no texts', 'zh-CN', 'it', 'it'],
  ['the browser’s for what is only named as a language', 'constructor', 'nl', 'nl'],
  ['the browser’s first by weight', null, 'en;q=0.5, de;q=0.9, fr;q=0.7', 'de'],
  ['the browser’s first of equals', null, 'it, es', 'it'],
  ['the browser’s next when the first is unknown', null, 'gsw-CH, de-CH;q=0.9', 'de'],
  ['not what weighs nothing', null, 'de;q=0, nl;q=0.1', 'nl'],
  ['not what has no weight that is a number', null, 'de;q=high, nl;q=0.1', 'nl'],
  ['with blanks and capitals in the weight', null, ' de ; Q=0.2 , fr ; q=0.8 ', 'fr'],
  ['English for any', null, '*', 'en'],
  ['English for nothing', null, undefined, 'en'],
  ['English for nonsense', null, ';;;,,,===', 'en'],
  ['English for what comes after 500 characters', null, `${'x'.repeat(600)}, de`, 'en'],
  ['English for an empty locale', '', '', 'en'],
])('the language is %s', (_which, locale, accepted, tag) => {
  expect(chooseLanguage(locale, accepted).tag).toBe(tag)
})

test('a text is filled in once: what is put in is not read again', () => {
  expect(fill('{shop} until {date}, {shop}', { shop: '{date} & $1', date: 'May 1' })).toBe(
    '{date} & $1 until May 1, {date} & $1',
  )
  expect(fill('{missing}{constructor}', {})).toBe('')
})
