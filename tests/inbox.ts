// Shopify's messages as the inbox stores them, and working them off. Import it before anything of `app/`, as the simulated Shopify.
import { aCustomer, control, openedShop } from './simulated-shopify.ts'
import { randomUUID } from 'node:crypto'

const { drainInbox } = await import('#app/inbox/inbox-worker.server.ts')
const { storeDelivery } = await import('#app/inbox/inbox.server.ts')
const { readCustomers } = await import('#app/members/core/shopify-customers.server.ts')
const { saveCustomers } = await import('#app/members/intake/apply.server.ts')
const { db } = await import('#app/platform/db/db.server.ts')

export const SHOP = 'glancito-demo.myshopify.com'
export const OTHER = 'other-store.myshopify.com'

/** A delivery as the route stores it. */
export async function arrive(
  topic: string,
  body: object | string,
  change: { shop?: string; at?: Date; id?: string } = {},
) {
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
export async function takeIn(order: (deliveries: Sent[]) => Sent[] = (all) => all): Promise<Sent[]> {
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?limit=500')
  const sent = order(deliveries.toReversed())
  for (const { topic, body, webhook_id: id, triggered_at: at, shop } of sent)
    await arrive(topic, body, { id, shop, at: new Date(at) })
  return sent
}
type Sent = { topic: string; body: string; webhook_id: string; triggered_at: string; shop: string }

export async function drainAll() {
  while ((await drainInbox()) > 0);
}

export const consentBody = (id: string, state: string, at: string | null) =>
  `{"customer_id":${id},"email_address":"x@example.com","email_marketing_consent":{"state":"${state}","opt_in_level":"single_opt_in","consent_updated_at":${JSON.stringify(at)}}}`
export const CONSENT = 'customers_email_marketing_consent/update'

export async function inbox(tenantId: number) {
  return (await db().query('SELECT * FROM webhook_inbox WHERE tenant_id = $1', [tenantId])).rows
}

/** A customer at Shopify who is a member here. */
export async function aKnownCustomer(row: Record<string, unknown> = {}) {
  const tenant = await openedShop()
  const customer = await aCustomer(row)
  await saveCustomers(tenant.tenantId, 'import', await readCustomers(tenant.tenantId, [customer.id]))
  return { ...tenant, id: customer.id }
}
