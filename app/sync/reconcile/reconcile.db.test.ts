import { aCustomer, control, customerAtShopify, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { drainAll } from '#tests/write-backs.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { continueImport } from '../import/import-steps.server.ts'
import { findLastCheck, listDifferences, requestCheck, requestNightlyChecks } from './reconcile.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'

let tenantId: number

beforeEach(async () => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
  tenantId = (await openedShop()).tenantId
})

async function work(): Promise<void> {
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId))
    await sleep(50)
}

/** A check; returns what it found as `about class repair`. */
async function check(): Promise<string[]> {
  await requestCheck(tenantId)
  await work()
  return lastFound()
}

async function lastFound(): Promise<string[]> {
  const { done } = await findLastCheck(tenantId)
  const { differences } = await listDifferences(tenantId, done?.checkId ?? 0, 0)
  return differences.map((one) => `${one.about} ${one.class} ${one.repair}${one.open ? ' open' : ''}`)
}

const stateOf = async (id: string) =>
  (
    await db().query(
      `SELECT CASE WHEN email_unsubscribed THEN 'UNSUBSCRIBED' ELSE email_state::text END AS email, sms_state AS sms
       FROM members WHERE tenant_id = $1 AND member_id = $2`,
      [tenantId, id],
    )
  ).rows[0]

const optOut = (id: string, mailingId: number | null = null) =>
  unsubscribe({ tenantId, memberId: BigInt(id), mailingId, source: 'unsubscribe-link', at: clock.now() })

/** The shop's customers are here, and time has passed. */
async function imported(...rows: Record<string, unknown>[]): Promise<string[]> {
  const ids: string[] = []
  for (const row of rows) ids.push((await aCustomer(row)).id)
  await work()
  return ids
}

/** Shopify keeps whole seconds: a decision in the same one would be a tie. */
const inAMinute = () => new Date(Date.now() + 60_000).toISOString()

const HOUR = 3_600_000
const later = (hours: number) => clock.set(() => new Date(Date.now() + hours * HOUR))

test('where all agree there is no difference, and the tile can say among how many', async () => {
  await imported({ email: 'a@example.com' }, { email: 'b@example.com', phone: '+15550101', emailState: 'UNSUBSCRIBED' })
  expect(await check()).toEqual([])
  expect(await findLastCheck(tenantId)).toMatchObject({ done: { members: 2, found: 0, open: 0 }, newer: 'none' })
})

test('a message that may still come is late, one that will not is lost, and both changes are taken over', async () => {
  const [id = ''] = await imported({})
  await control('PATCH', `customers/${id}`, { emailState: 'UNSUBSCRIBED' })
  expect(await check()).toEqual(['email webhook-late adopted'])
  const { done } = await findLastCheck(tenantId)
  expect((await listDifferences(tenantId, done?.checkId ?? 0, 0)).differences).toMatchObject([
    { before: 'SUBSCRIBED', after: 'UNSUBSCRIBED' },
  ])
  expect(await stateOf(id)).toEqual({ email: 'UNSUBSCRIBED', sms: 'SUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', smsState: 'UNSUBSCRIBED', at: inAMinute() })
  later(5)
  expect(await check()).toEqual(['email webhook-lost adopted', 'sms webhook-lost adopted'])
  expect(await stateOf(id)).toEqual({ email: 'SUBSCRIBED', sms: 'UNSUBSCRIBED' })
  expect(await check()).toEqual([])
  expect((await findLastCheck(tenantId)).done).toMatchObject({ members: 1, open: 0 })
})

test.each([
  ['waiting', 'webhook-late'],
  ['dead', 'webhook-failed'],
])('a message that is %s here is no lost one', async (state, expected) => {
  const [id = ''] = await imported({})
  await control('PATCH', `customers/${id}`, { emailState: 'UNSUBSCRIBED' })
  await db().query(
    `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, state, member_id)
     VALUES ($1, 'w', 'customers/update', '2026-10', now(), now(), '{}', $2, $3)`,
    [tenantId, state, id],
  )
  later(5)
  expect(await check()).toEqual([`email ${expected} adopted`])
})

test('a customer that nobody told us of is added, one that Shopify no longer has is removed', async () => {
  const [gone = ''] = await imported({}, { email: 'stays@example.com', phone: null })
  await control('DELETE', `customers/${gone}`)
  await aCustomer({ email: 'new@example.com', phone: '+15550109' })
  expect(await check()).toEqual(expect.arrayContaining(['customer missing-here added', 'customer deleted removed']))
  expect(await stateOf(gone)).toBeUndefined()
  expect(await check()).toEqual([])
})

