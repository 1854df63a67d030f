import { SUBSCRIBED } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { isBlockedBy, type MailState, skipReason } from './consent.ts'

test.each<[string, Partial<MailState>, ReturnType<typeof skipReason>]>([
  ['a subscriber receives', {}, null],
  ['a soft bounce still receives', { emailBounceType: 'soft' }, null],
  ['a member without an address is skipped', { email: null }, 'no-address'],
  ['one who never subscribed is skipped', { emailState: 'NOT_SUBSCRIBED' }, 'no-consent'],
  ['one who has yet to confirm is skipped', { emailState: 'PENDING' }, 'no-consent'],
  ['one who unsubscribed at Shopify is named as unsubscribed', { emailState: 'UNSUBSCRIBED' }, 'unsubscribed'],
  ['one who unsubscribed here is skipped before Shopify has heard of it', { emailUnsubscribed: true }, 'unsubscribed'],
  ['a hard bounce is skipped', { emailBounceType: 'hard' }, 'hard-bounced'],
  ['one who complained is skipped', { emailComplaintAt: new Date(0) }, 'complained'],
  ['one who takes a break is skipped', { pausedUntil: new Date(0) }, 'paused'],
])('%s', (_, change, reason) => {
  expect(skipReason({ ...SUBSCRIBED, ...change })).toBe(reason)
})

test.each<[string, Partial<MailState>, ReturnType<typeof skipReason>]>([
  ['no address before no consent', { email: null, emailState: 'NOT_SUBSCRIBED' }, 'no-address'],
  ['an empty address before an unsubscribe', { email: '', emailUnsubscribed: true }, 'no-address'],
  [
    'an unsubscribe before a consent that is pending',
    { emailState: 'PENDING', emailUnsubscribed: true },
    'unsubscribed',
  ],
  ['no consent before a hard bounce', { emailState: 'INVALID', emailBounceType: 'hard' }, 'no-consent'],
  ['a hard bounce before a complaint', { emailBounceType: 'hard', emailComplaintAt: new Date(0) }, 'hard-bounced'],
  ['a complaint before a break', { emailComplaintAt: new Date(0), pausedUntil: new Date(0) }, 'complained'],
  ['a hard bounce before a break', { emailBounceType: 'hard', pausedUntil: new Date(0) }, 'hard-bounced'],
  ['an unsubscribe before a break', { emailState: 'UNSUBSCRIBED', pausedUntil: new Date(0) }, 'unsubscribed'],
  ['no consent before a break', { emailState: 'NOT_SUBSCRIBED', pausedUntil: new Date(0) }, 'no-consent'],
  ['no address before a break', { email: null, pausedUntil: new Date(0) }, 'no-address'],
  ['a break beside a soft bounce', { emailBounceType: 'soft', pausedUntil: new Date(0) }, 'paused'],
  ['a complaint beside a soft bounce', { emailBounceType: 'soft', emailComplaintAt: new Date(0) }, 'complained'],
])('the reason that is named: %s', (_, change, reason) => {
  expect(skipReason({ ...SUBSCRIBED, ...change })).toBe(reason)
})

test('a reason holds whatever is named before it', () => {
  const member: MailState = { ...SUBSCRIBED, email: null, emailBounceType: 'hard', emailComplaintAt: new Date(0) }
  expect(isBlockedBy(member, 'complained')).toBe(true)
  expect(isBlockedBy(member, 'unsubscribed')).toBe(false)
  expect(skipReason(member, ['complained', 'hard-bounced'])).toBe('hard-bounced')
  expect(skipReason(member, ['unsubscribed'])).toBeNull()
})
