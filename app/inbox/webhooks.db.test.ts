import { createHmac, randomUUID } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { webForTests } from '#tests/web.ts'
import { expect, test } from 'vitest'

const ask = webForTests()

const BODY = '{"id":706405506930370084,"admin_graphql_api_id":"gid://shopify/Customer/706405506930370084"}'
const sign = (body: string, secret = env().SHOPIFY_API_SECRET) =>
  createHmac('sha256', secret).update(body).digest('base64')

function deliver(shop: string, change: Record<string, string | undefined> = {}, body = BODY) {
  const headers = {
    'X-Shopify-Topic': 'customers/update',
    'X-Shopify-Hmac-Sha256': sign(body),
    'X-Shopify-Shop-Domain': shop,
    'X-Shopify-API-Version': '2026-10',
    'X-Shopify-Webhook-Id': randomUUID(),
    'X-Shopify-Triggered-At': '2026-05-04T10:00:00.123456789Z',
    ...change,
  }
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return ask('/webhooks/customers', { method: 'POST', headers: Object.fromEntries(given), body })
}

const stored = async (tenantId: number) =>
  (await db().query('SELECT * FROM webhook_inbox WHERE tenant_id = $1', [tenantId])).rows

async function aShop(row: Record<string, unknown> = {}) {
  const shop = `${randomUUID()}.myshopify.com`
  return { shop, tenantId: await aTenant({ shop, ...row }) }
}

test('a delivery is stored as it came before it is answered', async () => {
  const { shop, tenantId } = await aShop()
  const response = await deliver(shop)
  expect(response.status).toBe(200)
  const [row, ...others] = await stored(tenantId)
  expect(others).toEqual([])
  expect(row).toMatchObject({ topic: 'customers/update', state: 'waiting', attempts: 0, api_version: '2026-10' })
  expect(row.body.toString()).toBe(BODY)
  expect(row.triggered_at).toEqual(new Date('2026-05-04T10:00:00.123Z'))
})

test('a delivery is stored once, however often it comes, at once or later', async () => {
  const { shop, tenantId } = await aShop()
  const id = { 'X-Shopify-Webhook-Id': 'same' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(shop, id)))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  expect((await deliver(shop, id)).status).toBe(200)
  expect(await stored(tenantId)).toHaveLength(1)
})

test('many at once are all stored', async () => {
  const { shop, tenantId } = await aShop()
  await Promise.all(Array.from({ length: 200 }, () => deliver(shop)))
  expect(await stored(tenantId)).toHaveLength(200)
})

test('while the client secret is rotated, a signature with the one before is accepted', async () => {
  const { shop, tenantId } = await aShop()
  const signature = sign(BODY, env().SHOPIFY_API_SECRET_PREVIOUS)
  expect((await deliver(shop, { 'X-Shopify-Hmac-Sha256': signature })).status).toBe(200)
  expect(await stored(tenantId)).toHaveLength(1)
})

test.each(['+275760-09-13T00:00:00Z', '1970-01-01T00:00:00Z', 'yesterday'])(
  'a delivery triggered at %s is taken as triggered now, and harms none stored with it',
  async (time) => {
    const { shop, tenantId } = await aShop()
    const answers = await Promise.all([deliver(shop, { 'X-Shopify-Triggered-At': time }), deliver(shop)])
    expect(answers.map((response) => response.status)).toEqual([200, 200])
    const rows = await stored(tenantId)
    expect(rows.filter((row) => Math.abs(Date.now() - row.triggered_at.getTime()) < 60_000)).toHaveLength(1)
  },
)

test.each([
  ['another secret', { 'X-Shopify-Hmac-Sha256': sign(BODY, 'another secret') }],
  ['a signature of another body', { 'X-Shopify-Hmac-Sha256': sign(`${BODY} `) }],
  ['half a signature', { 'X-Shopify-Hmac-Sha256': sign(BODY).slice(0, 20) }],
  ['no base64', { 'X-Shopify-Hmac-Sha256': '!!!' }],
])('401 and nothing written for %s', async (_name, headers) => {
  const { shop, tenantId } = await aShop()
  expect((await deliver(shop, headers)).status).toBe(401)
  expect(await stored(tenantId)).toEqual([])
})

test.each([
  'X-Shopify-Topic',
  'X-Shopify-Hmac-Sha256',
  'X-Shopify-Shop-Domain',
  'X-Shopify-API-Version',
  'X-Shopify-Webhook-Id',
])('400 and nothing written without %s', async (name) => {
  const { shop, tenantId } = await aShop()
  expect((await deliver(shop, { [name]: undefined })).status).toBe(400)
  expect(await stored(tenantId)).toEqual([])
})

test('a shop that is unknown or has left is answered and dropped, except where the law asks', async () => {
  expect((await deliver('unknown.myshopify.com')).status).toBe(200)
  const { shop, tenantId } = await aShop({ uninstalled_at: new Date() })
  expect((await deliver(shop)).status).toBe(200)
  expect(await stored(tenantId)).toEqual([])
  expect((await deliver(shop, { 'X-Shopify-Topic': 'shop/redact' })).status).toBe(200)
  expect((await stored(tenantId)).map((row) => row.topic)).toEqual(['shop/redact'])
})

test('an unknown topic is stored: it is answered for by the worker', async () => {
  const { shop, tenantId } = await aShop()
  await aMember(tenantId)
  expect((await deliver(shop, { 'X-Shopify-Topic': 'themes/publish' })).status).toBe(200)
  expect(await stored(tenantId)).toHaveLength(1)
})

test('a body too large is refused', async () => {
  const { shop, tenantId } = await aShop()
  const large = JSON.stringify({ id: 1, note: 'x'.repeat(6 * 1024 * 1024) })
  const status = await deliver(shop, {}, large).then(
    (response) => response.status,
    () => 413,
  )
  expect(status).toBe(413)
  expect(await stored(tenantId)).toEqual([])
})
