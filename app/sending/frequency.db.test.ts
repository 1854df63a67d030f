import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, type AMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SegmentRules } from '#app/segments/rules.ts'
import { BLOCK, blockAt } from './blocks.ts'
import { countOftenMailed } from './frequency.server.ts'
import { loadMail } from './mailing-mail.server.ts'
import { ensurePartitions } from './partitions.server.ts'
import { prepareMailing } from './prepare.server.ts'
import { claimRecipients, countRecipients } from './recipients.server.ts'
import { sendSlice } from './slice.server.ts'

withFakeSes()

const NOW = new Date('2027-06-20T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const EVERYBODY: SegmentRules = { match: 'all', rules: [] }

beforeEach(() => clock.set(() => NOW))
afterEach(() => clock.set())

let next = 1
/** A mailing of the block of a day, as its number says. */
async function mailingOf(tenantId: number, daysBack: number, row: Record<string, unknown> = {}): Promise<AMailing> {
  const block = blockAt(daysAgo(daysBack))
  await ensurePartitions(block)
  return aMailing(tenantId, { mailing_id: block * BLOCK + next++, status: 'sent', ...row })
}

const limited = (most: number, days: number) => ({ frequency: JSON.stringify({ most, days }) })

async function outcome({ tenantId, mailingId }: AMailing, memberId: bigint) {
  const found = await db().query(
    'SELECT state, skip_reason AS reason, after_mailing AS after FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND member_id = $3',
    [tenantId, mailingId, memberId],
  )
  return found.rows[0]
}

type Before = { days: number; state?: string; row?: Record<string, unknown> }
const sent = (days: number, row: Record<string, unknown> = {}): Before => ({ days, row })

test.each<[string, { most: number; days: number }, Before[], 'queued' | 'too-often']>([
  ['nothing before', { most: 1, days: 30 }, [], 'queued'],
  ['as many as the limit', { most: 2, days: 30 }, [sent(1), sent(20)], 'too-often'],
  ['one less', { most: 2, days: 30 }, [sent(1)], 'queued'],
  ['one that is just within', { most: 1, days: 7 }, [sent(6.99)], 'too-often'],
  ['one that is just over', { most: 1, days: 7 }, [sent(7.01)], 'queued'],
  ['one of a year ago, within two', { most: 1, days: 730 }, [sent(365)], 'too-often'],
  ['one that waits', { most: 1, days: 7 }, [{ days: 1, state: 'queued' }], 'too-often'],
  ['one on its way', { most: 1, days: 7 }, [{ days: 1, state: 'sending' }], 'too-often'],
  ['one of which nobody knows', { most: 1, days: 7 }, [{ days: 1, state: 'unconfirmed' }], 'too-often'],
  ['one that failed', { most: 1, days: 7 }, [{ days: 1, state: 'failed' }], 'queued'],
  ['one that was skipped', { most: 1, days: 7 }, [{ days: 1, state: 'skipped' }], 'queued'],
  ['a bulk e-mail', { most: 1, days: 7 }, [sent(1, { source: 'bulk' })], 'too-often'],
  ['a step of an automation', { most: 1, days: 7 }, [sent(1, { source: 'automation' })], 'queued'],
  ['a receipt', { most: 1, days: 7 }, [sent(1, { source: 'transactional', purpose: 'transactional' })], 'queued'],
])('with %s, a limit of %j freezes a member as expected', async (_, { most, days }, before, expected) => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const numbers: number[] = []
  for (const { days: back, state = 'sent', row = {} } of before) {
    const mailing = await mailingOf(tenantId, back, row)
    numbers.push(mailing.mailingId)
    const settled = state === 'queued' || state === 'sending' ? null : daysAgo(back)
    await aRecipient(mailing, memberId, { state, settled_at: settled, frozen_at: daysAgo(back) })
  }
  const mailing = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(most, days) })
  expect(await countOftenMailed(tenantId, EVERYBODY, { most, days })).toBe(expected === 'queued' ? 0 : 1)
  await prepareMailing(mailing)
  expect(await outcome(mailing, memberId)).toEqual(
    expected === 'queued'
      ? { state: 'queued', reason: null, after: null }
      : { state: 'skipped', reason: 'too-often', after: Math.max(...numbers) },
  )
})

test('a reason of the member’s own is named before it', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email_state: 'UNSUBSCRIBED' })
  await aRecipient(await mailingOf(tenantId, 1), memberId, { state: 'sent', settled_at: daysAgo(1) })
  const mailing = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
  await prepareMailing(mailing)
  expect(await outcome(mailing, memberId)).toEqual({ state: 'skipped', reason: 'unsubscribed', after: null })
  expect(await countOftenMailed(tenantId, EVERYBODY, { most: 1, days: 7 })).toBe(0)
})

