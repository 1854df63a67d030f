// An opt-out by a scanner, and customers who are erased or merged meanwhile, or decide at the very same moment.
import { aMail, at, look, type Mail, press, SARAH, sweep } from '#tests/followed-mail.ts'
import { countHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import type { MarketingState } from '#app/members/core/consent.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { claimRows } from '#app/sync/write-back/outbox-claims.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { tablesThatHold } from '#tests/search-everywhere.ts'
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

/** What Shopify says of a channel, by a message. */
function shopifySays(mail: Mail, channel: 'email' | 'sms', state: MarketingState, seconds: number) {
  const consent = { state, optInLevel: null, at: at(seconds), exact: true } as const
  const change = { memberId: String(mail.memberId), profile: null, email: null, sms: null, reference: null }
  return saveCustomers(tenantId, 'shopify-webhook', [{ ...change, [channel]: consent }])
}

test('who is erased meanwhile is nobody’s to give back, and leaves nothing', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await eraseMember(tenantId, mail.memberId)
  expect((await tablesThatHold(mail.email)).filter((table) => !table.startsWith('pgboss'))).toEqual([])
  await look(164)
  expect(await countHeld(tenantId, mail.memberId)).toBe(0)
  expect((await db().query('SELECT FROM members WHERE member_id = $1', [mail.memberId])).rowCount).toBe(0)
})

test('who is erased while it is held leaves nothing of it', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await look(164)
  await eraseMember(tenantId, mail.memberId)
  expect((await db().query('SELECT FROM held_opt_outs WHERE member_id = $1', [mail.memberId])).rowCount).toBe(0)
})

test('somebody with the same address who is erased meanwhile had opted out: that stands for whoever is left', async () => {
  const mail = await aMail(tenantId)
  const twin = await aMember(tenantId, { email: mail.email })
  await unsubscribe({ tenantId, memberId: twin, mailingId: 1, source: 'one-click', at: at(10) })
  await sweep(ask, mail)
  clock.set(() => at(100))
  await eraseMember(tenantId, twin)
  await look(164)
  expect(await isOut(mail)).toBe(true)
})

test.each([
  ['who is kept', true],
  ['who goes', false],
])('of two who are merged meanwhile, it was %s: what is left stays out', async (_who, isKept) => {
  const mail = await aMail(tenantId)
  const other = await aMember(tenantId, { email_state: 'UNSUBSCRIBED' })
  await sweep(ask, mail)
  const [kept, gone] = isKept ? [mail.memberId, other] : [other, mail.memberId]
  await mergeMembers({
    tenantId,
    kept: String(kept),
    gone: String(gone),
    at: isKept ? null : at(100),
    reference: 'merge',
  })
  await look(164)
  expect(await getMember(tenantId, kept)).toMatchObject({ emailState: 'UNSUBSCRIBED' })
  expect(await countHeld(tenantId, kept)).toBe(0)
})

test('what is held of somebody who is merged waits under whom they were merged into', async () => {
  const mail = await aMail(tenantId)
  const kept = await aMember(tenantId)
  await sweep(ask, mail)
  await look(164)
  await mergeMembers({ tenantId, kept: String(kept), gone: String(mail.memberId), at: at(200), reference: 'merge' })
  expect([await countHeld(tenantId, kept), await countHeld(tenantId, mail.memberId)]).toEqual([1, 0])
})

test('an old link of somebody who was merged is a machine’s all the same, for whom it leads to', async () => {
  const mail = await aMail(tenantId)
  const kept = await aMember(tenantId)
  await mergeMembers({ tenantId, kept: String(kept), gone: String(mail.memberId), at: at(10), reference: 'merge' })
  await sweep(ask, mail)
  expect((await getMember(tenantId, kept)).emailUnsubscribed).toBe(true)
  await look(164)
  expect([(await getMember(tenantId, kept)).emailUnsubscribed, await countHeld(tenantId, kept)]).toEqual([false, 1])
  expect(await recount()).toEqual([])
})

test('an opt-out by the address of somebody erased stands, whoever has followed the link', async () => {
  const mail = await aMail(tenantId)
  await eraseMember(tenantId, mail.memberId)
  const back = await aMember(tenantId, { email: mail.email })
  await sweep(ask, mail)
  await look(164)
  expect((await getMember(tenantId, back)).emailUnsubscribed).toBe(true)
})

test('at the same moment: whoever presses the button is out, whoever looks is first or last', async () => {
  for (let round = 0; round < 12; round += 1) {
    const mail = await aMail(tenantId)
    await sweep(ask, mail)
    clock.set(() => at(164))
    const pressing = () => press(ask, mail, { by: SARAH, seconds: 164 })
    await Promise.all(round % 2 ? [pressing(), lookAtFollowed(), lookAtFollowed()] : [lookAtFollowed(), pressing()])
    const member = await getMember(tenantId, mail.memberId)
    expect([member.emailUnsubscribed, member.smsState]).toEqual([true, 'UNSUBSCRIBED'])
    const owed = await db().query('SELECT email_state, not_before <= $2 AS due FROM outbox WHERE member_id = $1', [
      mail.memberId,
      at(164),
    ])
    expect(owed.rows).toEqual([{ email_state: 'UNSUBSCRIBED', due: true }])
  }
  expect(await recount()).toEqual([])
})

test('at the same moment: what a worker takes to Shopify stands, or it takes that it is back', async () => {
  for (let round = 0; round < 12; round += 1) {
    const mail = await aMail(tenantId)
    await sweep(ask, mail)
    clock.set(() => at(200))
    const [, claims] = await Promise.all([lookAtFollowed(), claimRows(tenantId, 50)])
    const told = claims.find(({ memberId }) => memberId === mail.memberId)?.pending[0]?.state
    const out = await isOut(mail)
    expect(told === 'UNSUBSCRIBED' ? out : !out).toBe(true)
    await look(210)
  }
})

test('at the same moment: an undo, an opt-out at Shopify and an erasure leave nobody in between', async () => {
  for (let round = 0; round < 8; round += 1) {
    const mail = await aMail(tenantId)
    await sweep(ask, mail)
    clock.set(() => at(164))
    const { memberId, mailingId } = mail
    const done = await Promise.all([
      lookAtFollowed(),
      resubscribe({ tenantId, memberId, mailingId, at: at(164) }),
      shopifySays(mail, 'email', 'UNSUBSCRIBED', 163),
      round % 2 ? eraseMember(tenantId, memberId) : null,
    ])
    expect(done).toHaveLength(4)
    const held = await db().query('SELECT FROM held_opt_outs WHERE member_id = $1', [memberId])
    expect(round % 2 ? held.rowCount : 0).toBe(0)
  }
  expect(await recount()).toEqual([])
})
