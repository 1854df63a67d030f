import { aCustomer, control, customerAtShopify, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCampaign } from '#app/campaigns/campaigns.server.ts'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { importProgress } from '#app/sync/import/import.server.ts'
import { continueImport } from '#app/sync/import/import-steps.server.ts'
import { aMailing } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { purgeInbox, storeDelivery } from './inbox.server.ts'
import { findTenant } from '#app/tenants/tenants.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const SHOP = 'glancito-demo.myshopify.com'
const OTHER = 'other-store.myshopify.com'

/** A delivery as the route stores it. */
async function arrive(topic: string, body: object | string, change: { shop?: string; at?: Date; id?: string } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const webhookId = change.id ?? randomUUID()
  await storeDelivery({
    shop: change.shop ?? SHOP,
    webhookId,
    topic,
    apiVersion: '2026-10',
    triggeredAt: change.at ?? new Date(),
    body: Buffer.from(text),
  })
  return webhookId
}

/** Every delivery that the simulator would send, in the order given, taken in as it would arrive. */
async function takeIn(order: (deliveries: Sent[]) => Sent[] = (all) => all): Promise<Sent[]> {
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?limit=500')
  const sent = order(deliveries.toReversed())
  for (const { topic, body, webhook_id: id, triggered_at: at, shop } of sent)
    await arrive(topic, body, { id, shop, at: new Date(at) })
  return sent
}
type Sent = { topic: string; body: string; webhook_id: string; triggered_at: string; shop: string }

async function drainAll() {
  while ((await drainInbox()) > 0);
}

const consentBody = (id: string, state: string, at: string | null) =>
  `{"customer_id":${id},"email_address":"x@example.com","email_marketing_consent":{"state":"${state}","opt_in_level":"single_opt_in","consent_updated_at":${JSON.stringify(at)}}}`
const CONSENT = 'customers_email_marketing_consent/update'

async function inbox(tenantId: number) {
  return (await db().query('SELECT * FROM webhook_inbox WHERE tenant_id = $1', [tenantId])).rows
}

/** A customer at Shopify who is a member here. */
async function aKnownCustomer(row: Record<string, unknown> = {}) {
  const tenant = await openedShop()
  const customer = await aCustomer(row)
  await saveCustomers(tenant.tenantId, 'import', await readCustomers(tenant.tenantId, [customer.id]))
  return { ...tenant, id: customer.id }
}

test('a customer created at Shopify becomes a member, in whatever order the deliveries come', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ tags: ['vip'] })
  const sent = await takeIn((all) => all.toReversed())
  expect(sent.map((delivery) => delivery.topic)).toContain(CONSENT)
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({
    emailState: 'SUBSCRIBED',
    smsState: 'SUBSCRIBED',
    tags: ['vip'],
  })
  expect(await listConsentChanges(tenantId, id)).toHaveLength(2)
  expect(new Set((await inbox(tenantId)).map((row) => row.state))).toEqual(new Set(['done']))
})

test('customers/update only asks for a refresh: the profile is read from Shopify', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('PATCH', `customers/${id}`, { firstName: 'Renamed', addTags: ['gold'] })
  await arrive('customers/update', `{"id":${id}}`)
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed', tags: ['gold'] })
})

test('a paid order brings points, spent and orders', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('POST', `customers/${id}/orders`, { amount: 120.5, paid: true })
  await takeIn((all) => all.filter((delivery) => delivery.topic.startsWith('orders/')))
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ points: 120, amountSpent: '120.50', ordersCount: 1 })
})

test('consent that arrives out of order ends as the latest decision', async () => {
  const { tenantId, id } = await aKnownCustomer({ emailState: 'NOT_SUBSCRIBED' })
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-03T00:00:00Z'))
  await drainAll()
  await arrive(CONSENT, consentBody(id, 'subscribed', '2030-01-02T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('UNSUBSCRIBED')
  await arrive(CONSENT, consentBody(id, 'subscribed', '2030-01-04T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
})

test("Shopify's echo of our own write-back changes nothing, a later opt-in lifts the unsubscribe", async () => {
  const { tenantId, id } = await aKnownCustomer()
  const at = new Date(Date.now() + 1000)
  await unsubscribe({ tenantId, memberId: id, mailingId: 5, source: 'one-click', at })
  const before = await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])
  await arrive(CONSENT, consentBody(id, 'unsubscribed', at.toISOString()))
  await drainAll()
  expect((await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])).rows).toEqual(
    before.rows,
  )
  await arrive(CONSENT, consentBody(id, 'subscribed', new Date(at.getTime() + 60_000).toISOString()))
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ emailUnsubscribed: false, emailState: 'SUBSCRIBED' })
})

