import { aCustomer, aMember, aTenant } from '#tests/factories.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { saveCustomers } from './apply.server.ts'
import { recordBounce } from '../bounces/bounces.server.ts'
import { skipReason } from '../core/consent.ts'
import { eraseMember } from './erase.server.ts'
import { findMember } from '../core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { mergeMembers } from './merge.server.ts'
import { findWriteBack } from '../outbox/outbox.server.ts'
import { resubscribe, unsubscribe } from '../consent/unsubscribe.server.ts'

const CAMPAIGN = 1

/** Two customers that Shopify has made one. */
async function merged() {
  const tenantId = await aTenant()
  const [kept, gone] = [await aMember(tenantId), await aMember(tenantId)]
  await merge(tenantId, kept, gone)
  return { tenantId, kept, gone }
}

const merge = (tenantId: number, kept: bigint, gone: bigint) =>
  mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at: new Date(), reference: 'webhook' })

const SUBSCRIBED = { state: 'SUBSCRIBED', optInLevel: null, at: new Date(), exact: true } as const

/** A minute after everything else. */
async function optIn(tenantId: number, memberId: bigint) {
  const email = { ...SUBSCRIBED, at: new Date(Date.now() + 60_000) }
  const change = { memberId: String(memberId), profile: null, email, sms: null, reference: null }
  await saveCustomers(tenantId, 'shopify-webhook', [change])
}

const leave = (tenantId: number, memberId: bigint) =>
  unsubscribe({ tenantId, memberId, mailingId: CAMPAIGN, source: 'one-click', at: new Date() })

test('the unsubscribe link of who was merged away unsubscribes who is left, and its undo too', async () => {
  const { tenantId, kept, gone } = await merged()
  expect(await leave(tenantId, gone)).toBe('unsubscribed')
  expect(await getMember(tenantId, kept)).toMatchObject({ emailUnsubscribed: true, emailState: 'UNSUBSCRIBED' })
  expect(await findWriteBack(tenantId, kept)).toMatchObject({ emailState: 'UNSUBSCRIBED', state: 'waiting' })
  const undo = { tenantId, memberId: gone, mailingId: CAMPAIGN, at: new Date() }
  expect(await resubscribe(undo)).toBe('resubscribed')
  expect(await getMember(tenantId, kept)).toMatchObject({ emailUnsubscribed: false, emailState: 'SUBSCRIBED' })
})

test('it still does after a second merge, and in no other shop', async () => {
  const { tenantId, kept, gone } = await merged()
  const last = await aMember(tenantId)
  await merge(tenantId, last, kept)
  expect(await leave(await aTenant(), gone)).toBe('unknown')
  expect(await leave(tenantId, gone)).toBe('unsubscribed')
  expect(await getMember(tenantId, last)).toMatchObject({ emailUnsubscribed: true })
})

test('merges told in the wrong order still end the consent of who is left, and old links lead there', async () => {
  const tenantId = await aTenant()
  const [first, second, last] = [await aMember(tenantId), await aMember(tenantId), await aMember(tenantId)]
  await leave(tenantId, first)
  await merge(tenantId, last, second)
  await merge(tenantId, second, first)
  expect(await findMember(tenantId, first)).toBeNull()
  expect(skipReason(await getMember(tenantId, last))).toBe('unsubscribed')
  await optIn(tenantId, last)
  await merge(tenantId, second, first)
  expect(skipReason(await getMember(tenantId, last))).toBeNull()
  expect(await leave(tenantId, first)).toBe('unsubscribed')
})

test('a merge told the other way round than it was guessed keeps who is told to be kept', async () => {
  const { tenantId, kept, gone } = await merged()
  await leave(tenantId, kept)
  const change = aCustomer(String(gone), { at: new Date(), email: SUBSCRIBED, sms: SUBSCRIBED })
  await saveCustomers(tenantId, 'shopify-read', [change])
  await merge(tenantId, gone, kept)
  expect(await findMember(tenantId, kept)).toBeNull()
  expect(skipReason(await getMember(tenantId, gone))).toBe('unsubscribed')
})

test('nobody is merged into themselves', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  await merge(tenantId, memberId, memberId)
  expect(await findMember(tenantId, memberId)).not.toBeNull()
})

