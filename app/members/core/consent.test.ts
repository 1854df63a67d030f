import { SUBSCRIBED } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { type MailState, skipReason } from './consent.ts'

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
])('%s', (_, change, reason) => {
  expect(skipReason({ ...SUBSCRIBED, ...change })).toBe(reason)
})