test("another shop's customer number does nothing in this one", async () => {
  const { tenantId, id } = await aKnownCustomer()
  const other = await openedShop(OTHER)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'), { shop: OTHER })
  await arrive('customers/update', `{"id":${id}}`, { shop: OTHER })
  await arrive('customers/delete', `{"id":${id}}`, { shop: OTHER })
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
  expect(await findMember(other.tenantId, id)).toBeNull()
  expect((await inbox(other.tenantId)).map((row) => row.state)).toEqual(['done', 'done', 'done'])
})

test('a delivery that makes no sense is dead at once with its error and stops no other, not even of its customer', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const nobody = await arrive(CONSENT, '{"customer_id": "not a number"}')
  const same = await arrive(CONSENT, `{"customer_id": ${id}, "email_marketing_consent": 5}`)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('UNSUBSCRIBED')
  const rows = await inbox(tenantId)
  const find = (webhookId: string) => rows.find((row) => row.webhook_id === webhookId)
  expect(find(nobody)).toMatchObject({ state: 'dead', fault: 'unreadable', attempts: 1 })
  expect(find(same)).toMatchObject({ state: 'dead', error: expect.stringContaining('email_marketing_consent') })
})

test('while Shopify is down refreshes wait without wearing out, and consent in payloads is applied', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('PATCH', `customers/${id}`, { firstName: 'Later' })
  await control('POST', 'shopify', { down: true })
  await arrive('customers/update', `{"id":${id}}`)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'))
  for (let turn = 0; turn < 6; turn += 1) {
    await drainAll()
    await db().query('UPDATE webhook_inbox SET not_before = NULL')
  }
  expect(await getMember(tenantId, id)).toMatchObject({ emailState: 'UNSUBSCRIBED', firstName: 'Sarah' })
  await control('POST', 'shopify', { down: false })
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Later' })
})

test('two workers at once apply everything once', async () => {
  const { tenantId, id } = await aKnownCustomer()
  for (let hour = 10; hour < 20; hour += 1)
    await arrive(CONSENT, consentBody(id, hour % 2 ? 'subscribed' : 'unsubscribed', `2030-01-01T${hour}:00:00Z`))
  await Promise.all([drainAll(), drainAll(), drainAll()])
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
  expect(new Set((await inbox(tenantId)).map((row) => `${row.state} ${row.attempts}`))).toEqual(new Set(['done 1']))
})

test('customers/delete erases only who is gone at Shopify: its topic is not signed', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await arrive('customers/delete', `{"id":${id}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).not.toBeNull()
  await control('DELETE', `customers/${id}`)
  await arrive('customers/delete', `{"id":${id}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).toBeNull()
})

test('shop/redact of a shop that still has the app is refused, and done when only its uninstall was lost', async () => {
  const { tenantId, shop } = await openedShop()
  const tenants = async () => (await db().query('SELECT FROM tenants WHERE tenant_id = $1', [tenantId])).rowCount
  await arrive('shop/redact', { shop_domain: SHOP })
  await drainAll()
  expect(await tenants()).toBe(1)
  expect(await inbox(tenantId)).toMatchObject([{ state: 'waiting', fault: 'still-installed' }])
  await control('POST', `uninstall?shop=${shop}`)
  await db().query('UPDATE webhook_inbox SET not_before = NULL')
  await drainAll()
  expect(await tenants()).toBe(0)
})

