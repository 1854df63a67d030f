// A request for data from Shopify's message to the pages and files that the merchant sees.
import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { storeDelivery } from '#app/inbox/inbox.server.ts'
import { drainInbox } from '#app/inbox/inbox-worker.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { sessionToken } from '#tests/session-token.ts'
import { expect, test } from 'vitest'
import { countOpenRequests, listDataRequests } from './data-requests.server.ts'

const SHOP = 'glancito-demo.myshopify.com'
const ask = adminForTests(
  'home/app.route.tsx',
  'home/home.route.tsx',
  'privacy/data-requests.route.tsx',
  'privacy/data-request.route.tsx',
  'privacy/data-request-file.route.ts',
)
const get = (path: string, method = 'GET') =>
  ask(path, { method, headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })
const textOf = async (path: string) => (await get(path)).text()

type Sent = { topic: string; body: string; webhook_id: string; shop: string; triggered_at: string }

/** The message of Shopify's that a customer asks for their data, as it is sent, delivered twice under two ids. */
async function passOn(customerId: string) {
  await control('POST', 'compliance', { topic: 'customers/data_request', customerId })
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?topic=customers/data_request')
  const [sent] = deliveries
  if (!sent) throw new Error('the simulated Shopify sent nothing')
  for (const webhookId of [sent.webhook_id, `${sent.webhook_id}-again`]) {
    const { shop, topic } = sent
    const delivery = { shop, topic, webhookId, apiVersion: '2026-10', triggeredAt: new Date(sent.triggered_at) }
    await storeDelivery({ ...delivery, body: Buffer.from(sent.body) })
  }
  while ((await drainInbox()) > 0);
}

async function somebodyAsks() {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ firstName: 'Ottoline', email: 'ottoline@example.com' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  await passOn(id)
  const [listed] = await listDataRequests(tenantId)
  if (!listed) throw new Error('no request was noted')
  return { tenantId, id, path: `/app/settings/data-requests/${listed.requestId}` }
}

test('a request that Shopify passes on stands in the list, on the home page and on a page of its own, once', async () => {
  const { tenantId, path } = await somebodyAsks()
  expect(await listDataRequests(tenantId)).toHaveLength(1)
  expect(await textOf('/app/settings/data-requests.data')).toContain('Ottoline')
  expect(await textOf('/app.data')).toContain('A customer asked for a copy of their data')
  const page = await textOf(`${path}.data`)
  expect(page).toContain('ottoline@example.com')
  expect(page).toContain('Consent history')
  const kept = await db().query('SELECT FROM webhook_inbox WHERE position($1 IN body) > 0', [Buffer.from('ottoline')])
  expect(kept.rowCount).toBe(0)
})

test('the files are sent for saving and never stored on the way', async () => {
  const { path } = await somebodyAsks()
  const json = await get(`${path}/file?as=json`)
  expect(json.headers.get('Content-Disposition')).toMatch(/^attachment; filename="data-request-\d+\.json"$/)
  expect(json.headers.get('Cache-Control')).toBe('no-store')
  expect(await json.json()).toMatchObject({ shop: SHOP, profile: [{ email: 'ottoline@example.com' }] })
  const html = await get(`${path}/file?as=html`)
  expect(html.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(await html.text()).toMatch(/^<!doctype html>[\s\S]+ottoline@example\.com[\s\S]+<\/html>\n$/)
})

test('a request that is marked as handed over waits no more', async () => {
  const { tenantId, path } = await somebodyAsks()
  expect((await get(`${path}.data`, 'POST')).status).toBe(200)
  expect((await countOpenRequests(tenantId)).open).toBe(0)
  expect(await textOf('/app.data')).not.toContain('asks for a copy')
  expect(await textOf('/app/settings/data-requests.data')).toContain('Handed over')
})

test('of a customer who was erased since, or whom nobody knows, the page says so', async () => {
  const { tenantId, id, path } = await somebodyAsks()
  await eraseMember(tenantId, id)
  expect(await textOf(`${path}.data`)).toContain('erased')
  await db().query('UPDATE data_requests SET member_id = 1 WHERE tenant_id = $1', [tenantId])
  const page = await textOf(`${path}.data`)
  expect(page).toContain('unknown')
  expect(page).not.toContain('ottoline')
})

test.each(['1', '0', '1x', '99999999999999999999'])('there is no request %s', async (number) => {
  await openedShop()
  const path = `/app/settings/data-requests/${number}`
  expect([(await get(`${path}.data`)).status, (await get(`${path}/file`)).status]).toEqual([404, 404])
  expect((await get(`${path}.data`, 'POST')).status).toBe(404)
})
