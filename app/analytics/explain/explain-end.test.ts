import { aBounce, aCase, AFTER, BEFORE, type Given, happened, HARD, plain, skipped, START, step } from '#tests/cases.ts'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'

// The case; the badge, the step where it ended and its mark; a piece of the advice.
const CASES: [string, Given, [string, RegExp, string], RegExp][] = [
  [
    'a draft reached nobody',
    { campaign: { status: 'draft', frozenAt: null }, recipient: null },
    ['Not started', /^The campaign/, 'open'],
    /its page/,
  ],
  [
    'a customer who came later',
    { member: { createdAt: AFTER }, recipient: null },
    ['Skipped', /^Was a customer/, 'no'],
    /once it has started/,
  ],
  [
    'a customer who was not brought in yet',
    { importedAt: AFTER, recipient: null },
    ['Skipped', /^Was a customer/, 'no'],
    /all of your customers are imported now/,
  ],
  [
    'a customer who was mailed before the customers were brought in again',
    { importedAt: AFTER, firstSeenAt: BEFORE, recipient: null },
    ['Skipped', /^Was in the segment/, 'no'],
    /marked with a cross/,
  ],
  [
    'a rule that keeps out whoever was brought in late',
    {
      importedAt: AFTER,
      recipient: null,
      campaign: {
        segment: {
          name: 'Loyal',
          rules: { match: 'all', rules: [{ field: 'points', operator: 'at-least', value: 200 }] },
        },
      },
    },
    ['Skipped', /^Was in the segment/, 'no'],
    /marked with a cross/,
  ],
  ['one outside the segment', { recipient: null }, ['Skipped', /^Was in the segment/, 'no'], /marked with a cross/],
  ['nobody left to ask about', { recipient: null, member: null }, ['Skipped', /^Was a customer/, 'open'], /erased/],
  [
    'no address',
    { recipient: skipped('no-address'), member: { email: null } },
    ['Skipped', /email address$/, 'no'],
    /add it in Shopify/,
  ],
  [
    'no consent',
    { recipient: skipped('no-consent'), member: { emailState: 'NOT_SUBSCRIBED' } },
    ['Skipped', /^Had consented/, 'no'],
    /consent themselves/,
  ],
  [
    'unsubscribed',
    { recipient: skipped('unsubscribed'), member: { emailUnsubscribed: true } },
    ['Skipped', /^Had consented/, 'no'],
    /resubscribe/,
  ],
  [
    'a bounce of before',
    { recipient: skipped('hard-bounced'), bounces: [aBounce({ mailingId: 1, occurredAt: BEFORE })], member: HARD },
    ['Skipped', /hard bounce/i, 'no'],
    /update it in Shopify.*clear the bounce/,
  ],
  [
    'a complaint of before',
    { recipient: skipped('complained'), member: { emailComplaintAt: BEFORE } },
    ['Skipped', /spam$/, 'no'],
    /can’t be cleared/,
  ],
  ['erased on the way', { recipient: skipped('erased'), member: null }, ['Skipped', /^Was still/, 'no'], /erased/],
  ['waiting', { recipient: { state: 'queued' } }, ['Waiting', /^Amazon/, 'open'], /Wait/],
  [
    'paused',
    { recipient: { state: 'queued' }, campaign: { status: 'paused' } },
    ['Paused', /^Amazon/, 'open'],
    /Resume it/,
  ],
  ['on its way', { recipient: { state: 'sending' } }, ['Sending', /^Amazon/, 'open'], /in a minute/],
  [
    'refused',
    { recipient: { state: 'failed', error: 'bad' } },
    ['Failed', /^Amazon/, 'no'],
    /Fix what Amazon SES reports/,
  ],
  ['in doubt', { recipient: { state: 'unconfirmed' } }, ['Unconfirmed', /^Amazon/, 'open'], /never sent twice/],
  ['not heard of', {}, ['Sent', /provider/, 'open'], /some providers take hours/],
  [
    'not tried',
    { events: { suppressed: happened(START) }, member: HARD },
    ['Not tried', /provider/, 'no'],
    /clear the bounce/,
  ],
  ['rejected', { events: { rejected: happened(START) } }, ['Not delivered', /provider/, 'no'], /virus/],
  [
    'refused for good',
    { events: { hardBounced: happened(START) }, bounces: [aBounce()], member: HARD },
    ['Hard bounce', /provider/, 'no'],
    /update it in Shopify.*clear the bounce/,
  ],
  [
    'full',
    {
      events: { softBounced: happened(START) },
      bounces: [aBounce({ kind: 'soft', diagnostic: 'smtp; 452 4.2.2 over quota' })],
    },
    ['Soft bounce', /provider/, 'no'],
    /stays full/,
  ],
  ['slow', { events: { delayed: happened(START) } }, ['Delayed', /provider/, 'open'], /retried for some hours/],
  [
    'delivered',
    { events: { delivered: happened(START) } },
    ['Delivered', /opened/, 'open'],
    /spam folder.*Spring is here.*shop@mail.example/,
  ],
  [
    'delivered after a soft bounce',
    { events: { softBounced: happened(START), delivered: happened(AFTER) } },
    ['Delivered', /opened/, 'open'],
    /spam folder/,
  ],
  [
    'a bounce that was told after the delivery',
    { events: { delivered: happened(START), hardBounced: happened(AFTER) }, bounces: [aBounce()], member: HARD },
    ['Hard bounce', /provider/, 'no'],
    /clear the bounce/,
  ],
  ['opened', { events: { opened: happened(AFTER, 3) } }, ['Opened', /opened/, 'yes'], /have seen it/],
  [
    'loaded by a machine alone',
    { events: { delivered: happened(START), opened: { at: START, hits: 0, machineHits: 1 } } },
    ['Delivered', /opened/, 'open'],
    /spam folder/,
  ],
  [
    'left by its link',
    { events: { opened: happened(START), unsubscribed: happened(AFTER) }, member: { emailUnsubscribed: true } },
    ['Unsubscribed', /opened/, 'yes'],
    /resubscribe/,
  ],
  [
    'left by a mail scanner, which was taken back',
    { events: { delivered: happened(START), unsubscribed: { at: AFTER, hits: 0, machineHits: 1 } } },
    ['Delivered', /opened/, 'open'],
    /spam folder/,
  ],
  [
    'left and came back',
    { events: { clicked: happened(START), unsubscribed: happened(START), resubscribed: happened(AFTER) } },
    ['Opened', /opened/, 'yes'],
    /have seen it/,
  ],
  ['called spam', { events: { complained: happened(AFTER) } }, ['Complained', /opened/, 'yes'], /Leave them be/],
]