test('a mailing without a limit goes to everybody, and another shop’s mails count for nobody here', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const memberId = await aMember(tenantId)
  await aMember(other, { member_id: String(memberId) })
  await aRecipient(await mailingOf(other, 1), memberId, { state: 'sent', settled_at: daysAgo(1) })
  const limitedMailing = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
  await prepareMailing(limitedMailing)
  expect(await outcome(limitedMailing, memberId)).toMatchObject({ state: 'queued' })
  const free = await mailingOf(tenantId, 0, { status: 'preparing' })
  await prepareMailing(free)
  expect(await outcome(free, memberId)).toMatchObject({ state: 'queued' })
})

test('who was mailed since the recipients were frozen is skipped at their turn, with the mailing that came before', async () => {
  const tenantId = await aTenant()
  const [mailed, fresh] = [await aMember(tenantId), await aMember(tenantId)]
  const mailing = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
  await prepareMailing(mailing)
  const meanwhile = await mailingOf(tenantId, 0)
  await aRecipient(meanwhile, mailed, { state: 'sent', settled_at: daysAgo(0.01) })
  await sendSlice(await loadMail(mailing), { seconds: 5, concurrency: 2 })
  expect(await outcome(mailing, mailed)).toEqual({ state: 'skipped', reason: 'too-often', after: meanwhile.mailingId })
  expect(await outcome(mailing, fresh)).toMatchObject({ state: 'sent' })
})

test('of two mailings that wait with the same people each goes to them once, in whatever order they are sent', async () => {
  for (const order of ['earlier first', 'later first', 'at once'] as const) {
    const tenantId = await aTenant()
    for (let count = 0; count < 20; count += 1) await aMember(tenantId)
    const earlier = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
    const later = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
    // Both are frozen before either knows of the other.
    await prepareMailing(earlier)
    await db().query("UPDATE recipients SET state = 'skipped' WHERE tenant_id = $1 AND mailing_id = $2", [
      tenantId,
      earlier.mailingId,
    ])
    await prepareMailing(later)
    await db().query(
      "UPDATE recipients SET state = 'queued', settled_at = NULL WHERE tenant_id = $1 AND mailing_id = $2",
      [tenantId, earlier.mailingId],
    )
    const began = Date.now()
    clock.set(() => new Date(NOW.getTime() + Date.now() - began))
    const send = async (mailing: AMailing) => {
      for (;;) {
        const end = await sendSlice(await loadMail(mailing), { seconds: 3, concurrency: 2 })
        if (end.kind !== 'more') return
        await sleep(200)
      }
    }
    if (order === 'at once') await Promise.all([send(earlier), send(later)])
    else for (const mailing of order === 'earlier first' ? [earlier, later] : [later, earlier]) await send(mailing)
    const counts = await countRecipients(tenantId, [earlier.mailingId, later.mailingId])
    expect({ order, sent: counts.sent, skipped: counts.skipped }).toEqual({
      order,
      sent: 20,
      skipped: { 'too-often': 20 },
    })
  }
})

test('what a later mailing has in hand is waited for, and decides', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const mailing = await mailingOf(tenantId, 0, { status: 'preparing', ...limited(1, 7) })
  await prepareMailing(mailing)
  const later = await mailingOf(tenantId, 0, { status: 'sending' })
  await aRecipient(later, memberId)
  const mail = await loadMail(later)
  const claim = {
    ...later,
    worker: '7b0e1a52-0000-4000-8000-000000000000',
    count: 1,
    after: { sendNo: 0, memberId: 0n },
  }
  await claimRecipients({ ...claim, senderVersion: mail.senderVersion })
  await sendSlice(await loadMail(mailing), { seconds: 1, concurrency: 1 })
  expect(await outcome(mailing, memberId)).toMatchObject({ state: 'queued' })
  await db().query("UPDATE recipients SET state = 'failed' WHERE tenant_id = $1 AND mailing_id = $2", [
    tenantId,
    later.mailingId,
  ])
  clock.set(() => new Date(NOW.getTime() + 60_000))
  await sendSlice(await loadMail(mailing), { seconds: 2, concurrency: 1 })
  expect(await outcome(mailing, memberId)).toMatchObject({ state: 'sent' })
})

test('two or three partitions are read, not all of them', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  for (const days of [0, 40, 100, 200, 300]) await aRecipient(await mailingOf(tenantId, days), memberId)
  const first = (blockAt(daysAgo(30)) - 1) * BLOCK
  const found = await db().query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT FROM recipients r WHERE r.tenant_id = $1 AND r.member_id = ANY ($2::bigint[]) AND r.mailing_id >= ${first}`,
    [tenantId, [memberId]],
  )
  const scanned = new Set(found.rows.flatMap((row) => /recipients_\d+/.exec(row['QUERY PLAN'])?.[0] ?? []))
  expect(scanned.size).toBeLessThanOrEqual(4)
})
