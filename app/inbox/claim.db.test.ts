import { randomUUID } from 'node:crypto'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { claimDeliveries, markDone, markFailed, postpone, renewLease } from './claim.server.ts'
import type { Delivery } from './delivery.ts'
import { purgeInbox, storeDelivery } from './inbox.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const CONSENT = 'customers_email_marketing_consent/update'
let shop: string
let tenantId: number

beforeEach(async () => {
  await db().query('DELETE FROM tenants')
  shop = `${randomUUID()}.myshopify.com`
  tenantId = await aTenant({ shop })
})

async function arrive(topic: string, body: object | string, row: { shop?: string; id?: string } = {}) {
  const webhookId = row.id ?? randomUUID()
  await storeDelivery({
    shop: row.shop ?? shop,
    webhookId,
    topic,
    apiVersion: '2026-10',
    triggeredAt: new Date(),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })
  return webhookId
}

let second = 0
const optIn = (memberId: bigint | number, state = 'subscribed', row: { shop?: string; id?: string } = {}) =>
  arrive(
    CONSENT,
    `{"customer_id":${memberId},"email_marketing_consent":{"state":"${state}","consent_updated_at":"${new Date(Date.UTC(2030, 0, 1) + 1000 * (second += 1)).toISOString()}"}}`,
    row,
  )

const names = (deliveries: Delivery[]) => deliveries.map(({ webhookId }) => webhookId)
const states = async () =>
  (
    await db().query<{ webhook_id: string; state: string }>(
      'SELECT webhook_id, state FROM webhook_inbox ORDER BY arrival',
    )
  ).rows.map((row) => `${row.webhook_id} ${row.state}`)
/** As if the leases of killed workers, and the times of retries, had passed. */
const timePasses = () =>
  db().query(`UPDATE webhook_inbox SET not_before = now() - interval '1 second' WHERE not_before IS NOT NULL`)

async function drainAll() {
  while ((await drainInbox()) > 0);
}

/** Lets every change of a member fail in the database. */
async function breakMember(memberId: bigint): Promise<() => Promise<unknown>> {
  await db().query(`CREATE FUNCTION broken() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`)
  // Distributed tables take no trigger. What is not valid yet holds for changes only.
  await db().query(`ALTER TABLE members ADD CONSTRAINT broken CHECK (member_id <> ${memberId} OR broken()) NOT VALID`)
  return async () => {
    await db().query('ALTER TABLE members DROP CONSTRAINT broken')
    await db().query('DROP FUNCTION broken')
  }
}

test('deliveries of one customer are in one worker at a time, in order; of others in any', async () => {
  await optIn(1, 'subscribed', { id: 'first' })
  const one = await claimDeliveries()
  await optIn(1, 'unsubscribed', { id: 'second' })
  await optIn(2, 'subscribed', { id: 'other' })
  expect(names(one)).toEqual(['first'])
  expect(names(await claimDeliveries())).toEqual(['other'])
  await markDone(one)
  expect(names(await claimDeliveries())).toEqual(['second'])
})

test('many workers at once take each delivery once, of each customer a run without gaps', async () => {
  for (let round = 0; round < 20; round += 1)
    await Promise.all(
      Array.from({ length: 10 }, (_, member) => optIn(member + 1, 'subscribed', { id: `${member}.${round}` })),
    )
  const claims = await Promise.all([claimDeliveries(), claimDeliveries(), claimDeliveries()])
  expect(claims.flat()).toHaveLength(200)
  expect(claims.filter((claim) => claim.length > 0)).toHaveLength(1)
  const rounds = names(claims.flat()).filter((name) => name.startsWith('3.'))
  expect(rounds).toEqual(Array.from({ length: 20 }, (_, round) => `3.${round}`))
})

test('what is behind a failed one waits until that was tried again; nobody else does', async () => {
  await optIn(1, 'subscribed', { id: 'fails' })
  await optIn(1, 'unsubscribed', { id: 'behind' })
  const [fails, behind] = await claimDeliveries()
  if (!fails || !behind) throw new Error('nothing was taken')
  await markFailed(fails, { fault: 'failed', error: 'broken' })
  await postpone([behind], 'not tried', new Date(0))
  await timePasses()
  expect(names(await claimDeliveries())).toEqual(['fails', 'behind'])
})

test('a delivery that fails is tried five times; then it is dead and those behind it go on, in order', async () => {
  const [member, other] = [await aMember(tenantId), await aMember(tenantId)]
  const repair = await breakMember(member)
  const fails = await optIn(member, 'unsubscribed')
  const behind = await optIn(member, 'subscribed')
  await optIn(other, 'unsubscribed')
  await drainAll()
  expect((await getMember(tenantId, other)).emailState).toBe('UNSUBSCRIBED')
  for (let turn = 2; turn <= 5; turn += 1) {
    expect((await states()).slice(0, 2)).toEqual([`${fails} waiting`, `${behind} waiting`])
    await timePasses()
    await drainAll()
  }
  expect((await states()).slice(0, 2)).toEqual([`${fails} dead`, `${behind} waiting`])
  const dead = await db().query('SELECT attempts, error, fault FROM webhook_inbox WHERE webhook_id = $1', [fails])
  expect(dead.rows).toEqual([{ attempts: 5, error: 'broken', fault: 'failed' }])
  await repair()
  await timePasses()
  await drainAll()
  expect((await states())[1]).toBe(`${behind} done`)
})

