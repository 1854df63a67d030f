import { aCustomer, control, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { noteUninstall } from '#app/inbox/uninstall.server.ts'
import { handleWebhook } from '#app/inbox/webhook-handlers.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { ordersKnownSince } from '#app/orders/orders.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { refreshScopes } from '#app/tenants/refresh.server.ts'
import { getMember } from '#tests/members.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { continueImport } from '../import/import-steps.server.ts'
import { importProgress, requestImport } from '../import/import.server.ts'
import { performSideImport } from './side-import.job.ts'
import { continueSideImports } from './side-import-steps.server.ts'
import { listLiveSideImports, requestSideImports, type SideKind } from './side-imports.server.ts'

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString()

beforeEach(async () => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
})
afterEach(() => clock.set(undefined))

/** Which scopes the merchant has given the app in the shop. */
function grant(shop: string, scopes: string): void {
  simulator.store.db.prepare('UPDATE shopify_shops SET scopes = ? WHERE shop = ?').run(scopes, shop)
  simulator.store.db.prepare('UPDATE shopify_tokens SET scopes = ? WHERE shop = ?').run(scopes, shop)
}

async function importAll(tenantId: number): Promise<void> {
  await requestImport(db(), tenantId)
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId))
    await sleep(50)
  await importSide(tenantId)
}

async function importSide(tenantId: number): Promise<void> {
  for (let again = await continueSideImports(tenantId); again; again = await continueSideImports(tenantId))
    await sleep(50)
}

const ask = (tenantId: number, whole = false) => transaction((sql) => requestSideImports(sql, tenantId, { whole }))

const findSideImport = async (tenantId: number, kind: SideKind) =>
  (await db().query('SELECT * FROM side_imports WHERE tenant_id = $1 AND kind = $2', [tenantId, kind])).rows[0]

const ordersOf = async (tenantId: number) =>
  (
    await db().query(
      `SELECT o.*, (SELECT array_agg(l.title ORDER BY l.line_id) FROM order_lines l
         WHERE l.tenant_id = o.tenant_id AND l.order_id = o.order_id) AS titles,
         (SELECT array_agg(l.product_id ORDER BY l.line_id) FROM order_lines l
         WHERE l.tenant_id = o.tenant_id AND l.order_id = o.order_id) AS products
       FROM orders o WHERE tenant_id = $1 ORDER BY ordered_at`,
      [tenantId],
    )
  ).rows

const LINES = [{ product: 'stoneware-mug', quantity: 2 }, { product: 'teapot' }]
const buy = (id: string, order: object = {}) =>
  control<{ id: string }>('POST', `customers/${id}/orders`, { lines: LINES, ...order })

test('orders follow the import of the customers, with lines, refunds and what they came to', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer()
  const first = await buy(id, { at: ago(50), presentment: { currency: 'GBP', rate: 0.86 } })
  await buy(id, { at: ago(3), test: true })
  const cancelled = await buy(id, { at: ago(2) })
  await control('POST', `orders/${cancelled.id}/cancel`)
  await control('POST', `orders/${first.id}/refunds`, { amount: 24 })
  await control('POST', 'orders', { email: 'till@example.com', lines: LINES, at: ago(1) })
  await importAll(tenantId)
  expect(await ordersOf(tenantId)).toMatchObject([
    {
      total: '106.000',
      current_total: '82.000',
      presentment_total: '91.160',
      presentment_currency: 'GBP',
      member_id: BigInt(id),
      titles: ['Stoneware mug', 'Teapot'],
    },
    { is_test: true, cancelled_at: null },
    { is_test: false, cancelled_at: expect.any(Date) },
    { member_id: null },
  ])
  const given = await db().query('SELECT amount, presentment_amount FROM order_refunds WHERE tenant_id = $1', [
    tenantId,
  ])
  expect(given.rows).toEqual([{ amount: '24.000', presentment_amount: '20.640' }])
  expect(await findSideImport(tenantId, 'orders')).toMatchObject({ status: 'done', error: null })
})

test('what Shopify shows are sixty days, and since then orders are said to be known', async () => {
  const { tenantId } = await openedShop()
  const old = await aCustomer({ email: 'old@example.com', phone: null })
  await buy(old.id, { at: ago(200) })
  await buy(old.id, { at: ago(20) })
  const young = await aCustomer({ email: 'young@example.com', phone: null })
  await buy(young.id, { at: ago(20) })
  const gone = await aCustomer({ email: 'gone@example.com', phone: null })
  await buy(gone.id, { at: ago(61) })
  await importAll(tenantId)
  expect(await ordersOf(tenantId)).toHaveLength(2)
  const since = (await ordersKnownSince(tenantId)) ?? new Date()
  expect(Math.abs(since.getTime() - (Date.now() - 60 * DAY))).toBeLessThan(60_000)
  expect(await getMember(tenantId, old.id)).toMatchObject({ ordersCount: 2, firstOrderAt: null })
  expect((await getMember(tenantId, young.id)).firstOrderAt?.toISOString().slice(0, 10)).toBe(ago(20).slice(0, 10))
  // The last one is not shown any more: that is not to say that there was none.
  expect(await getMember(tenantId, gone.id)).toMatchObject({ ordersCount: 1, lastOrderAt: null, firstOrderAt: null })
})