test('one that Shopify no longer has is removed, also when another one is erased meanwhile', async () => {
  const [gone = '', erased = ''] = await imported({}, { email: 'stays@example.com', phone: null })
  await control('DELETE', `customers/${gone}`)
  await requestCheck(tenantId)
  await continueImport(tenantId)
  await eraseMember(tenantId, erased)
  await work()
  expect(await stateOf(gone)).toBeUndefined()
})

test('a member whose address another one has now was merged into that one, with the opt-out', async () => {
  const [gone = '', kept = ''] = await imported({}, { email: null, phone: '+15550102' })
  await optOut(gone)
  await drainAll()
  await control('POST', 'merge', { kept, deleted: gone })
  expect(await check()).toContain('customer merged joined')
  expect(await stateOf(gone)).toBeUndefined()
  expect(await stateOf(kept)).toMatchObject({ email: 'UNSUBSCRIBED' })
})

test('an opt-in at Shopify after the opt-out of who had the address before stands, each channel for itself', async () => {
  const [gone = ''] = await imported({})
  await optOut(gone)
  await drainAll()
  await control('DELETE', `customers/${gone}`)
  const { id } = await aCustomer({ phone: '+15550102', emailState: 'NOT_SUBSCRIBED', smsState: 'NOT_SUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', at: inAMinute() })
  await control('PATCH', `customers/${id}`, { smsState: 'SUBSCRIBED', at: '2020-01-01T00:00:00Z' })
  later(1)
  expect(await check()).toContain('customer merged joined')
  expect(await stateOf(id)).toEqual({ email: 'SUBSCRIBED', sms: 'UNSUBSCRIBED' })
  await drainAll()
  expect(await customerAtShopify(id)).toMatchObject({ email_state: 'SUBSCRIBED', sms_state: 'UNSUBSCRIBED' })
})

test('who comes back after a merge and opts out, ends the consent of who was kept', async () => {
  const [gone = '', kept = ''] = await imported({}, { email: 'kept@example.com', phone: '+15550102' })
  await control('DELETE', `customers/${gone}`)
  await db().query('INSERT INTO merged_members (tenant_id, gone, kept) VALUES ($1, $2, $3)', [tenantId, gone, kept])
  await optOut(gone)
  expect(await check()).toContain('customer merged joined')
  expect(await stateOf(gone)).toBeUndefined()
  expect(await stateOf(kept)).toEqual({ email: 'UNSUBSCRIBED', sms: 'UNSUBSCRIBED' })
})

test('an opt-out that waits to be written is open until Shopify confirms it', async () => {
  const [id = ''] = await imported({})
  await optOut(id)
  const found = await check()
  expect(found).toContain('email write-back-waiting waiting open')
  expect((await findLastCheck(tenantId)).done?.open).toBe(found.length)
  await drainAll()
  expect((await findLastCheck(tenantId)).done?.open).toBe(0)
  expect(await customerAtShopify(id)).toMatchObject({ email_state: 'UNSUBSCRIBED' })
})

test('what Shopify refused stays open and needs a person', async () => {
  const [id = ''] = await imported({ phone: null })
  await optOut(id)
  await db().query(`UPDATE outbox SET state = 'refused', error = 'no'`)
  expect(await check()).toEqual(['email write-back-refused refused open'])
  expect(await stateOf(id)).toMatchObject({ email: 'UNSUBSCRIBED' })
})

test('consent at Shopify that is no newer than an opt-out here does not lift it: Shopify is told', async () => {
  const [id = ''] = await imported({ emailState: 'UNSUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', at: '2020-01-01T00:00:00Z' })
  expect(await check()).toEqual(['email opt-out-kept owed open'])
  expect(await stateOf(id)).toMatchObject({ email: 'UNSUBSCRIBED' })
  await drainAll()
  expect(await customerAtShopify(id)).toMatchObject({ email_state: 'UNSUBSCRIBED' })
  expect(await lastFound()).toEqual(['email opt-out-kept owed'])
  expect(await check()).toEqual([])
})

test('an opt-out at Shopify ends consent here, even where ours is dated later', async () => {
  const [id = ''] = await imported({})
  await control('PATCH', `customers/${id}`, { emailState: 'UNSUBSCRIBED', at: '2020-01-01T00:00:00Z' })
  await control('PATCH', `customers/${id}`, { smsState: 'NOT_SUBSCRIBED', at: '2020-01-01T00:00:00Z' })
  const found = await check()
  expect(found.map((line) => line.split(' ').at(-1))).toEqual(['adopted', 'adopted'])
  expect(await stateOf(id)).toEqual({ email: 'UNSUBSCRIBED', sms: 'NOT_SUBSCRIBED' })
  expect(await check()).toEqual([])
})

