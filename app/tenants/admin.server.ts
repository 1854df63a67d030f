// A shop's Admin API, as its tenant has it.
import { db } from '#app/platform/db/db.server.ts'
import { shopifyAdmin, ShopifySignedOut, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import type { Urgency } from '#app/platform/shopify/shopify-budget.server.ts'

/** The Admin API of a tenant. @throws ShopifySignedOut when the app is no longer in the shop. */
export async function adminOf(tenantId: number, urgency?: Urgency): Promise<ShopifyAdmin> {
  const found = await db().query<{ shop: string }>(
    'SELECT shop FROM tenants WHERE tenant_id = $1 AND uninstalled_at IS NULL',
    [tenantId],
  )
  const tenant = found.rows[0]
  if (!tenant) throw new ShopifySignedOut(`tenant ${tenantId} has uninstalled the app`)
  return shopifyAdmin(tenant.shop, urgency)
}
