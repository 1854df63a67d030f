import { SUBSCRIBED } from '#tests/mail-states.ts'
import { describe, expect, test } from 'vitest'
import type { MailState } from '../core/consent.ts'
import { type Background, deliverability } from './deliverability.ts'

const AT = '2026-03-03T14:02:00.000Z'
const NONE: Background = {
  source: null,
  told: null,
  unsubscribedAt: null,
  bouncedAt: null,
  notTried: false,
  formerBounce: null,
  complainedAt: null,
}

const failed = (change: Partial<MailState>) =>
  deliverability({ ...SUBSCRIBED, ...change }, NONE)
    .gates.filter((gate) => !gate.passed)
    .map((gate) => gate.name)

test.each<[Partial<MailState>, string[]]>([
  [{}, []],
  [{ emailBounceType: 'soft' }, []],
  [{ email: null }, ['No email address']],
  [{ emailState: 'NOT_SUBSCRIBED' }, ['No consent to email marketing']],
  [{ emailUnsubscribed: true }, ['Unsubscribed']],
  [{ emailState: 'UNSUBSCRIBED' }, ['No consent to email marketing', 'Unsubscribed']],
  [{ emailBounceType: 'hard' }, ['Hard bounced']],
  [{ emailComplaintAt: new Date(0) }, ['Marked an email as spam']],
  [{ pausedUntil: new Date(0) }, ['Taking a break from emails']],
])('%j is kept out because of %j', (change, gates) => {
  expect(failed(change)).toEqual(gates)
  expect(deliverability({ ...SUBSCRIBED, ...change }, NONE).blockedBy === null).toBe(gates.length === 0)
})

test('whom nothing keeps out is told so without a denial of a denial', () => {
  const { gates } = deliverability(SUBSCRIBED, NONE)
  expect(gates.map(({ name }) => name)).toEqual([
    'Has an email address',
    'Consented to email marketing',
    'Hasn’t unsubscribed',
    'No hard bounce',
    'Hasn’t complained',
  ])
})

test('a break is told with its end', () => {
  const { gates, verdict } = deliverability({ ...SUBSCRIBED, pausedUntil: new Date(AT) }, NONE)
  expect(gates.at(-1)).toMatchObject({ passed: false, name: 'Taking a break from emails', noteAt: AT })
  expect(verdict).toContain('taking a break')
})

test('what keeps them out is told with its day', () => {
  const member: MailState = {
    ...SUBSCRIBED,
    emailUnsubscribed: true,
    emailBounceType: 'hard',
    emailComplaintAt: new Date(AT),
  }
  const { gates } = deliverability(member, { ...NONE, unsubscribedAt: AT, bouncedAt: AT, complainedAt: AT })
  expect(gates.filter(({ at }) => at === AT).map(({ name }) => name)).toEqual([
    'Unsubscribed',
    'Hard bounced',
    'Marked an email as spam',
  ])
})

describe('of consent is told who said it', () => {
  const left = { emailState: 'UNSUBSCRIBED', emailUnsubscribed: true } as const
  const cases: [string, Partial<MailState>, Partial<Background>][] = [
    ['Shopify says: subscribed', {}, { source: 'shopify-webhook' }],
    ['Shopify says: unsubscribed', { emailState: 'UNSUBSCRIBED' }, { source: 'shopify-webhook' }],
    [
      'They used the unsubscribe link in an email; Shopify refused the change',
      left,
      { source: 'unsubscribe-link', told: 'refused' },
    ],
    [
      'They used the unsubscribe button in their email app; Shopify doesn’t know yet',
      left,
      { source: 'one-click', told: 'waiting' },
    ],
    [
      'They used the unsubscribe link in an email; Shopify knows',
      left,
      { source: 'unsubscribe-link', told: 'confirmed' },
    ],
    ['They undid their unsubscribe; Shopify refused the change', {}, { source: 'resubscribe-link', told: 'refused' }],
    // Shopify says so although they left here: the unsubscribe has a line of its own.
    ['Shopify says: subscribed', { emailUnsubscribed: true }, { source: 'unsubscribe-link' }],
  ]
  test.each(cases)('%s: %j, %j', (words, change, background) => {
    const { gates } = deliverability({ ...SUBSCRIBED, ...change }, { ...NONE, ...background })
    expect(gates[1]?.note).toBe(words)
  })
})

test('a bounce that no longer counts is told beside the history that shows it', () => {
  const note = (formerBounce: Background['formerBounce']) => {
    const { note, noteAt } = deliverability(SUBSCRIBED, { ...NONE, formerBounce }).gates[3] ?? {}
    return [note, noteAt]
  }
  expect(note(null)).toEqual(['Nothing has bounced', null])
  expect(note({ clearedAt: AT })).toEqual(['The bounce was cleared', AT])
  expect(note({ clearedAt: null })).toEqual(['A previous address bounced, not this one', null])
})

test('an address that SES did not try is told as that, not as one that refused', () => {
  const { verdict, gates, blockedBy } = deliverability(
    { ...SUBSCRIBED, emailBounceType: 'hard' },
    { ...NONE, bouncedAt: AT, notTried: true },
  )
  expect(blockedBy).toBe('hard-bounced')
  expect(verdict).toContain('on the Amazon SES suppression list')
  expect(gates[3]).toMatchObject({ passed: false, name: 'Not tried', at: AT })
  expect(`${gates[3]?.name} ${gates[3]?.note} ${verdict}`).not.toMatch(/bounced|refused/)
})
