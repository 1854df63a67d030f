// Orders as Shopify's webhooks tell them, through the inbox.
import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { randomUUID } from 'node:crypto'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { getMember } from '#tests/members.ts'
import { expect, test } from 'vitest'
import { storeDelivery } from './inbox.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const SHOP = 'glancito-demo.myshopify.com'

type Sent = { topic: string; body: string; webhook_id: string; triggered_at: string }

async function arrive(topic: string, body: string, { id, at }: { id?: string; at?: Date } = {}) {
  const common = { shop: SHOP, apiVersion: '2026-10', triggeredAt: at ?? new Date() }
  await storeDelivery({ ...common, webhookId: id ?? randomUUID(), topic, body: Buffer.from(body) })
}

async function drainAll() {
  while ((await drainInbox()) > 0);
}

const isOfOrder = ({ topic }: Sent) => topic.startsWith('orders/') || topic === 'refunds/create'

/** What the simulated Shopify has sent about orders so far, the oldest first. */
async function sentOrders(): Promise<Sent[]> {
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?limit=500')
  return deliveries.toReversed().filter(isOfOrder)
}

/** Takes it in as it would arrive, and works it off. */
async function takeIn(order: (sent: Sent[]) => Sent[] = (all) => all): Promise<void> {
  for (const { topic, body, webhook_id: id, triggered_at: at } of order(await sentOrders()))
    await arrive(topic, body, { id, at: new Date(at) })
  await drainAll()
}

const orders = async (tenantId: number) =>
  (await db().query('SELECT * FROM orders WHERE tenant_id = $1 ORDER BY ordered_at, order_id', [tenantId])).rows
const linesOf = async (tenantId: number) =>
  (await db().query('SELECT * FROM order_lines WHERE tenant_id = $1 ORDER BY order_id, line_id', [tenantId])).rows
const refunds = async (tenantId: number) =>
  (await db().query('SELECT * FROM order_refunds WHERE tenant_id = $1 ORDER BY refund_id', [tenantId])).rows
const faults = async (tenantId: number) =>
  (await db().query(`SELECT topic, error FROM webhook_inbox WHERE tenant_id = $1 AND state <> 'done'`, [tenantId])).rows

const LINES = [
  { product: 'lambswool-scarf', variant: 'Moss' },
  { product: 'gift-card', quantity: 2 },
]
const buy = (id: string, order: object = {}) =>
  control<{ id: string }>('POST', `customers/${id}/orders`, { lines: LINES, ...order })

async function aKnownCustomer() {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer()
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  return { tenantId, id }
}

test('a new order is here with its lines, and its customer has it counted', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const order = await buy(id, { presentment: { currency: 'CHF', rate: 0.95 } })
  await takeIn()
  expect(await orders(tenantId)).toMatchObject([
    {
      order_id: BigInt(order.id),
      member_id: BigInt(id),
      name: '#1001',
      total: '98.000',
      currency: 'EUR',
      presentment_total: '93.100',
      presentment_currency: 'CHF',
    },
  ])
  expect(await linesOf(tenantId)).toMatchObject([
    { title: 'Lambswool scarf', quantity: 1, price: '48.000', product_id: expect.any(BigInt) },
    { title: 'Gift card', quantity: 2, price: '25.000' },
  ])
  expect(await getMember(tenantId, id)).toMatchObject({ ordersCount: 1, firstOrderAt: expect.any(Date) })
  expect(await faults(tenantId)).toEqual([])
})

test('an order of somebody who is not known yet brings them in, with their first order', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer()
  await buy(id)
  await takeIn()
  expect(await getMember(tenantId, id)).toMatchObject({ ordersCount: 1, firstOrderAt: expect.any(Date) })
})

