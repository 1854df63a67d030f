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
  logoUrl: 'https://cdn.shop.example/logo.png?v=2',
  brandColor: '#1a4d3e',
  logoDarkUrl: 'https://cdn.shop.example/logo-dark.png',
  textColor: null,
  backgroundColor: '#f6efe6',
  cardColor: null,
  headingFont: 'georgia',
  bodyFont: 'arial',
  corners: 'soft',
  socialLinks: [{ name: 'Instagram', url: 'https://instagram.com/shop' }],
  startWindowMinutes: 60,
  frequencyOn: false,
  frequencyMost: 2,
  frequencyDays: 30,
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
  ['a window that is none of the choices', { startWindowMinutes: '61' }, ['startWindowMinutes']],
  ['no window', { startWindowMinutes: '' }, ['startWindowMinutes']],
  ['a window for ever', { startWindowMinutes: 'Infinity' }, ['startWindowMinutes']],
  ['no campaign at all', { frequencyMost: '0' }, ['frequencyMost']],
  ['half a campaign', { frequencyMost: '1.5' }, ['frequencyMost']],
  ['campaigns beyond the most', { frequencyMost: '31' }, ['frequencyMost']],
  ['campaigns in words', { frequencyMost: 'two' }, ['frequencyMost']],
  ['days below zero', { frequencyDays: '-1' }, ['frequencyDays']],
  ['days with a power', { frequencyDays: '1e2' }, ['frequencyDays']],
  ['a limit over more days than are kept', { frequencyOn: true, frequencyDays: '91' }, ['frequencyDays']],
  ['days that are kept no more', { frequencyOn: true, frequencyDays: '60', eventsKeptDays: '30' }, ['frequencyDays']],
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
  ['a logo over plain http', { logoUrl: 'http://shop.example/logo.png' }, ['logoUrl']],
  ['a logo that is a script', { logoUrl: 'javascript:alert(1)' }, ['logoUrl']],
  ['a logo written into the address', { logoUrl: 'data:image/png;base64,AAAA' }, ['logoUrl']],
  ['a logo of a path alone', { logoUrl: '/logo.png' }, ['logoUrl']],
  ['a logo with a blank that would end its rule', { logoUrl: 'https://a.example/l *' }, ['logoUrl']],
  ['a logo with an address of 501 characters', { logoUrl: `https://a.example/${'x'.repeat(483)}` }, ['logoUrl']],
  ['a color by its name', { brandColor: 'green' }, ['brandColor']],
  ['a color of three digits', { brandColor: '#abc' }, ['brandColor']],
  ['a color that would end its rule', { brandColor: '#12345}' }, ['brandColor']],
  ['a color that sees through', { brandColor: '#11223344' }, ['brandColor']],
  ['a ground by its name', { cardColor: 'white' }, ['cardColor']],
  ['text that can’t be told from its ground', { textColor: '#777777', cardColor: '#888888' }, ['textColor']],
  ['light text on the ground that holds by itself', { textColor: '#dddddd' }, ['textColor']],
  ['dark text left on a dark ground', { cardColor: '#101010' }, ['textColor']],
  ['a logo for dark devices over plain http', { logoDarkUrl: 'http://shop.example/l.png' }, ['logoDarkUrl']],
  ['a social link over plain http', { socialLinks: 'http://instagram.com/shop' }, ['socialLinks']],
  ['a social link that is a script', { socialLinks: 'javascript:alert(1)' }, ['socialLinks']],
  ['a social link that is a name', { socialLinks: '@shop' }, ['socialLinks']],
  ['a social link with a password', { socialLinks: 'https://me:secret@instagram.com/shop' }, ['socialLinks']],
  ['two social links on a line', { socialLinks: 'https://x.com/a https://x.com/b' }, ['socialLinks']],
  ['nine social links', { socialLinks: 'https://x.com/shop\n'.repeat(9) }, ['socialLinks']],
  ['social links longer than the field', { socialLinks: `https://x.com/${'x'.repeat(2000)}` }, ['socialLinks']],
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

test.each([
  ['https://www.instagram.com/shop', 'Instagram'],
  ['https://m.facebook.com/shop', 'Facebook'],
  ['https://youtu.be/x', 'YouTube'],
  ['https://twitter.com/shop', 'X'],
  ['https://notinstagram.com/shop', 'notinstagram.com'],
  ['https://instagram.com.evil.example/', 'instagram.com.evil.example'],
  ['https://social.shop.example/@us', 'social.shop.example'],
])('%s is a link to %s', (url, name) => {
  const checked = checkSettings({ ...toFields(settings), socialLinks: `\n ${url} \n` })
  expect(checked.ok && checked.settings.socialLinks).toEqual([{ name, url }])
})
