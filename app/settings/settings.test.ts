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
  smsFollowsEmail: true,
  ratesOver: 'delivered',
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
  ['a UTM medium with a space', { utmMedium: 'e mail' }, ['utmMedium']],
])('%s is refused beside its field', (_, change, fields) => {
  const checked = checkSettings({ ...toFields(settings), ...change })
  expect(checked.ok).toBe(false)
  expect(Object.keys(checked.ok ? {} : checked.errors)).toEqual(fields)
})

test('a metafield that is not used is not checked', () => {
  expect(checkSettings({ ...toFields(settings), pointsMetafield: 'half typed' }).ok).toBe(true)
})
