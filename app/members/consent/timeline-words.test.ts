import { describe, expect, test } from 'vitest'
import { changeSentence, type Delivery, deliveryWords, type TimelineEntry, whenWords } from './timeline-words.ts'

const AT = '2026-03-03T14:02:00.000Z'
const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString()
const SPRING = { campaignId: 7, name: 'Spring sale' }

const entry = (change: Partial<TimelineEntry> = {}): TimelineEntry => ({
  seq: 1,
  channel: 'email',
  source: 'shopify-webhook',
  oldState: 'NOT_SUBSCRIBED',
  newState: 'SUBSCRIBED',
  optInLevel: null,
  shopifyAt: null,
  recordedAt: AT,
  campaign: null,
  delivery: null,
  ...change,
})

const ended = { oldState: 'SUBSCRIBED', newState: 'UNSUBSCRIBED' } as const

describe('the sentence of', () => {
  const cases: [Partial<TimelineEntry>, string][] = [
    [{ ...ended, source: 'unsubscribe-link', campaign: SPRING }, 'Unsubscribed through the link in “Spring sale”'],
    [{ ...ended, source: 'unsubscribe-link' }, 'Unsubscribed through the link in an email'],
    [
      { ...ended, source: 'one-click', campaign: SPRING },
      "Unsubscribed with their email app's button, on “Spring sale”",
    ],
    [
      { ...ended, source: 'one-click', channel: 'sms', campaign: SPRING },
      "Ended with email. Unsubscribed with their email app's button, on “Spring sale”",
    ],
    [
      { source: 'resubscribe-link', oldState: 'UNSUBSCRIBED', campaign: SPRING },
      'Undid the unsubscribe on the confirmation page, from “Spring sale”',
    ],
    [{ ...ended, source: 'complaint', campaign: SPRING }, 'Marked as spam: “Spring sale”'],
    [{ optInLevel: 'SINGLE_OPT_IN' }, 'Subscribed (single opt-in) in Shopify'],
    [{ oldState: 'SUBSCRIBED', optInLevel: 'CONFIRMED_OPT_IN' }, 'Still subscribed, now confirmed by email in Shopify'],
    [{ ...ended, optInLevel: 'SINGLE_OPT_IN' }, 'Unsubscribed in Shopify'],
    [{ newState: 'PENDING' }, 'Waiting for confirmation in Shopify'],
    [{ source: 'shopify-read' }, 'Subscribed, updated from Shopify'],
    [{ source: 'import', oldState: null }, 'Subscribed, from Shopify at import'],
    [{ source: 'import' }, 'Subscribed, from Shopify at import'],
    [{ ...ended, source: 'reconcile' }, 'Unsubscribed, found by the consent check'],
    [{ ...ended, source: 'merge' }, 'Unsubscribed, chosen by a customer merged into this one'],
    [
      { ...ended, source: 'erased-opt-out', channel: 'sms' },
      'Unsubscribed: someone with this number opted out before their data was erased',
    ],
    [{ ...ended, source: 'admin' }, 'Unsubscribed by your staff in Glancito'],
    [
      { source: 'held-opt-out', oldState: 'UNSUBSCRIBED', campaign: SPRING },
      'Unsubscribe taken back: a mail scanner had followed every link in “Spring sale”',
    ],
    [
      { source: 'held-opt-out', oldState: 'UNSUBSCRIBED', channel: 'sms' },
      'Restored with email. Unsubscribe taken back: a mail scanner had followed every link in an email',
    ],
    [
      { source: 'held-opt-out', oldState: 'UNSUBSCRIBED', newState: 'PENDING', channel: 'sms', campaign: SPRING },
      'Unsubscribe taken back: a mail scanner had followed every link in “Spring sale”',
    ],
    [
      { source: 'admin', oldState: 'SUBSCRIBED', optInLevel: 'SINGLE_OPT_IN' },
      'Kept subscribed by your staff after reviewing an unsubscribe',
    ],
  ]
  test.each(cases)('%j', (change, words) => {
    const { text, campaign } = changeSentence(entry(change))
    expect(campaign ? `${text} “${campaign.name}”` : text).toBe(words)
  })
})

describe('the time', () => {
  const cases: [string, Partial<TimelineEntry>, string][] = [
    ['is ours without one of Shopify', {}, 'Mar 3, 2026, 9:02 AM'],
    ["is Shopify's", { shopifyAt: later(-1) }, 'Mar 3, 2026, 9:01 AM'],
    ['is both where it took long', { shopifyAt: later(-3) }, 'Mar 3, 2026, 8:59 AM in Shopify, recorded here 9:02 AM'],
    [
      'names the day where that differs',
      { shopifyAt: later(-60 * 24) },
      'Mar 2, 2026, 9:02 AM in Shopify, recorded here Mar 3, 2026, 9:02 AM',
    ],
  ]
  test.each(cases)('%s', (_name, change, words) => {
    expect(whenWords(entry(change), 'America/New_York')).toBe(words)
  })
})

describe('of a change made here Shopify', () => {
  const cases: [Partial<Delivery>, string][] = [
    [{ outcome: 'waiting' }, 'Being sent to Shopify'],
    [{ outcome: 'told', toldAt: AT }, 'Sent to Shopify at 2:02 PM, not confirmed yet'],
    [{ outcome: 'confirmed', toldAt: AT, confirmedAt: later(1) }, 'Sent to Shopify at 2:02 PM, confirmed 2:03 PM'],
    [{ outcome: 'told', toldAt: AT, echoedAt: later(2) }, 'Sent to Shopify at 2:02 PM, seen in its message 2:04 PM'],
    [{ outcome: 'confirmed', confirmedAt: later(1440) }, 'Already in Shopify, confirmed Mar 4, 2026, 2:02 PM'],
    [
      { outcome: 'waiting', error: 'Customer not found' },
      'Being sent to Shopify again; refused before: Customer not found',
    ],
    [
      { outcome: 'confirmed', toldAt: AT, confirmedAt: later(1), error: 'Customer not found' },
      'Sent to Shopify at 2:02 PM, confirmed 2:03 PM; refused before: Customer not found',
    ],
    [{ outcome: 'refused', error: 'Customer not found' }, 'Refused by Shopify: Customer not found'],
    [{ outcome: 'skipped', error: 'no phone number' }, 'Not sent to Shopify: no phone number'],
    [{ outcome: 'superseded' }, 'Not sent: Shopify has a newer choice'],
  ]
  test.each(cases)('%j', (change, words) => {
    const delivery = {
      outcome: 'told',
      toldAt: null,
      confirmedAt: null,
      echoedAt: null,
      error: null,
      ...change,
    } as const
    expect(deliveryWords(entry({ delivery }), 'UTC')).toBe(words)
  })

  test('is not spoken of where the change was its own', () => {
    expect(deliveryWords(entry(), 'UTC')).toBeNull()
  })
})