test('a redacted customer is erased: only the number remains', async () => {
  const { tenantId, id } = await aKnownCustomer({ email: 'secret@example.com', firstName: 'Secretname' })
  const feedback = {
    mailingId: 1,
    bounceType: null,
    subType: null,
    diagnostic: '550 <secret@example.com>',
    feedbackId: 'f',
  }
  await recordBounce({ tenantId, memberId: id, kind: 'soft', at: new Date(), ...feedback })
  await unsubscribe({ tenantId, memberId: id, mailingId: 1, source: 'one-click', at: new Date() })
  await arrive(
    CONSENT,
    consentBody(id, 'subscribed', '2020-01-01T00:00:00Z').replace('x@example.com', 'secret@example.com'),
  )
  await drainAll()
  await arrive('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id},"email":"secret@example.com"}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).toBeNull()
  const dump = await db().query(
    `SELECT (SELECT json_agg(t) FROM members t)::text || '' AS members, (SELECT json_agg(t)::text FROM bounces t) AS bounces,
       (SELECT json_agg(t)::text FROM outbox t) AS outbox, (SELECT json_agg(t)::text FROM consent_ledger t) AS ledger,
       (SELECT string_agg(convert_from(body, 'UTF8'), ' ') FROM webhook_inbox) AS inbox`,
  )
  expect(JSON.stringify(dump.rows)).not.toMatch(/secret/i)
  expect(dump.rows[0].ledger).toContain(id)
})

test('an import that was exported before does not bring an erased customer back', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await continueImport(tenantId)
  const exported = () =>
    simulator.store.db.prepare("SELECT id FROM shopify_bulk_operations WHERE status = 'COMPLETED'").get() !== undefined
  while (!exported()) await sleep(10)
  expect((await importProgress(tenantId))?.status).toBe('running')
  await arrive('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id}}}`, { id: 'redaction' })
  await drainAll()
  const [redaction] = await inbox(tenantId)
  expect([redaction.state, redaction.body.length]).toEqual(['done', 0])
  await continueImport(tenantId)
  expect((await importProgress(tenantId))?.status).toBe('done')
  expect(await findMember(tenantId, id)).toBeNull()
})

test('when customers are merged, the stricter consent and the suppression survive', async () => {
  const { tenantId, id: kept } = await aKnownCustomer()
  const { id: gone } = await aCustomer({ email: 'other@example.com', phone: '+15550101' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [gone]))
  await unsubscribe({ tenantId, memberId: gone, mailingId: 1, source: 'one-click', at: new Date() })
  await control('POST', 'merge', { kept, deleted: gone })
  await takeIn((all) => all.filter((delivery) => delivery.topic === 'customers/merge'))
  await drainAll()
  expect(await findMember(tenantId, gone)).toBeNull()
  expect(await getMember(tenantId, kept)).toMatchObject({ emailUnsubscribed: true, smsState: 'UNSUBSCRIBED' })
  const pending = { emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED', state: 'waiting' }
  expect(await findWriteBack(tenantId, kept)).toMatchObject(pending)
  const [change] = await listConsentChanges(tenantId, kept)
  expect(change).toMatchObject({ source: 'merge', newState: 'UNSUBSCRIBED' })
  expect((await customerAtShopify(kept)).email).toBe('sarah@example.com')
})

test('an uninstall ends sessions, imports and campaigns; a late one does not end a new install', async () => {
  const { tenantId, shop } = await openedShop()
  const { campaignId } = await aMailing(tenantId)
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP }, { at: new Date(Date.now() - 3_600_000) })
  await drainAll()
  expect(await findTenant(shop)).not.toBeNull()
  expect((await getCampaign(tenantId, campaignId)).status).toBe('sending')
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP })
  await drainAll()
  expect(await findTenant(shop)).toBeNull()
  expect((await db().query('SELECT FROM sessions WHERE shop = $1', [shop])).rowCount).toBe(0)
  const imports = await db().query('SELECT status FROM imports WHERE tenant_id = $1', [tenantId])
  expect(imports.rows).toEqual([{ status: 'failed' }])
  expect((await getCampaign(tenantId, campaignId)).status).toBe('paused')
  const back = await openedShop()
  expect(back.tenantId).toBe(tenantId)
})

test('shop/redact leaves no row of the shop in any table, and all of the others', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const other = await openedShop(OTHER)
  for (const tenant of [tenantId, other.tenantId])
    await db().query('INSERT INTO mail_stats (tenant_id, mailing_id, type, slot) VALUES ($1, 1, 1, 1)', [tenant])
  await unsubscribe({ tenantId, memberId: id, mailingId: 1, source: 'one-click', at: new Date() })
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP })
  await drainAll()
  await arrive('shop/redact', { shop_domain: SHOP })
  await drainAll()
  const tables = await db().query(
    `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'`,
  )
  const left: string[] = []
  for (const { name } of tables.rows) {
    const rows = await db().query(`SELECT FROM ${name} WHERE tenant_id = $1`, [tenantId])
    if (rows.rowCount) left.push(name)
  }
  expect(tables.rows.length).toBeGreaterThan(12)
  expect(left).toEqual([])
  expect((await db().query('SELECT FROM mail_stats WHERE tenant_id = $1', [other.tenantId])).rowCount).toBe(1)
  expect(await findTenant(OTHER)).not.toBeNull()
})

test('a privacy request that could not be processed is not forgotten with the other dead ones', async () => {
  const { tenantId } = await aKnownCustomer()
  await arrive('customers/redact', { shop_domain: 'another.myshopify.com', customer: { id: '1' } })
  await arrive(CONSENT, '{}')
  await drainAll()
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '31 days'`)
  await purgeInbox()
  expect(await inbox(tenantId)).toMatchObject([{ topic: 'customers/redact', state: 'dead' }])
})

test('worked-off deliveries are forgotten after a week', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await arrive('customers/update', `{"id":${id}}`)
  await drainAll()
  await purgeInbox()
  expect(await inbox(tenantId)).toHaveLength(1)
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '8 days'`)
  await purgeInbox()
  expect(await inbox(tenantId)).toEqual([])
})