test.each(CASES)('%s', (_, given, [badge, title, mark], advice) => {
  const file = aCase(given)
  const { conclusion } = explain(file)
  expect(conclusion.badge.text).toBe(badge)
  expect(step(file, title)?.mark).toBe(mark)
  expect(conclusion.advice.map(plain).join(' ')).toMatch(advice)
})

test('what kept them out then and does so no longer is told as that', () => {
  const bounces = [aBounce({ mailingId: 1, occurredAt: BEFORE, clearedAt: AFTER })]
  const { advice, next } = explain(aCase({ recipient: skipped('hard-bounced'), bounces })).conclusion
  expect(advice.map(plain).join()).toContain('no longer applies')
  expect(next).toContain('will reach them')
})

const advised = (given: Given) => explain(aCase(given)).conclusion.advice.map(plain).join(' ')
const COUNTED = { events: { hardBounced: happened(START) }, bounces: [aBounce()] }

test('whose bounce was cleared since needs no new address', () => {
  expect(advised({ ...COUNTED, member: HARD })).toContain('Ask the customer for a working address')
  const cleared = advised({ ...COUNTED, bounces: [aBounce({ clearedAt: AFTER })] })
  expect(cleared).toBe(
    `The bounce was cleared on ${AFTER.toISOString()}: the next campaign will email the address again.`,
  )
})

test('of an address on a list of bad ones it is said once how to clear it', () => {
  const bounces = [aBounce({ subType: 'OnAccountSuppressionList' })]
  const advice = advised({ events: { suppressed: happened(START) }, bounces, member: HARD })
  expect(advice).toBe(
    'If you know the address works, clear the bounce on their page: the next campaign will then email it again.',
  )
})

test.each<[string, Given]>([
  ['came later', { member: { createdAt: AFTER } }],
  ['was brought in later', { importedAt: AFTER }],
  ['was outside the segment', {}],
])('nobody is told to send it anew to one who %s and would not get it then, either', (_, given) => {
  const blocked = { ...given, recipient: null }
  expect(advised(blocked)).toMatch(/send it again/i)
  const nowhere = advised({ ...blocked, member: { ...given.member, email: null } })
  expect(nowhere).toContain('Resending won’t reach them. Ask the customer for an address')
  expect(nowhere).not.toContain('Customer since within')
  expect(advised({ ...blocked, member: { ...given.member, emailUnsubscribed: true } })).toContain('resubscribe')
})

test('what keeps them out of the next campaign is told, too', () => {
  const { next } = explain(aCase({ member: { emailUnsubscribed: true } })).conclusion
  expect(next).toContain('campaigns skip this member: they unsubscribed')
})