test('a last order that Shopify shows no longer stays known', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer()
  await buy(id, { at: ago(59) })
  await importAll(tenantId)
  const before = await getMember(tenantId, id)
  expect(before.lastOrderAt).not.toBeNull()
  await control('POST', 'clock', { now: new Date(Date.now() + 5 * DAY).toISOString() })
  await control('PATCH', `customers/${id}`, { firstName: 'Renamed' })
  await importAll(tenantId)
  const after = await getMember(tenantId, id)
  await control('POST', 'clock', { now: null })
  expect(after).toMatchObject({ firstName: 'Renamed', lastOrderAt: before.lastOrderAt })
})

test('products are known where they may be read, and become so when the merchant allows it', async () => {
  const { tenantId, shop } = await openedShop()
  await refreshScopes(tenantId)
  const { id } = await aCustomer()
  await buy(id)
  await importAll(tenantId)
  expect(await ordersOf(tenantId)).toMatchObject([{ titles: ['Stoneware mug', 'Teapot'], products: [null, null] }])
  const scopes = (await db().query('SELECT scopes FROM tenants WHERE tenant_id = $1', [tenantId])).rows[0].scopes
  grant(shop, [...scopes, 'read_products'].join(','))
  const delivery = {
    tenantId,
    shop,
    webhookId: 'w',
    topic: 'app/scopes_update',
    triggeredAt: new Date(),
    receivedAt: new Date(),
    body: Buffer.alloc(0),
    memberId: null,
    attempts: 1,
  }
  await handleWebhook(delivery, { do: 'note-scopes' })
  await importSide(tenantId)
  const { products } = await control<{ products: { id: string; handle: string }[] }>('GET', 'products')
  const idOf = (handle: string) => products.find((product) => product.handle === handle)?.id
  expect(await ordersOf(tenantId)).toMatchObject([{ products: [idOf('stoneware-mug'), idOf('teapot')] }])
  // Deleted at Shopify, it was bought all the same.
  await control('DELETE', 'products/teapot')
  await ask(tenantId, true)
  await importSide(tenantId)
  expect(await ordersOf(tenantId)).toMatchObject([{ products: [idOf('stoneware-mug'), idOf('teapot')] }])
})

describe('a refusal stops nothing else', () => {
  test.each(['read_customers,write_customers', 'read_customers,write_customers,read_products'])(
    'with the scopes %s customers are imported, and orders are not',
    async (scopes) => {
      const { tenantId, shop } = await openedShop()
      grant(shop, scopes)
      const { id } = await aCustomer({ country: 'FR', timeZone: 'Europe/Paris' })
      await buy(id)
      await importAll(tenantId)
      expect(await importProgress(tenantId)).toMatchObject({ status: 'done', rowsLoaded: 1 })
      expect(await getMember(tenantId, id)).toMatchObject({ emailState: 'SUBSCRIBED', ordersCount: 1 })
      expect(await findSideImport(tenantId, 'orders')).toMatchObject({
        status: 'refused',
        error: expect.stringContaining('ACCESS_DENIED'),
      })
      expect(await ordersKnownSince(tenantId)).toBeNull()
      // With what is known of the scopes the next one asks for the rest again.
      await refreshScopes(tenantId)
      await importAll(tenantId)
      expect(await getMember(tenantId, id)).toMatchObject({ countryCode: 'FR', timeZone: 'Europe/Paris' })
    },
  )

  test('a customer is read by number all the same', async () => {
    const { tenantId, shop } = await openedShop()
    grant(shop, 'read_customers,write_customers')
    const { id } = await aCustomer()
    await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [id]))
    expect(await getMember(tenantId, id)).toMatchObject({ emailState: 'SUBSCRIBED', lastOrderAt: null })
  })

  test('what was known before it stays', async () => {
    const { tenantId, shop } = await openedShop()
    const { id } = await aCustomer({ country: 'FR' })
    await buy(id)
    await importAll(tenantId)
    const { lastOrderAt } = await getMember(tenantId, id)
    grant(shop, 'read_customers,write_customers')
    await control('PATCH', `customers/${id}`, { firstName: 'Renamed', country: 'BE' })
    await importAll(tenantId)
    expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed', lastOrderAt, countryCode: 'FR' })
    expect(await ordersOf(tenantId)).toHaveLength(1)
  })
})

