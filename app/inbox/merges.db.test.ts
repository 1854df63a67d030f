import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { readDelivery, type Delivery } from './delivery.ts'
import { handleWebhook, type SingleAction } from './webhook-handlers.server.ts'
import { storeDelivery } from './inbox.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const MERGE = 'customers/merge'
const CONSENT = 'customers_email_marketing_consent/update'

async function aKnownCustomer(tenantId: number, row: Record<string, unknown>): Promise<string> {
  const { id } = await aCustomer(row)
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  return id
}

/** Two customers here, whom Shopify has merged since. */
async function twoMerged() {
  const { tenantId, shop } = await openedShop()
  const gone = await aKnownCustomer(tenantId, { email: 'gone@example.com', phone: '+15550101', tags: ['gold'] })
  const kept = await aKnownCustomer(tenantId, { email: 'kept@example.com', phone: '+15550102' })
  await control('POST', 'merge', { kept, deleted: gone })
  return { tenantId, shop, kept, gone }
}

const mergeBody = (kept: string, gone: string) =>
  JSON.stringify({
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone}`,
    status: 'completed',
  })

async function handleDeliveries(shop: string, topic: string, text: string) {
  const body = Buffer.from(text)
  const webhookId = crypto.randomUUID()
  await storeDelivery({ shop, webhookId, topic, apiVersion: '2026-10', triggeredAt: new Date(), body })
  while ((await drainInbox()) > 0);
}

test.each(['an import has a file outstanding', 'Shopify is down'])(
  'while %s, the opt-out of who is kept does not wait behind the merge',
  async (when) => {
    const { tenantId, shop, kept, gone } = await twoMerged()
    if (when === 'Shopify is down') await control('POST', 'shopify', { down: true })
    else await db().query("UPDATE imports SET status = 'running' WHERE tenant_id = $1", [tenantId])
    await handleDeliveries(shop, MERGE, mergeBody(kept, gone))
    expect(await findMember(tenantId, gone)).toBeNull()
    const consent = '{"state":"unsubscribed","opt_in_level":null,"consent_updated_at":"2030-01-01T00:00:00Z"}'
    await handleDeliveries(shop, CONSENT, `{"customer_id":${kept},"email_marketing_consent":${consent}}`)
    expect(await getMember(tenantId, kept)).toMatchObject({ emailState: 'UNSUBSCRIBED' })
  },
)

test('who is kept is read anew after the merge, however often that is processed once', async () => {
  const { tenantId, shop, kept, gone } = await twoMerged()
  const sent = {
    shop,
    webhookId: 'merge',
    topic: MERGE,
    triggeredAt: new Date(),
    body: Buffer.from(mergeBody(kept, gone)),
  }
  const delivery: Delivery = { ...sent, tenantId, receivedAt: new Date(), memberId: kept, attempts: 1 }
  const action = readDelivery(delivery) as SingleAction
  await handleWebhook(delivery, action)
  await handleWebhook(delivery, action)
  const stored = await db().query('SELECT topic, api_version FROM webhook_inbox WHERE tenant_id = $1', [tenantId])
  expect(stored.rows).toEqual([{ topic: 'customers/update', api_version: 'glancito' }])
  while ((await drainInbox()) > 0);
  expect(await getMember(tenantId, kept)).toMatchObject({ tags: ['gold'] })
})

test('a stranger who is kept is read before the merge, and inherits the opt-out', async () => {
  const { tenantId, shop } = await openedShop()
  const gone = await aKnownCustomer(tenantId, { email: 'gone@example.com', phone: '+15550101' })
  await unsubscribe({ tenantId, memberId: gone, mailingId: 1, source: 'one-click', at: new Date() })
  const { id: kept } = await aCustomer({ email: 'kept@example.com', phone: '+15550102' })
  await control('POST', 'merge', { kept, deleted: gone })
  await handleDeliveries(shop, MERGE, mergeBody(kept, gone))
  expect(await findMember(tenantId, gone)).toBeNull()
  expect(await getMember(tenantId, kept)).toMatchObject({ emailUnsubscribed: true, smsState: 'UNSUBSCRIBED' })
})
