import { expect, test } from 'vitest'
import { checkSettings, type Settings, type SettingsFields, toFields } from './settings.ts'

const settings: Settings = {
  senderName: 'Wide Sky',
  senderEmail: null,
  replyTo: null,
  postalAddress: '1 High Street, Springfield',
  trackOpens: true,
  trackClicks: true,
  utm: true,
  utmMedium: 'email',
  pointsSource: 'orders',
  pointsPerUnit: 1.5,
  pointsMetafield: null,
  tiers: [
    { name: 'Silver', points: 500 },
    { name: 'Très or', points: 2000 },
  ],
  smsFollowsEmail: true,
  ratesOver: 'delivered',
  trackMarketing: true,
  trackTransactional: true,
  honeypot: true,
  eventsKeptDays: 90,
  addressesKeptDays: 30,
  pageLogoUrl: 'https://cdn.shop.example/logo.png?v=2',
  pageColor: '#1a4d3e',
}

test('settings survive the way into the form and back', () => {
  expect(checkSettings(toFields(settings))).toEqual({ ok: true, settings })
})

test.each<[string, Partial<SettingsFields>, string[]]>([
  ['an address without a domain', { senderEmail: 'anna' }, ['senderEmail']],
  ['a name that would forge a header', { senderName: 'Anna\r\nBcc: x@example.com' }, ['senderName']],
  ['no postal address', { postalAddress: '  ' }, ['postalAddress']],
  ['a points rate that is no number', { pointsPerUnit: '1,000.5' }, ['pointsPerUnit']],
  ['a metafield source without its metafield', { pointsSource: 'metafield' }, ['pointsMetafield']],
  ['a time that is none of the classes', { eventsKeptDays: '60' }, ['eventsKeptDays']],
  ['no time', { eventsKeptDays: '0' }, ['eventsKeptDays']],
  ['a longer time than there is', { eventsKeptDays: '1825' }, ['eventsKeptDays']],
  ['a time in another spelling', { eventsKeptDays: '090' }, ['eventsKeptDays']],
  ['a time for ever', { eventsKeptDays: '' }, ['eventsKeptDays']],
  ['addresses for another time', { addressesKeptDays: '31' }, ['addressesKeptDays']],
  ['addresses for less than no time', { addressesKeptDays: '-30' }, ['addressesKeptDays']],
  ['a tier without points', { tiers: 'Gold' }, ['tiers']],
  ['a tier without a name', { tiers: ': 500' }, ['tiers']],
  ['two tiers of one name', { tiers: 'Gold 1\ngold 2' }, ['tiers']],
  ['two tiers of one name to a segment', { tiers: 'Straße 1\nSTRASSE 2' }, ['tiers']],
  ['two tiers that differ in a last sigma', { tiers: 'ΧΡΥΣΟΣ 1\nχρυσος 2' }, ['tiers']],
  ['two tiers that differ in a dotted I', { tiers: 'İnci 1\ninci 2' }, ['tiers']],
  ['two tiers from the same points', { tiers: 'Gold 1\nSilver 1' }, ['tiers']],
  ['a tier beyond what points can be', { tiers: 'Gold 9999999999' }, ['tiers']],
  ['a tier whose points touch its name', { tiers: 'Gold500' }, ['tiers']],
  ['a tier with a name of 41 letters', { tiers: `${'x'.repeat(41)} 5` }, ['tiers']],
  ['a tier of signs and blanks', { tiers: ` :,${' '.repeat(200)}= 5` }, ['tiers']],
  ['tiers longer than the field', { tiers: `Gold${' '.repeat(2000)}5` }, ['tiers']],
  ['a placeholder in the postal address', { postalAddress: '{{shop_name}}, 1 High Street' }, ['postalAddress']],
  ['a merge tag in the postal address', { postalAddress: '*|LIST:ADDRESS|* Springfield' }, ['postalAddress']],
  ['a placeholder in the sender’s name', { senderName: '{{ shop.name }}' }, ['senderName']],
  ['a metafield that is too long, though it is not used', { pointsMetafield: 'x'.repeat(321) }, ['pointsMetafield']],
  ['a UTM medium with a space', { utmMedium: 'e mail' }, ['utmMedium']],
  ['a logo over plain http', { pageLogoUrl: 'http://shop.example/logo.png' }, ['pageLogoUrl']],
  ['a logo that is a script', { pageLogoUrl: 'javascript:alert(1)' }, ['pageLogoUrl']],
  ['a logo written into the address', { pageLogoUrl: 'data:image/png;base64,AAAA' }, ['pageLogoUrl']],
  ['a logo of a path alone', { pageLogoUrl: '/logo.png' }, ['pageLogoUrl']],
  ['a logo with a blank that would end its rule', { pageLogoUrl: 'https://a.example/l *' }, ['pageLogoUrl']],
  [
    'a logo with an address of 501 characters',
    { pageLogoUrl: `https://a.example/${'x'.repeat(483)}` },
    ['pageLogoUrl'],
  ],
  ['a color by its name', { pageColor: 'green' }, ['pageColor']],
  ['a color of three digits', { pageColor: '#abc' }, ['pageColor']],
  ['a color that would end its rule', { pageColor: '#12345}' }, ['pageColor']],
  ['a color that sees through', { pageColor: '#11223344' }, ['pageColor']],
])('%s is refused beside its field', (_, change, fields) => {
  const checked = checkSettings({ ...toFields(settings), ...change })
  expect(checked.ok).toBe(false)
  expect(Object.keys(checked.ok ? {} : checked.errors)).toEqual(fields)
})

test.each([
  'info@xn--e1afmkfd.xn--p1ai',
  'info@пример.рф',
  'r&d@x.example',
  'ana@bücher.example',
  "o'neil@x.example",
  'a@sub.例え.jp',
  '',
])('%s may send and take answers', (address) => {
  const checked = checkSettings({ ...toFields(settings), senderEmail: ` ${address} `, replyTo: address })
  expect(checked).toMatchObject({ ok: true, settings: { senderEmail: address || null, replyTo: address || null } })
})

test.each(['josé@example.com', 'anna@localhost', 'anna@example.com.', 'a..b@x.example', '@', 'anna@x.example\0'])(
  '%j is no sender',
  (senderEmail) => {
    const checked = checkSettings({ ...toFields(settings), senderEmail })
    expect(checked.ok ? {} : checked.errors).toEqual({ senderEmail: expect.any(String) })
  },
)

test('a metafield that is not used is not checked', () => {
  expect(checkSettings({ ...toFields(settings), pointsMetafield: 'half typed' }).ok).toBe(true)
})

test('tiers are read as people write them, the lowest first', () => {
  const checked = checkSettings({
    ...toFields(settings),
    tiers: ' Gold: 2000\n\nClub 7 = 10\nSilver,500 \nTop;\u00A0:  3000',
  })
  expect(checked.ok && checked.settings.tiers).toEqual([
    { name: 'Club 7', points: 10 },
    { name: 'Silver', points: 500 },
    { name: 'Gold', points: 2000 },
    { name: 'Top', points: 3000 },
  ])
})