describe('where members live', () => {
  const PLACE = { country: 'CA', province: 'QC', city: 'Montréal', timeZone: 'America/Toronto' }

  test('country, province and zone come with the customer, the city not without its approval', async () => {
    const { tenantId } = await openedShop()
    const { id } = await aCustomer(PLACE)
    await importAll(tenantId)
    const known = { countryCode: 'CA', provinceCode: 'QC', timeZone: 'America/Toronto', city: null }
    expect(await getMember(tenantId, id)).toMatchObject(known)
    expect(await findSideImport(tenantId, 'cities')).toMatchObject({ status: 'refused' })
  })

  test('with the approval the city comes apart, then with each read of the customer', async () => {
    const { tenantId } = await openedShop()
    await control('POST', 'shopify', { protectedFields: ['name', 'email', 'phone', 'address'] })
    const { id } = await aCustomer(PLACE)
    const { id: nowhere } = await aCustomer({ email: 'nowhere@example.com', phone: null })
    await importAll(tenantId)
    expect(await getMember(tenantId, id)).toMatchObject({ city: 'Montréal' })
    expect(await getMember(tenantId, nowhere)).toMatchObject({ city: null, countryCode: null })
    await control('PATCH', `customers/${id}`, { city: '東京', country: 'JP', province: null, timeZone: 'Asia/Tokyo' })
    await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [id]))
    const moved = { city: '東京', countryCode: 'JP', provinceCode: null, timeZone: 'Asia/Tokyo' }
    expect(await getMember(tenantId, id)).toMatchObject(moved)
    // Taken back, it is read no more, and the customer is all the same.
    await control('POST', 'shopify', { protectedFields: ['name', 'email', 'phone'] })
    await control('PATCH', `customers/${id}`, { firstName: 'Renamed' })
    await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [id]))
    expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed', city: '東京' })
  })

  test('an address that is taken away is gone', async () => {
    const { tenantId } = await openedShop()
    const { id } = await aCustomer(PLACE)
    await importAll(tenantId)
    await control('PATCH', `customers/${id}`, { country: null })
    await importAll(tenantId)
    const nowhere = { countryCode: null, provinceCode: null, timeZone: null }
    expect(await getMember(tenantId, id)).toMatchObject(nowhere)
  })
})

test('an order whose webhook was lost is found by the next night', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer()
  const known = await buy(id, { at: ago(30) })
  await importAll(tenantId)
  await buy(id)
  await control('POST', `orders/${known.id}/cancel`)
  await importAll(tenantId)
  expect(await ordersOf(tenantId)).toMatchObject([{ cancelled_at: expect.any(Date) }, { cancelled_at: null }])
  const row = await db().query(
    `SELECT since, rows_loaded AS rows FROM side_imports WHERE tenant_id = $1 AND kind = 'orders'`,
    [tenantId],
  )
  expect(row.rows[0]).toMatchObject({ since: expect.any(Date), rows: 2 })
})

test('after a long time without the app orders are read as a whole, and known since then', async () => {
  const { tenantId } = await openedShop()
  await importAll(tenantId)
  await db().query(`UPDATE side_imports SET done_from = $2 WHERE tenant_id = $1`, [tenantId, ago(56)])
  await ask(tenantId)
  const since = await db().query('SELECT since FROM side_imports WHERE tenant_id = $1', [tenantId])
  expect(since.rows).toEqual([{ since: null }, { since: null }])
})

test('an export that failed is begun anew; one that is under way serves', async () => {
  const { tenantId } = await openedShop()
  await aCustomer().then(({ id }) => buy(id))
  await ask(tenantId)
  await continueSideImports(tenantId)
  const started = await db().query('SELECT bulk_operation_id FROM side_imports WHERE tenant_id = $1 ORDER BY kind', [
    tenantId,
  ])
  await ask(tenantId)
  expect(
    (await db().query('SELECT bulk_operation_id FROM side_imports WHERE tenant_id = $1 ORDER BY kind', [tenantId]))
      .rows,
  ).toEqual(started.rows)
  await db().query(`UPDATE side_imports SET bulk_operation_id = 'gid://shopify/BulkOperation/1' WHERE tenant_id = $1`, [
    tenantId,
  ])
  await expect(continueSideImports(tenantId)).rejects.toThrow('the export ended')
  expect(await listLiveSideImports()).toEqual([tenantId])
  await importSide(tenantId)
  expect(await findSideImport(tenantId, 'orders')).toMatchObject({ status: 'done' })
  expect(await ordersOf(tenantId)).toHaveLength(1)
})

test('while Shopify is down it waits, and an uninstall ends it', async () => {
  const { tenantId } = await openedShop()
  await ask(tenantId)
  await control('POST', 'shopify', { down: true })
  await expect(performSideImport({ tenantId })).rejects.toThrow('503')
  expect(await findSideImport(tenantId, 'orders')).toMatchObject({ status: 'requested', error: expect.any(String) })
  await control('POST', 'shopify', { down: false })
  await noteUninstall(tenantId, new Date())
  expect(await listLiveSideImports()).toEqual([])
  expect(await findSideImport(tenantId, 'orders')).toMatchObject({ status: 'failed' })
  await performSideImport({ tenantId })
  expect(await findSideImport(tenantId, 'orders')).toMatchObject({ error: 'the app was uninstalled' })
})