const shuffles: [string, (sent: Sent[]) => Sent[]][] = [
  ['in order', (all) => all],
  ['the other way round', (all) => all.toReversed()],
  ['each twice', (all) => [...all, ...all.map((one) => ({ ...one, webhook_id: randomUUID() }))]],
  ['the refund first', (all) => all.toSorted((one) => (one.topic === 'refunds/create' ? -1 : 1))],
  ['without the message of the cancellation', (all) => all.filter(({ topic }) => topic !== 'orders/cancelled')],
  ['without that of the refund', (all) => all.filter(({ topic }) => topic !== 'refunds/create')],
]
test.each(shuffles)('an order that is edited, refunded and cancelled ends the same, told %s', async (_, order) => {
  const { tenantId, id } = await aKnownCustomer()
  await control('POST', 'clock', { now: '2027-11-01T10:00:00Z' })
  const placed = await buy(id)
  const { line_items: items } = await control<{ line_items: { admin_graphql_api_id: string }[] }>(
    'GET',
    `orders/${placed.id}`,
  )
  const line = items[1]?.admin_graphql_api_id.split('/').at(-1) ?? ''
  await control('POST', 'clock', { now: '2027-11-01T10:05:00Z' })
  await control('PATCH', `orders/${placed.id}`, { quantities: { [line]: 1 } })
  await control('POST', 'clock', { now: '2027-11-02T10:00:00Z' })
  await control('POST', `orders/${placed.id}/refunds`, { amount: 30 })
  await control('POST', 'clock', { now: '2027-11-03T10:00:00Z' })
  await control('POST', `orders/${placed.id}/cancel`)
  await takeIn(order)
  await control('POST', 'clock', { now: null })
  expect(await orders(tenantId)).toMatchObject([
    { total: '98.000', current_total: '43.000', cancelled_at: new Date('2027-11-03T10:00:00Z') },
  ])
  expect(await linesOf(tenantId)).toMatchObject([{ current_quantity: 1 }, { quantity: 2, current_quantity: 1 }])
  expect(await refunds(tenantId)).toMatchObject([{ amount: '30.000', refunded_at: new Date('2027-11-02T10:00:00Z') }])
  expect(await getMember(tenantId, id)).toMatchObject({ firstOrderAt: null, amountSpent: '68.00' })
})

test('who buys at a till and leaves an e-mail at most is no member, and the order is kept', async () => {
  const { tenantId } = await openedShop()
  await control('POST', 'orders', { email: 'till@example.com', lines: LINES, at: '2026-11-01T10:00:00Z' })
  await control('POST', 'orders', { lines: LINES, test: true, at: '2026-11-02T10:00:00Z' })
  await takeIn()
  expect(await orders(tenantId)).toMatchObject([
    { member_id: null, is_test: false },
    { member_id: null, is_test: true },
  ])
  expect(JSON.stringify((await sentOrders()).map(({ body }) => body))).not.toContain('till@example.com')
  expect(await faults(tenantId)).toEqual([])
})

test('an order of years ago that was taken over from elsewhere has its time of then', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await buy(id, { processedAt: '2021-03-04T05:06:07Z' })
  await takeIn()
  expect(await orders(tenantId)).toMatchObject([{ ordered_at: new Date('2021-03-04T05:06:07Z') }])
  expect(await getMember(tenantId, id)).toMatchObject({ firstOrderAt: new Date('2021-03-04T05:06:07Z') })
})

test('a product that was deleted since stays bought', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const order = await buy(id)
  await takeIn()
  const [scarf] = await linesOf(tenantId)
  await control('DELETE', 'products/lambswool-scarf')
  await control('POST', `orders/${order.id}/cancel`)
  await takeIn()
  expect(await orders(tenantId)).toMatchObject([{ cancelled_at: expect.any(Date) }])
  expect((await linesOf(tenantId))[0]).toMatchObject({ product_id: scarf.product_id, title: 'Lambswool scarf' })
})

test('an order that was only packed asks Shopify for nobody', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await buy(id)
  await takeIn()
  const [sent] = await sentOrders()
  await control('PATCH', `customers/${id}`, { firstName: 'Renamed' })
  const packed = sent?.body.replace(/"updated_at":"[^"]+"/, '"updated_at":"2027-01-01T00:00:00Z"') ?? ''
  await arrive('orders/updated', packed)
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Sarah' })
  expect(await orders(tenantId)).toMatchObject([{ updated_at: new Date('2027-01-01T00:00:00Z') }])
  await arrive(
    'orders/updated',
    packed
      .replace('"cancelled_at":null', '"cancelled_at":"2027-01-01T00:00:00Z"')
      .replace('2027-01-01T00:00:00Z', '2027-01-01T00:00:01Z'),
  )
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed' })
})

