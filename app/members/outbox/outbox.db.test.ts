import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { claimRows, listDueShops, postpone, settle, stillHolds } from '#app/sync/write-back/outbox-claims.server.ts'
import { findWriteBack, listRefusedWriteBacks, queueWriteBack, retryWriteBacks } from './outbox.server.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 4, 4, 10, minute))

async function aMemberWhoOwes(row: Record<string, unknown> = {}) {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, row)
  await queueWriteBack(db(), { tenantId, memberId, emailState: 'UNSUBSCRIBED', smsState: null, consentedAt: at(0) })
  return { tenantId, memberId }
}

/** As if the worker had been killed and its lease had passed. */
const loseWorker = () =>
  db().query("UPDATE outbox SET lease_until = now() - interval '1 second', not_before = now() - interval '1 second'")

test('each channel keeps its own decision and its time', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes()
  await queueWriteBack(db(), { tenantId, memberId, emailState: null, smsState: 'UNSUBSCRIBED', consentedAt: at(5) })
  const [claim] = await claimRows(tenantId, 10)
  expect(claim?.pending).toMatchObject([
    { channel: 'email', state: 'UNSUBSCRIBED', at: at(0) },
    { channel: 'sms', state: 'UNSUBSCRIBED', at: at(5) },
  ])
})

test('an undo that waits still knows what it undoes when the other channel changes', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const undo = { emailState: 'SUBSCRIBED', smsState: null, consentedAt: at(3), undoesAt: at(1) } as const
  await queueWriteBack(db(), { tenantId, memberId, ...undo })
  await queueWriteBack(db(), { tenantId, memberId, emailState: null, smsState: 'UNSUBSCRIBED', consentedAt: at(9) })
  expect((await claimRows(tenantId, 10))[0]?.pending[0]).toMatchObject({
    state: 'SUBSCRIBED',
    at: at(3),
    undoesAt: at(1),
  })
})

test('an older SUBSCRIBED follows no UNSUBSCRIBED, whether that waits, is told or was refused', async () => {
  for (const outcome of ['waiting', 'confirmed', 'refused'] as const) {
    const { tenantId, memberId } = await aMemberWhoOwes()
    const [claim] = await claimRows(tenantId, 1)
    if (!claim) throw new Error('nothing to claim')
    if (outcome !== 'waiting') await settle(claim, [{ pending: claim.pending[0] ?? never(), outcome, error: null }])
    await queueWriteBack(db(), { tenantId, memberId, emailState: 'SUBSCRIBED', smsState: null, consentedAt: at(-1) })
    expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: outcome, emailState: 'UNSUBSCRIBED' })
  }
})

const never = (): never => {
  throw new Error('the claim owes nothing')
}

test('a pending decision names the change in the ledger that it came from', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { sms_state: 'SUBSCRIBED', phone: '+15550100' })
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: at(0) })
  await unsubscribe({ tenantId, memberId, mailingId: 4, source: 'one-click', at: at(1) })
  expect((await claimRows(tenantId, 1))[0]?.pending).toMatchObject([
    { channel: 'email', seq: 1 },
    { channel: 'sms', seq: 2 },
  ])
})

test('while a worker is at Shopify for a member, no other is, though a new decision comes', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes()
  const [claim] = await claimRows(tenantId, 10)
  if (!claim) throw new Error('nothing to claim')
  expect(await stillHolds(claim)).toBe(true)
  await queueWriteBack(db(), { tenantId, memberId, emailState: 'SUBSCRIBED', smsState: null, consentedAt: at(5) })
  expect(await listDueShops([], 10)).not.toContain(tenantId)
  expect(await claimRows(tenantId, 10)).toEqual([])
  expect(await stillHolds(claim)).toBe(false)
  await settle(claim, [{ pending: claim.pending[0] ?? never(), outcome: 'confirmed', error: null }])
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'waiting', emailState: 'SUBSCRIBED' })
  expect(await claimRows(tenantId, 10)).toHaveLength(1)
})

test('a worker that comes back after its lease has lost the row to the next one', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes()
  const [late] = await claimRows(tenantId, 10)
  await loseWorker()
  const [next] = await claimRows(tenantId, 10)
  if (!late || !next) throw new Error('nothing to claim')
  expect([await stillHolds(late), await stillHolds(next)]).toEqual([false, true])
  await settle(late, [{ pending: late.pending[0] ?? never(), outcome: 'confirmed', error: null }])
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'waiting' })
})

test('a row that its workers die with waits longer each time, alone, and is a trouble for people in the end', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes()
  const other = await aMember(tenantId)
  const leases: number[] = []
  for (let death = 0; death < 3; death += 1) {
    await claimRows(tenantId, 1)
    const left = await db().query(
      'SELECT extract(epoch FROM lease_until - now()) / 60 AS minutes FROM outbox WHERE tenant_id = $1',
      [tenantId],
    )
    leases.push(Math.round(left.rows[0].minutes))
    await loseWorker()
  }
  expect(leases).toEqual([5, 5, 10])
  await queueWriteBack(db(), {
    tenantId,
    memberId: other,
    emailState: 'UNSUBSCRIBED',
    smsState: null,
    consentedAt: at(0),
  })
  expect((await claimRows(tenantId, 10)).map((claim) => claim.memberId)).toEqual([other])
  await db().query('UPDATE outbox SET lost = 5 WHERE member_id = $1', [memberId])
  expect(await claimRows(tenantId, 10)).toEqual([])
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({
    state: 'refused',
    error: 'Glancito couldn’t finish this change',
  })
})

test('a shop with very many rows hides no other shop', async () => {
  const { tenantId: busy } = await aMemberWhoOwes()
  await db().query(
    `INSERT INTO outbox (tenant_id, member_id, email_state, email_at, not_before, created_at)
     SELECT $1, n, 'UNSUBSCRIBED', now(), now() - interval '1 hour', now() FROM generate_series(1, 500) n`,
    [busy],
  )
  const { tenantId: quiet } = await aMemberWhoOwes()
  expect(await listDueShops([], 1000)).toEqual(expect.arrayContaining([busy, quiet]))
  expect(await listDueShops([busy], 1000)).not.toContain(busy)
  expect(await claimRows(quiet, 10)).toHaveLength(1)
})

test('waiting for points is no failed try', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes()
  const [claim] = await claimRows(tenantId, 10)
  if (!claim) throw new Error('nothing to claim')
  await postpone(claim, new Date(Date.now() + 60_000))
  await postpone(claim, new Date(Date.now() + 60_000))
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ attempts: 0, state: 'waiting', error: null })
  expect(await claimRows(tenantId, 10)).toEqual([])
})

test('what was refused is listed with its member, and told again when the merchant asks', async () => {
  const { tenantId, memberId } = await aMemberWhoOwes({ first_name: 'Emma' })
  const { tenantId: other } = await aMemberWhoOwes()
  await db().query("UPDATE outbox SET state = 'refused', error = 'no', attempts = 9")
  clock.set(() => new Date('2026-06-01T00:00:00Z'))
  expect(await listRefusedWriteBacks(tenantId)).toMatchObject([{ memberId, firstName: 'Emma', error: 'no' }])
  expect(await listRefusedWriteBacks(tenantId, { after: memberId })).toEqual([])
  expect(await retryWriteBacks(tenantId, null)).toBe(1)
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({
    state: 'waiting',
    attempts: 0,
    createdAt: new Date('2026-06-01T00:00:00Z'),
  })
  expect(await listRefusedWriteBacks(other)).toHaveLength(1)
})
