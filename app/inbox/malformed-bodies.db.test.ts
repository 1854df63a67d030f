// Deliveries that hold what no table can store, through the handler that Shopify posts to and the worker that follows: each
// is answered, and cleaned, or kept aside for the merchant. None is tried for ever, and none holds up its neighbours.
import { aCustomer, openedShop } from '#tests/simulated-shopify.ts'
import { createHmac, randomUUID } from 'node:crypto'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { webForTests } from '#tests/web.ts'
import { expect, test } from 'vitest'
import { drainInbox, inboxIdle } from './inbox-worker.server.ts'

const ask = webForTests()
const SHOP = 'glancito-demo.myshopify.com'
const EMAIL = 'customers_email_marketing_consent/update'

function deliver(topic: string, body: string | Uint8Array<ArrayBuffer>, triggeredAt = new Date().toISOString()) {
  const signature = createHmac('sha256', env().SHOPIFY_API_SECRET).update(body).digest('base64')
  const headers = {
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': signature,
    'X-Shopify-Shop-Domain': SHOP,
    'X-Shopify-API-Version': '2026-10',
    'X-Shopify-Webhook-Id': randomUUID(),
    'X-Shopify-Triggered-At': triggeredAt,
  }
  return ask('/webhooks/customers', {
    method: 'POST',
    headers,
    body,
  })
}

async function drainAll() {
  while ((await drainInbox()) > 0);
  await inboxIdle()
}

async function aKnownCustomer() {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ emailState: 'SUBSCRIBED' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  return { tenantId, id }
}

const consent = (id: string, state: string, at: string) =>
  `{"customer_id":${id},"email_marketing_consent":{"state":"${state}","opt_in_level":null,"consent_updated_at":${at}}}`

const STRANGE: [string, string, (id: string) => string][] = [
  ['a null consent', EMAIL, (id) => `{"customer_id":${id},"email_marketing_consent":null}`],
  ['a null SMS consent', 'customers_marketing_consent/update', (id) => `{"id":${id},"sms_marketing_consent":null}`],
  ['an impossible day', EMAIL, (id) => consent(id, 'subscribed', '"2026-02-30T00:00:00Z"')],
  ['the year 0', EMAIL, (id) => consent(id, 'subscribed', '"0000-01-01T00:00:00Z"')],
  ['the last year of JavaScript', EMAIL, (id) => consent(id, 'subscribed', '"+275760-09-13T00:00:00Z"')],
  ['NUL in a state', EMAIL, (id) => consent(id, String.raw`\u0000`, 'null')],
  ['half a pair in a level', EMAIL, (id) => consent(id, 'subscribed","opt_in_level":"\\ud800', 'null')],
]

test.each(STRANGE)('%s is worked off, and what came with it too', async (_what, topic, bodyOf) => {
  const { tenantId, id } = await aKnownCustomer()
  const other = await aCustomer({ email: 'other@example.com', phone: '+15550199' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [other.id]))
  const optOut = consent(other.id, 'unsubscribed', JSON.stringify(new Date(Date.now() + 60_000).toISOString()))
  const answers = [await deliver(topic, bodyOf(id)), await deliver(EMAIL, optOut)]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await drainAll()
  const left = await db().query("SELECT state, error FROM webhook_inbox WHERE tenant_id = $1 AND state <> 'done'", [
    tenantId,
  ])
  expect(left.rows).toEqual([])
  expect(await findMember(tenantId, other.id)).toMatchObject({ emailState: 'UNSUBSCRIBED' })
})

test.each([
  [
    'NUL for a customer',
    'customers/merge',
    String.raw`{"admin_graphql_api_customer_kept_id":"\u0000","admin_graphql_api_customer_deleted_id":"\u0000","status":"completed"}`,
  ],
  ['half a pair for a customer', 'customer.tags_added', String.raw`{"customerId":"gid://shopify/Customer/\ud800"}`],
  ['a number beyond any', EMAIL, '{"customer_id":9999999999999999999,"email_marketing_consent":null}'],
  ['NUL for an operation', 'bulk_operations/finish', String.raw`{"admin_graphql_api_id":"\u0000"}`],
  ['a raw NUL', 'customers/update', '{"id":5,"note":"\0"}'],
  ['bytes that are no text', 'customers/update', Uint8Array.of(0x7b, 0xff, 0xfe, 0x00, 0x7d)],
  ['a nesting without end', 'customers/update', '{"id":'.repeat(20_000)],
  ['nothing', 'customers/update', ''],
] as [string, string, string | Uint8Array<ArrayBuffer>][])(
  '%s is kept aside, for good and readable',
  async (_what, topic, body) => {
    const { tenantId } = await openedShop()
    expect((await deliver(topic, body)).status).toBe(200)
    await drainAll()
    const kept = await db().query('SELECT state, error FROM webhook_inbox WHERE tenant_id = $1 AND topic = $2', [
      tenantId,
      topic,
    ])
    expect(kept.rows).toEqual([{ state: 'dead', error: expect.stringMatching(/^[^\0]+$/) }])
  },
)

test.each(['2026-02-30T10:00:00Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', 'yesterday', '9'.repeat(300)])(
  'a delivery that claims to be of %s is of when it came',
  async (triggeredAt) => {
    const { tenantId, id } = await aKnownCustomer()
    expect((await deliver('customers/update', `{"id":${id}}`, triggeredAt)).status).toBe(200)
    const found = await db().query(
      'SELECT received_at - triggered_at < interval \'1 minute\' AS "isNow" FROM webhook_inbox WHERE tenant_id = $1',
      [tenantId],
    )
    expect(found.rows).toEqual([{ isNow: true }])
  },
)