test('while Shopify is down an order waits, and then its customer is read all the same', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await buy(id)
  await control('POST', 'shopify', { down: true })
  await takeIn()
  await control('POST', 'shopify', { down: false })
  await db().query('UPDATE webhook_inbox SET not_before = NULL')
  await drainAll()
  expect(await orders(tenantId)).toHaveLength(1)
  expect(await getMember(tenantId, id)).toMatchObject({ ordersCount: 1 })
})

test.each([
  [
    'that names its customer alone, as from before orders were kept',
    (id: string) => `{"id":7,"customer":{"id":${id}}}`,
  ],
  ['of which only the number was kept', (id: string) => `{"customer":{"id":${id}}}`],
])('a message about an order %s has the customer read', async (_, body) => {
  const { tenantId, id } = await aKnownCustomer()
  await control('PATCH', `customers/${id}`, { firstName: 'Renamed' })
  await arrive('orders/create', body(id))
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed' })
  expect(await orders(tenantId)).toEqual([])
  expect(await faults(tenantId)).toEqual([])
})

test('one order that makes no sense stops no other', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await buy(id)
  const [sent] = await sentOrders()
  await arrive('orders/create', (sent?.body ?? '').replace('"currency":"EUR"', '"currency":"Euro"'))
  await arrive('refunds/create', '{"id":1,"created_at":"2026-11-01T10:00:00Z","transactions":[]}')
  await takeIn()
  expect(await orders(tenantId)).toHaveLength(1)
  expect(new Set((await faults(tenantId)).map(({ topic }) => topic))).toEqual(
    new Set(['orders/create', 'refunds/create']),
  )
})

test('a customer who is redacted goes with the orders that Shopify names, and what comes late brings none back', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await buy(id)
  const guest = await control<{ id: string }>('POST', 'orders', { email: 'me@example.com', lines: LINES })
  await takeIn()
  const late = (await sentOrders())[0]
  const body = `{"shop_id":1,"shop_domain":"${SHOP}","customer":{"id":${id}},"orders_to_redact":[${guest.id}]}`
  await arrive('customers/redact', body)
  await drainAll()
  expect(await findMember(tenantId, id)).toBeNull()
  await arrive(
    'orders/updated',
    late?.body.replace(/"updated_at":"[^"]+"/, '"updated_at":"2027-01-01T00:00:00Z"') ?? '',
    {
      at: new Date(late?.triggered_at ?? 0),
    },
  )
  await drainAll()
  expect(await orders(tenantId)).toEqual([])
  expect(await linesOf(tenantId)).toEqual([])
})

test('a redaction of orders without a customer erases those', async () => {
  const { tenantId } = await openedShop()
  const guest = await control<{ id: string }>('POST', 'orders', { email: 'me@example.com', lines: LINES })
  await takeIn()
  await arrive('customers/redact', `{"shop_id":1,"shop_domain":"${SHOP}","orders_to_redact":[${guest.id}]}`)
  await drainAll()
  expect(await orders(tenantId)).toEqual([])
})

test('two customers who are merged have one history', async () => {
  const { tenantId, id: kept } = await aKnownCustomer()
  const { id: gone } = await aCustomer({ email: 'gone@example.com', phone: null })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [gone]))
  await buy(gone, { at: '2026-11-01T10:00:00Z' })
  await buy(kept, { at: '2026-11-02T10:00:00Z' })
  const before = await sentOrders()
  await takeIn((all) => all.slice(0, 1))
  await control('POST', 'merge', { kept, deleted: gone })
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?topic=customers/merge')
  for (const { topic, body, webhook_id: id } of deliveries) await arrive(topic, body, { id })
  await drainAll()
  // The others come behind the merge, and name who is gone.
  await takeIn(() => before)
  expect(new Set((await orders(tenantId)).map(({ member_id: id }) => String(id)))).toEqual(new Set([kept]))
  expect(await getMember(tenantId, kept)).toMatchObject({
    ordersCount: 2,
    firstOrderAt: new Date('2026-11-01T10:00:00Z'),
  })
})