test('a delivery that kills its worker each time ends dead, and takes no other with it', async () => {
  const members = await Promise.all(Array.from({ length: 40 }, () => aMember(tenantId)))
  const killer = await optIn(1, 'subscribed', { id: 'killer' })
  for (const member of members) await optIn(member, 'unsubscribed')
  // A worker: it does what it took, unless the killer is among it.
  const work = async () => {
    for (;;) {
      const claimed = await claimDeliveries()
      if (claimed.length === 0 || names(claimed).includes(killer)) return
      await markDone(claimed)
    }
  }
  for (let worker = 0; worker < 8; worker += 1) {
    await work()
    await timePasses()
  }
  await work()
  const [first, ...others] = await states()
  expect(first).toBe('killer dead')
  expect(others.filter((state) => !state.endsWith('done'))).toEqual([])
})

test('a lease that is renewed does not end; what a slow worker lost is not its to settle any more', async () => {
  await optIn(1)
  const slow = await claimDeliveries()
  await timePasses()
  await renewLease(slow)
  expect(await claimDeliveries()).toEqual([])
  await timePasses()
  const [again] = await claimDeliveries()
  expect(again?.attempts).toBe(2)
  await markDone(slow)
  expect((await states())[0]).toMatch(/waiting$/)
})

test('a shop with very many deliveries leaves the others their share', async () => {
  await Promise.all(Array.from({ length: 1200 }, (_, number) => optIn(number + 1)))
  const small = `${randomUUID()}.myshopify.com`
  const other = await aTenant({ shop: small })
  await optIn(1, 'subscribed', { shop: small })
  const claimed = await claimDeliveries()
  expect(claimed.filter((delivery) => delivery.tenantId === other)).toHaveLength(1)
  expect(claimed).toHaveLength(501)
  expect((await claimDeliveries([tenantId])).length).toBe(0)
})

test('processed, a delivery keeps no body, and a copy of it that comes late is still known as one', async () => {
  const member = await aMember(tenantId)
  await optIn(member, 'unsubscribed', { id: 'same' })
  await drainAll()
  const rows = async () => (await db().query('SELECT state, length(body) AS bytes FROM webhook_inbox')).rows
  expect(await rows()).toEqual([{ state: 'done', bytes: 0 }])
  await optIn(member, 'subscribed', { id: 'same' })
  expect(await rows()).toEqual([{ state: 'done', bytes: 0 }])
})

test('a dead delivery about an erased customer loses its body: those that are there at once, a later one in a day', async () => {
  const member = await aMember(tenantId)
  const poison = (id: string) =>
    arrive(CONSENT, `{"customer_id":${member},"email_marketing_consent":"secret@example.com"}`, { id })
  await poison('before')
  await drainAll()
  await arrive('customers/redact', { shop_domain: shop, customer: { id: String(member) } })
  await drainAll()
  expect(await findMember(tenantId, member)).toBeNull()
  await poison('after')
  await drainAll()
  const bodies = async () =>
    (await db().query(`SELECT length(body) AS bytes FROM webhook_inbox WHERE state = 'dead' ORDER BY arrival`)).rows
  const [before, after] = await bodies()
  expect([before.bytes, after.bytes > 0]).toEqual([0, true])
  await purgeInbox()
  expect((await bodies())[1].bytes).toBeGreaterThan(0)
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '25 hours'`)
  await purgeInbox()
  expect(await bodies()).toEqual([{ bytes: 0 }, { bytes: 0 }])
})

test('a shop whose work takes long does not hold up the others', async () => {
  const slow = await aMember(tenantId)
  const quickShop = `${randomUUID()}.myshopify.com`
  const quickTenant = await aTenant({ shop: quickShop })
  const quick = await aMember(quickTenant)
  const lock = await db().connect()
  await lock.query('BEGIN')
  await lock.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [tenantId, slow])
  await optIn(slow, 'unsubscribed')
  await drainInbox()
  await optIn(quick, 'unsubscribed', { shop: quickShop })
  await drainInbox()
  const stateOf = async (tenant: number, member: bigint) => (await getMember(tenant, member)).emailState
  expect([await stateOf(tenantId, slow), await stateOf(quickTenant, quick)]).toEqual(['SUBSCRIBED', 'UNSUBSCRIBED'])
  await lock.query('COMMIT')
  lock.release()
  await drainAll()
  expect(await stateOf(tenantId, slow)).toBe('UNSUBSCRIBED')
})
