// An opt-out by a scanner, and what else happens while it waits to be looked at: whatever a person or Shopify decides stands.
import { aMail, at, click, follow, look, type Mail, press, SARAH, SCANNER, sweep } from '#tests/followed-mail.ts'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { countHeld } from '#app/members/consent/held-opt-outs.server.ts'
import type { MarketingState } from '#app/members/core/consent.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { retryWriteBacks, wakeWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { claimRows } from '#app/sync/write-back/outbox-claims.server.ts'
import { aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { recount } from '../recount.server.ts'
import { lookAtFollowed } from './look.server.ts'

const ask = webForTests()
let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterEach(() => clock.set())

const isOut = async ({ memberId }: Mail) => (await getMember(tenantId, memberId)).emailUnsubscribed
const isHeld = ({ memberId }: Mail) => countHeld(tenantId, memberId)
const sources = async ({ memberId }: Mail) =>
  (await listConsentChanges(tenantId, memberId, { channel: 'email' })).map(({ source }) => source).toReversed()

/** What Shopify says of a channel, by a message. */
function shopifySays(mail: Mail, channel: 'email' | 'sms', state: MarketingState, seconds: number) {
  const consent = { state, optInLevel: null, at: at(seconds), exact: true } as const
  const change = { memberId: String(mail.memberId), profile: null, email: null, sms: null, reference: null }
  return saveCustomers(tenantId, 'shopify-webhook', [{ ...change, [channel]: consent }])
}

const complaint = (mail: Mail, seconds: number) =>
  recordBounce({
    tenantId,
    memberId: String(mail.memberId),
    mailingId: mail.mailingId,
    kind: 'complaint',
    at: at(seconds),
    feedbackId: 'complaint',
    bounceType: 'abuse',
    subType: null,
    diagnostic: null,
  })

test.each<[string, (mail: Mail) => Promise<unknown>]>([
  ['one click', (mail) => press(ask, mail, { by: SARAH, seconds: 100 })],
  ['one click by the very same program', (mail) => press(ask, mail, { by: SCANNER, seconds: 76 })],
  ['the button of the page', (mail) => press(ask, mail, { by: SARAH, seconds: 100, action: 'unsubscribe' })],
  ['the button on the preferences', (mail) => press(ask, mail, { by: SARAH, seconds: 100, action: 'stop-email' })],
  ['the button that ends SMS', (mail) => press(ask, mail, { by: SARAH, seconds: 100, action: 'stop-sms' })],
  ['a reason that they say', (mail) => press(ask, mail, { by: SARAH, seconds: 100, action: 'reason' })],
  ['the link again from elsewhere', (mail) => follow(ask, mail, { by: SARAH, seconds: 100 })],
  ['Shopify’s own opt-out', (mail) => shopifySays(mail, 'email', 'UNSUBSCRIBED', 90)],
  ['Shopify’s own opt-out from SMS', (mail) => shopifySays(mail, 'sms', 'UNSUBSCRIBED', 90)],
  ['a complaint', (mail) => complaint(mail, 95)],
  ['a worker who has taken what is owed', async () => void (clock.set(() => at(200)), await claimRows(tenantId, 50))],
  ['a merchant who has Shopify told again', (mail) => retryWriteBacks(tenantId, mail.memberId)],
  [
    'another address',
    (mail) =>
      db().query("UPDATE members SET email = 'other@example.com', phone = '+15559999' WHERE member_id = $1", [
        mail.memberId,
      ]),
  ],
  ['nobody who looks at it for a quarter of an hour', () => look(1_100)],
])('after %s the opt-out stands', async (_what, then) => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await then(mail)
  await look(164)
  const member = await getMember(tenantId, mail.memberId)
  expect([member.emailUnsubscribed, member.smsState, await isHeld(mail)]).toEqual([true, 'UNSUBSCRIBED', 0])
  expect(await recount()).toEqual([])
})

test('a one click before it is not undone', async () => {
  const mail = await aMail(tenantId)
  await press(ask, mail, { by: SARAH, seconds: 62 })
  await sweep(ask, mail)
  await look(164)
  expect([await isOut(mail), await sources(mail), await isHeld(mail)]).toEqual([true, ['one-click'], 0])
})

