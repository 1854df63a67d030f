import { expect, test } from 'vitest'
import { channelWords, whyWords } from './held-words.ts'

const why = { links: 3, withinMs: 2_400, sinceDeliveryMs: 75_000, gateway: null }

test.each([
  [{}, 'opened all 3 links of the email and the unsubscribe link within 3 seconds, 75 seconds after delivery.'],
  [{ links: 2 }, 'opened both links of the email'],
  [{ withinMs: 0 }, 'within a second, 75 seconds after delivery.'],
  [{ withinMs: 1_001 }, 'within 2 seconds,'],
  [{ withinMs: 10_000 }, 'within 10 seconds,'],
  [{ sinceDeliveryMs: null }, 'within 3 seconds.'],
  [{ sinceDeliveryMs: -400 }, 'within 3 seconds, before it was delivered.'],
  [{ sinceDeliveryMs: 900 }, ', 0 seconds after delivery.'],
  [{ sinceDeliveryMs: 1_900 }, ', 1 second after delivery.'],
  [{ sinceDeliveryMs: 119_999 }, ', 119 seconds after delivery.'],
  [{ sinceDeliveryMs: 150_000 }, ', 2 minutes after delivery.'],
  [
    { sinceDeliveryMs: 7_300_000, gateway: 'mimecast' },
    ', 2 hours after delivery. Their mail passes Mimecast, which checks links.',
  ],
  [
    { sinceDeliveryMs: 400_000_000, gateway: 'microsoft' },
    ', 4 days after delivery. Their mail passes Microsoft 365, which checks links.',
  ],
  [{ gateway: 'of a later release' }, 'Their mail passes a security gateway, which checks links.'],
])('why it is held, in plain words: %j', (more, words) => {
  expect(whyWords({ ...why, ...more })).toContain(words)
})

test.each([
  [{ email: true, sms: true }, 'email and SMS'],
  [{ email: true, sms: false }, 'email'],
  [{ email: false, sms: true }, 'SMS'],
])('what it had ended: %j', (channels, words) => {
  expect(channelWords(channels)).toBe(words)
})
