import { expect, test } from 'vitest'
import { bounceBadges, consentBadges } from './consent-badges.ts'

const told = (badges: { text: string; tone: string }[]) => badges.map(({ text, tone }) => `${text} ${tone}`)
const subscribed = { emailState: 'SUBSCRIBED', emailUnsubscribed: false, smsConsented: false } as const

test.each([
  ['email and SMS', { smsConsented: true }, ['Email ✓ success', 'SMS ✓ success']],
  ['email alone', {}, ['Email ✓ success']],
  ['never asked', { emailState: 'NOT_SUBSCRIBED' }, ['Email ✗ attention']],
  ['yet to confirm', { emailState: 'PENDING' }, ['Email ✗ attention']],
  ['SMS alone', { emailState: 'NOT_SUBSCRIBED', smsConsented: true }, ['Email ✗ attention', 'SMS ✓ success']],
  ['unsubscribed here', { emailUnsubscribed: true }, ['Unsubscribed critical']],
  ['unsubscribed in Shopify', { emailState: 'UNSUBSCRIBED' }, ['Unsubscribed critical']],
  [
    'unsubscribed, SMS kept',
    { emailState: 'UNSUBSCRIBED', smsConsented: true },
    ['Unsubscribed critical', 'SMS ✓ success'],
  ],
] as const)('consent: %s', (_, change, expected) => {
  expect(told(consentBadges({ ...subscribed, ...change }))).toEqual(expected)
})

test.each([
  [null, false, false, []],
  ['soft', false, false, ['Soft bounce attention']],
  ['hard', false, false, ['Hard bounce critical']],
  ['hard', true, false, ['Not tried critical']],
  ['hard', true, true, ['Not tried critical', 'Complained critical']],
  [null, false, true, ['Complained critical']],
  ['soft', false, true, ['Soft bounce attention', 'Complained critical']],
] as const)('bounce %s, not tried %s, complained %s', (bounce, notTried, complained, expected) => {
  expect(told(bounceBadges({ bounce, notTried, complained }))).toEqual(expected)
})