test('their complaint blocks who is left; the bounce of their old address does not', async () => {
  const { tenantId, kept, gone } = await merged()
  const said = { mailingId: CAMPAIGN, bounceType: null, subType: null, diagnostic: null, at: new Date() }
  expect(await recordBounce({ tenantId, memberId: gone, kind: 'hard', feedbackId: 'b', ...said })).toBe(false)
  expect(await recordBounce({ tenantId, memberId: gone, kind: 'complaint', feedbackId: 'c', ...said })).toBe(true)
  const member = await getMember(tenantId, kept)
  expect([member.emailBounceType, member.emailComplaintAt]).toEqual([null, said.at])
})

const NOW = Date.now()

test.each<[string, number | null, number | null, number | null]>([
  ['the one who is left', 3, null, 3],
  ['the one who is gone', null, 3, 3],
  ['both, the longer of them', 3, 5, 5],
  ['neither', null, null, null],
])('a break goes on for whoever is left, of %s', async (_whose, ofKept, ofGone, days) => {
  const inDays = (count: number | null) => (count === null ? null : new Date(NOW + count * 86_400_000))
  const tenantId = await aTenant()
  const kept = await aMember(tenantId, { paused_until: inDays(ofKept) })
  const gone = await aMember(tenantId, { paused_until: inDays(ofGone) })
  await merge(tenantId, kept, gone)
  expect((await getMember(tenantId, kept)).pausedUntil).toEqual(inDays(days))
})

test.each(['one merge', 'two merges'])('a complaint that comes during %s blocks who is left', async (merges) => {
  const tenantId = await aTenant()
  const [gone, kept, last] = [await aMember(tenantId), await aMember(tenantId), await aMember(tenantId)]
  const left = merges === 'one merge' ? kept : last
  // The merge has the lock of who goes and waits for this one.
  const holder = await db().connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [tenantId, left])
  if (merges === 'two merges') await merge(tenantId, kept, gone)
  const merging = merge(tenantId, left, merges === 'one merge' ? gone : kept)
  await untilWaiting(1)
  const complaint = { mailingId: CAMPAIGN, bounceType: 'abuse', subType: null, diagnostic: null, at: new Date() }
  const complaining = recordBounce({ tenantId, memberId: gone, kind: 'complaint', feedbackId: 'c', ...complaint })
  await untilWaiting(2)
  await holder.query('COMMIT')
  holder.release()
  await merging
  expect(await complaining).toBe(true)
  expect(skipReason(await getMember(tenantId, left))).toBe('complained')
})

/** Until so many wait for a lock. */
async function untilWaiting(count: number) {
  const waits = () =>
    db().query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
  while ((await waits()).rowCount !== count) await sleep(10)
}

test('who was erased before Shopify told of the merge still ends the consent of who is left, once', async () => {
  const tenantId = await aTenant()
  const [kept, gone] = [await aMember(tenantId), await aMember(tenantId)]
  await leave(tenantId, gone)
  const complaint = { mailingId: CAMPAIGN, bounceType: 'abuse', subType: null, diagnostic: null, at: new Date() }
  await recordBounce({ tenantId, memberId: gone, kind: 'complaint', feedbackId: 'c', ...complaint })
  await eraseMember(tenantId, gone)
  await merge(tenantId, kept, gone)
  expect(await getMember(tenantId, kept)).toMatchObject({
    emailState: 'UNSUBSCRIBED',
    emailComplaintAt: complaint.at,
  })
  expect(await findWriteBack(tenantId, kept)).toMatchObject({ emailState: 'UNSUBSCRIBED', state: 'waiting' })
  await optIn(tenantId, kept)
  await merge(tenantId, kept, gone)
  expect(await getMember(tenantId, kept)).toMatchObject({ emailState: 'SUBSCRIBED' })
})

test('a merge told after another heir was guessed still ends the consent of who is left', async () => {
  const tenantId = await aTenant()
  const [gone, guessed, kept] = [await aMember(tenantId), await aMember(tenantId), await aMember(tenantId)]
  await leave(tenantId, gone)
  await merge(tenantId, guessed, gone)
  await merge(tenantId, kept, gone)
  expect(skipReason(await getMember(tenantId, kept))).toBe('unsubscribed')
  await optIn(tenantId, kept)
  expect(await leave(tenantId, gone)).toBe('unsubscribed')
  expect(skipReason(await getMember(tenantId, kept))).toBe('unsubscribed')
})