test('an undo on the page is a person’s, and leaves nothing to take back', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await press(ask, mail, { by: SARAH, seconds: 100, action: 'resubscribe' })
  await look(164)
  expect([await isOut(mail), await isHeld(mail)]).toEqual([false, 0])
  expect(await sources(mail)).toEqual(['unsubscribe-link', 'resubscribe-link'])
})

test('a scanner that comes after an undo is taken back to what the undo has left', async () => {
  const mail = await aMail(tenantId)
  await follow(ask, mail, { by: SARAH, seconds: 65 })
  await press(ask, mail, { by: SARAH, seconds: 66, action: 'resubscribe' })
  const { emailConsentUpdatedAt } = await getMember(tenantId, mail.memberId)
  await sweep(ask, mail)
  await look(164)
  expect(await getMember(tenantId, mail.memberId)).toMatchObject({ emailUnsubscribed: false, emailConsentUpdatedAt })
  expect(await sources(mail)).toEqual(['unsubscribe-link', 'resubscribe-link', 'unsubscribe-link', 'held-opt-out'])
  const event = await db().query('SELECT hits, machine_hits FROM mail_events WHERE mailing_id = $1 AND type = 7', [
    mail.mailingId,
  ])
  expect(event.rows).toEqual([{ hits: 1, machine_hits: 1 }])
  expect(await recount()).toEqual([])
})

test('a later opt-in at Shopify lifts it by itself: nothing is left to give back', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await shopifySays(mail, 'email', 'SUBSCRIBED', 120)
  await look(164)
  expect([await isOut(mail), await sources(mail)]).toEqual([false, ['unsubscribe-link', 'shopify-webhook']])
})

test('an opt-out at Shopify from before it, which came while it stood in front, is asked for again', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await shopifySays(mail, 'email', 'UNSUBSCRIBED', 20)
  await look(164)
  const owed = await db().query('SELECT email_state, state, not_before <= $2 AS due FROM outbox WHERE member_id = $1', [
    mail.memberId,
    at(164),
  ])
  expect(owed.rows).toEqual([{ email_state: 'SUBSCRIBED', state: 'waiting', due: true }])
})

test('a shop that comes back meanwhile has it neither told at once nor left untaken', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await wakeWriteBacks(db(), tenantId)
  await look(164)
  expect(await isOut(mail)).toBe(false)
})

test('a worker that comes back late takes it back as long as nobody has begun to tell Shopify', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await look(400)
  expect(await isOut(mail)).toBe(false)
})

test('two e-mails of one person: a scanner’s in the one, their own in the other', async () => {
  const mail = await aMail(tenantId)
  const own = { ...(await aMail(tenantId)), memberId: mail.memberId }
  await sweep(ask, mail)
  await follow(ask, own, { by: SCANNER, seconds: 90 })
  await look(190)
  expect([await isOut(mail), await isHeld(mail)]).toEqual([true, 0])
})

test('a scanner whose clicks are not counted yet is known all the same', async () => {
  const mail = await aMail(tenantId)
  await follow(ask, mail, { by: SCANNER, seconds: 70 })
  await click(ask, mail, { by: SCANNER, links: [1, 2, 3], seconds: 71 })
  clock.set(() => at(164))
  await Promise.all([lookAtFollowed(), lookAtFollowed()])
  expect([await isOut(mail), await isHeld(mail)]).toEqual([false, 1])
  expect(await recount()).toEqual([])
})

test('one that can not be taken back, for a fault of ours, stands, and keeps no other waiting', async () => {
  const [mail, other] = [await aMail(tenantId), await aMail(tenantId)]
  for (const each of [mail, other]) await sweep(ask, each)
  await db().query(`ALTER TABLE held_opt_outs ADD CONSTRAINT poison CHECK (member_id <> ${mail.memberId}) NOT VALID`)
  await look(164)
  await db().query('ALTER TABLE held_opt_outs DROP CONSTRAINT poison')
  expect([await isOut(mail), await isHeld(mail)]).toEqual([true, 0])
  expect([await isOut(other), await isHeld(other)]).toEqual([false, 1])
  const left = await db().query('SELECT FROM followed_opt_outs WHERE tenant_id = $1', [tenantId])
  expect([left.rowCount, await recount()]).toEqual([0, []])
})
