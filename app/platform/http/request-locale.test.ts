import { expect, test } from 'vitest'
import {
  decimalSign,
  formatClock,
  formatCount,
  formatDate,
  formatDateTime,
  formatDecimal,
  formatExactTime,
  formatMoney,
  formatPercent,
  formatPoint,
  formatZone,
} from '#app/ui/format/format.ts'
import { currentLocale, formatsOf, localeOf, readLocale } from '#app/ui/format/locale.ts'
import { inLocale } from './request-locale.server.ts'

test.each([
  ['en', 'en-US'],
  ['en-US', 'en-US'],
  ['en-GB', 'en-GB'],
  ['de', 'de'],
  ['DE-at', 'de-AT'],
  ['pt-BR', 'pt-BR'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
  ['xx', null],
  ['', null],
  [null, null],
  ['*', null],
  ['de_DE', null],
  ['de-u-nu-arab-ca-buddhist', null],
  ['"><script>', null],
  ['a'.repeat(100_000), null],
  ['de-'.repeat(50_000), null],
])('the language tag %j is the locale %j', (tag, locale) => {
  expect(readLocale(tag)).toBe(locale)
})

test.each<[url: string, header: string | null, locale: string]>([
  ['/app', null, 'en-US'],
  ['/app?locale=de', null, 'de'],
  ['/app?locale=de', 'fr', 'de'],
  ['/app.data', 'fr', 'fr'],
  ['/app.data', 'fr-CA,fr;q=0.9,en;q=0.8', 'fr-CA'],
  ['/app.data', '*', 'en-US'],
  ['/app.data', 'tlh, nl;q=0.5', 'nl'],
  ['/app?locale=nonsense', 'sv', 'sv'],
  ['/app?locale=', 'en', 'en-US'],
  ['/app?locale=de&locale=fr', null, 'de'],
  ['//host?locale=it', null, 'it'],
  ['/app?locale=en', 'de-DE,de;q=0.9', 'en-US'],
])('a request of %j with the languages %j is answered in %j', (url, header, locale) => {
  expect(localeOf(url, header)).toBe(locale)
})

const MOMENT = '2026-11-21T14:30:09Z'
const BERLIN = 'Europe/Berlin'

test.each<[locale: string, count: string, percent: string, money: string, at: string, clock: string]>([
  ['en-US', '12,345.5', '12.3%', '€1,250.50', 'Nov 21, 2026, 3:30 PM', '3:30 PM'],
  ['en-GB', '12,345.5', '12.3%', '€1,250.50', '21 Nov 2026, 15:30', '15:30'],
  ['de', '12.345,5', '12,3 %', '1.250,50 €', '21.11.2026, 15:30', '15:30'],
  ['fr', '12 345,5', '12,3 %', '1 250,50 €', '21 nov. 2026, 15:30', '15:30'],
  ['es', '12.345,5', '12,3 %', '1250,50 €', '21 nov 2026, 15:30', '15:30'],
  ['sv', '12 345,5', '12,3 %', '1 250,50 €', '21 nov. 2026 15:30', '15:30'],
  ['ja', '12,345.5', '12.3%', '€1,250.50', '2026/11/21 15:30', '15:30'],
  ['th', '12,345.5', '12.3%', '€1,250.50', '21 พ.ย. 2026 15:30', '15:30'],
  ['ar-EG', '12,345.5', '12.3%', '1,250.50 €', '21/11/2026، 3:30 م', '3:30 م'],
])('in %s numbers, money and times are written as there', (locale, ...expected) => {
  const plain = (text: string) => text.replaceAll('\u00A0', ' ').replaceAll(/[\u200E\u200F]/g, '')
  const written = inLocale(locale, () => [
    formatCount(12_345.5),
    formatPercent(0.1234),
    formatMoney('1250.5', 'EUR'),
    formatDateTime(MOMENT, BERLIN),
    formatClock(MOMENT, MOMENT, BERLIN),
  ])
  expect(written.map(plain)).toEqual(expected)
})

test('no text holds the narrow space that engines do not agree on', () => {
  for (const locale of ['en-US', 'fr', 'fr-CA', 'sv', 'ar']) {
    const written = inLocale(locale, () =>
      [
        formatCount(1e9),
        formatPercent(0.5),
        formatMoney(1e6, 'SEK'),
        formatExactTime(MOMENT, BERLIN),
        formatDate(MOMENT, BERLIN),
        formatPoint(MOMENT, 'hour', BERLIN),
      ].join(),
    )
    expect(written).not.toContain('\u202F')
  }
})

test.each([
  ['en-US', BERLIN, '2026-11-21T14:30:00Z', 'Europe/Berlin (GMT+1)'],
  ['en-US', BERLIN, '2026-07-21T14:30:00Z', 'Europe/Berlin (GMT+2)'],
  ['en-US', 'America/New_York', '2026-11-21T14:30:00Z', 'America/New York (EST)'],
  ['en-US', 'Asia/Kathmandu', '2026-11-21T14:30:00Z', 'Asia/Kathmandu (GMT+5:45)'],
  ['de', BERLIN, '2026-11-21T14:30:00Z', 'Europe/Berlin (MEZ)'],
  ['en-US', 'UTC', '2026-11-21T14:30:00Z', 'UTC'],
])('in %s the zone %s at %s is named %s', (locale, zone, at, name) => {
  expect(inLocale(locale, () => formatZone(at, zone))).toBe(name)
})

test('the sign before decimals is that of the locale, and a number to be typed has no other sign', () => {
  const signs = ['en-US', 'de', 'fr', 'de-CH', 'pt-BR', 'ja'].map((locale) => inLocale(locale, decimalSign))
  expect(signs).toEqual(['.', ',', ',', '.', ',', '.'])
  expect(inLocale('de', () => formatDecimal(12_345.5))).toBe('12345,5')
})

test('two requests at once are each answered in their own locale', async () => {
  const answer = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return [currentLocale(), formatCount(1250)]
  }
  expect(await Promise.all(['de', 'en-US', 'fr'].map((locale) => inLocale(locale, answer)))).toEqual([
    ['de', '1.250'],
    ['en-US', '1,250'],
    ['fr', '1\u00A0250'],
  ])
  expect(currentLocale()).toBe('en-US')
})

test('a format is made once for each way of writing, and no more are kept than a limit', () => {
  let made = 0
  const formats = formatsOf((locale, options: { number?: number }) => {
    made += 1
    return { locale, options, made }
  })
  expect(formats({ number: 1 })).toBe(formats({ number: 1 }))
  expect(inLocale('de', () => formats({ number: 1 }))).not.toBe(formats({ number: 1 }))
  for (let number = 0; number < 5000; number += 1) formats({ number })
  expect(made).toBeLessThan(5100)
  expect(formats({ number: 4999 }).made).toBe(made)
})