test('an undo that waits for Shopify is no difference to repair', async () => {
  const [id = ''] = await imported({ phone: null })
  const { mailingId } = await aMailing(tenantId)
  await optOut(id, mailingId)
  await drainAll()
  await resubscribe({ tenantId, memberId: BigInt(id), mailingId, at: clock.now() })
  expect(await check()).toEqual(['email write-back-waiting waiting open'])
  expect(await stateOf(id)).toMatchObject({ email: 'SUBSCRIBED' })
})

test('what changed here after the export began is no difference', async () => {
  const [id = ''] = await imported({})
  await optOut(id)
  clock.set(() => new Date(Date.now() - 60_000))
  expect(await check()).toEqual([])
  expect(await stateOf(id)).toMatchObject({ email: 'UNSUBSCRIBED' })
})

test('a customer without address or number has no consent to differ in', async () => {
  const [id = ''] = await imported({})
  await optOut(id)
  await drainAll()
  await control('PATCH', `customers/${id}`, { email: null, phone: null })
  expect(await check()).toEqual([])
})

test('an export that lacks most of the members removes nobody', async () => {
  await imported({})
  await db().query(
    `INSERT INTO members (tenant_id, member_id, created_at, updated_at)
     SELECT $1, number, '2020-01-01', '2020-01-01' FROM generate_series(1, 200) AS number`,
    [tenantId],
  )
  await requestCheck(tenantId)
  await expect(work()).rejects.toThrow('nobody was removed')
  const members = await db().query('SELECT FROM members WHERE tenant_id = $1', [tenantId])
  expect(members.rowCount).toBe(201)
})

test('a member that the export lacks is kept when Shopify has the customer after all', async () => {
  const [id = ''] = await imported({}, { email: 'b@example.com', phone: null })
  await requestCheck(tenantId)
  while ((await bulk()) !== 'COMPLETED') await sleep(20)
  // As if the export had been cut at a customer's end, and Shopify's own count with it.
  simulator.store.db
    .prepare(
      `UPDATE shopify_bulk_operations SET result = replace(result, substr(result, 1, instr(result, char(10))), ''),
       root_object_count = 1 WHERE id = (SELECT max(id) FROM shopify_bulk_operations)`,
    )
    .run()
  await work()
  expect(await stateOf(id)).toBeDefined()
  expect(await lastFound()).toEqual([])
})

async function bulk() {
  await continueImport(tenantId)
  return simulator.store.db.prepare('SELECT status FROM shopify_bulk_operations ORDER BY id DESC LIMIT 1').get()?.[
    'status'
  ]
}

test('a check killed between the file and its repairs goes on with them', async () => {
  const [id = ''] = await imported({ emailState: 'UNSUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', at: '2020-01-01T00:00:00Z' })
  await check()
  // As a kill would leave it: the file is loaded, its differences stand, nothing of the rest was done.
  await db().query(`UPDATE imports SET status = 'loading', finished_at = NULL WHERE kind = 'reconcile'`)
  await db().query('UPDATE reconcile_differences SET repair = NULL')
  await db().query('DELETE FROM outbox')
  await work()
  expect(await lastFound()).toEqual(['email opt-out-kept owed open'])
})

test('each night one check of each shop is begun, and none beside an import', async () => {
  const live = async () =>
    (await db().query(`SELECT FROM imports WHERE kind = 'reconcile' AND status = 'requested'`)).rowCount
  later(24 * 2)
  await requestNightlyChecks()
  expect(await live()).toBe(0)
  clock.set()
  await work()
  clock.set(() => new Date('2030-01-02T23:00:00Z'))
  await requestNightlyChecks()
  await requestNightlyChecks()
  expect(await live()).toBe(1)
})

test('a check that failed is told beside the last good one', async () => {
  await imported({})
  await check()
  await requestCheck(tenantId)
  expect(await findLastCheck(tenantId)).toMatchObject({ done: { members: 1 }, newer: 'running' })
  await db().query(`UPDATE imports SET status = 'failed' WHERE status = 'requested'`)
  expect(await findLastCheck(tenantId)).toMatchObject({ done: { members: 1 }, newer: 'failed' })
})
