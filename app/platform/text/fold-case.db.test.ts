import fc from 'fast-check'
import { expect, test } from 'vitest'
import { db } from '../db/db.server.ts'
import { foldCase } from './fold-case.ts'

/** Every letter of Unicode that has another case, is one of another case, or is composed of others. */
const LETTERS = Array.from({ length: 0x11_00_00 }, (_, code) => code)
  .filter((code) => code > 0 && (code < 0xd8_00 || code > 0xdf_ff))
  .map((code) => String.fromCodePoint(code))
  .filter((letter) => /[\p{L}\p{M}\p{N}\p{S}]/u.test(letter))
const CASED = LETTERS.filter(
  (letter) => letter.toLowerCase() !== letter || letter.toUpperCase() !== letter || letter.normalize('NFC') !== letter,
)

async function foldedBySql(words: string[]): Promise<string[]> {
  const found = await db().query<{ words: string[] }>(
    'SELECT array_agg(fold_case(word) ORDER BY place) AS words FROM unnest($1::text[]) WITH ORDINALITY AS w (word, place)',
    [words],
  )
  return found.rows[0]?.words ?? []
}

test('SQL and JavaScript fold every letter that has a case alike, alone, in a word and at its end', async () => {
  expect(CASED.length).toBeGreaterThan(2_800)
  for (const inWord of [
    (l: string) => l,
    (l: string) => `a${l}b`,
    (l: string) => `ΑΒ${l}`,
    (l: string) => `${l} ${l}`,
  ]) {
    const words = CASED.map(inWord)
    const folded = await foldedBySql(words)
    expect(words.filter((word, index) => folded[index] !== foldCase(word))).toEqual([])
  }
})

test('any text of letters is folded alike', async () => {
  const word = fc.array(fc.constantFrom(...CASED, ...Array.from('aAzZ ıIİiςΣσßẞ\u0301\u0307\u0345')), { maxLength: 12 })
  const words = fc.sample(word, { numRuns: 5_000, seed: 8 }).map((letters) => letters.join(''))
  const folded = await foldedBySql(words)
  expect(words.filter((text, index) => folded[index] !== foldCase(text))).toEqual([])
})

test.each([
  ['ΧΟΝΔΡΙΚΟΣ', 'χονδρικος'],
  ['ΟΔΥΣΣΕΥΣ ΣΑΣ', 'οδυσσευς σας'],
  ['İstanbul', 'istanbul'],
  ['İSTANBUL', 'ISTANBUL'],
  ['STRASSE', 'straße'],
  ['STRAẞE', 'Straße'],
  ['ÉTÉ', 'été'],
  ['E\u0301TE\u0301', 'été'],
  ['ОПТ', 'опт'],
  ['ԱՐԱԳ', 'արագ'],
  ['ǅ', 'ǆ'],
  ['Ⓐ', 'ⓐ'],
  ['𐐀', '𐐨'],
  ['ÅNGSTRÖM', 'ångström'],
  ['Ω', 'ω'],
])('%s is %s', async (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other))
  const [first, second] = await foldedBySql([one, other])
  expect(first).toBe(second)
})

test.each([
  ['kız', 'kiz'],
  ['été', 'ete'],
  ['öl', 'ol'],
  ['и', 'й'],
  ['Ａ', 'a'],
])('%s is not %s', async (one, other) => {
  expect(foldCase(one)).not.toBe(foldCase(other))
  const [first, second] = await foldedBySql([one, other])
  expect(first).not.toBe(second)
})

test.each(['und-x-icu', 'C.utf8', 'tr-x-icu'])(
  'a database whose own locale is %s folds the same, where there is such a one',
  async (locale) => {
    const known = await db().query('SELECT FROM pg_collation WHERE collname = $1', [locale])
    if (known.rowCount === 0) return
    const found = await db().query<{ words: string[] }>(
      `SELECT array_agg(fold_case(word COLLATE "${locale}") ORDER BY place) AS words
       FROM unnest($1::text[]) WITH ORDINALITY AS w (word, place)`,
      [CASED],
    )
    expect(CASED.filter((letter, index) => found.rows[0]?.words[index] !== foldCase(letter))).toEqual([])
  },
)
