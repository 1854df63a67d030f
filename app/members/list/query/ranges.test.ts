import { expect, test } from 'vitest'
import { inLocale } from '#app/platform/http/request-locale.server.ts'
import { parseRange, type Ranged, rangeFields, rangeText, readTypedRange, unreadRange } from './ranges.ts'

const WHOLE = 'Enter a whole number up to 2,147,483,647.'
const MONEY = 'Enter an amount such as 12 or 12.55, up to 999,999,999,999.'

test.each<[Ranged, low: string, high: string, meant: string]>([
  ['points', '', '', ''],
  ['points', '007', '', '7..'],
  ['points', '-0', ' 20 ', '0..20'],
  ['orders', '3', '3', '3..3'],
  ['spent', '10.50', '', '10.5..'],
])('%s from %j to %j are %j', (of, low, high, meant) => {
  expect(readTypedRange(of, { low, high })).toEqual({ text: meant, lowFlaw: null, highFlaw: null })
  expect(rangeText(parseRange(of, meant))).toBe(meant)
})

test.each<[Ranged, [low: string, high: string], [low: string | null, high: string | null]]>([
  ['points', ['1.5', ''], [WHOLE, null]],
  ['points', ['', '99999999999'], [null, WHOLE]],
  ['orders', ['20', '3'], [null, 'Enter 20 or more, or leave it empty.']],
  ['spent', ['10.555', '1'], [MONEY, null]],
  ['spent', ['-1', '1e3'], [MONEY, MONEY]],
])('%s within %j are not understood, and the field says why', (of, [low, high], [lowFlaw, highFlaw]) => {
  expect(readTypedRange(of, { low, high })).toEqual({ text: null, lowFlaw, highFlaw })
})

test.each<[Ranged, text: string | null, flaw: string | null]>([
  ['spent', 'abc', MONEY],
  ['spent', 'abc..', MONEY],
  ['spent', '..abc', MONEY],
  ['spent', '10..many', MONEY],
  ['spent', '1e3', MONEY],
  ['spent', 'NaN', MONEY],
  ['spent', '-5..', MONEY],
  ['spent', '10.555', MONEY],
  ['spent', '$20', MONEY],
  ['spent', '１２', MONEY],
  ['spent', '20..3', 'Enter 20 or more, or leave it empty.'],
  ['points', 'abc', WHOLE],
  ['points', '1.5..', WHOLE],
  ['points', '99999999999', WHOLE],
  ['orders', '0x10', WHOLE],
  ['orders', 'Infinity..', WHOLE],
  ['spent', null, null],
  ['spent', '', null],
  ['spent', '  ', null],
  ['spent', '..', null],
  ['spent', '12.5', null],
  ['points', '-0', null],
])('%s=%j in a URL is read, or told with what is wrong: %j', (of, text, flaw) => {
  expect(unreadRange(of, text)?.flaw ?? null).toBe(flaw)
})

test('what a URL has and nobody understands is shown as is there, but not at any length', () => {
  expect(unreadRange('spent', ' abc ')?.text).toBe('abc')
  expect(unreadRange('spent', 'x'.repeat(1000))?.text.length).toBeLessThanOrEqual(60)
})

test.each<[locale: string, typed: string, meant: string | null, shown: string]>([
  ['en-US', '10.5', '10.5..', '10.5'],
  ['en-US', '10,5', null, ''],
  ['de', '10,5', '10.5..', '10,5'],
  ['de', '10.5', '10.5..', '10,5'],
  ['de', '1.500', null, ''],
  ['fr', ' 0,75 ', '0.75..', '0,75'],
  ['pt-BR', '12,55', '12.55..', '12,55'],
  ['de-CH', '12.55', '12.55..', '12.55'],
  ['ja', '12.55', '12.55..', '12.55'],
  ['nb', '3,', null, ''],
])('in %s %j is the amount %j and is shown as %j', (locale, typed, meant, shown) => {
  inLocale(locale, () => {
    expect(readTypedRange('spent', { low: typed, high: '' }).text).toBe(meant)
    expect(rangeFields(meant ?? '').low).toBe(shown)
  })
})

test('what is asked for is told with the numbers of the locale', () => {
  inLocale('de', () => {
    expect(readTypedRange('spent', { low: 'abc', high: '' }).lowFlaw).toBe(
      'Enter an amount such as 12 or 12,55, up to 999.999.999.999.',
    )
    expect(readTypedRange('spent', { low: '20,5', high: '3' }).highFlaw).toBe('Enter 20,5 or more, or leave it empty.')
  })
})
