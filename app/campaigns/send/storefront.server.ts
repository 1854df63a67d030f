import { db } from '#app/platform/db/db.server.ts'

/** The host name under which customers know the shop: its own domain, until that is known the one at Shopify. */
export async function findStorefront(tenantId: number): Promise<string> {
  const found = await db().query<{ host: string }>(
    'SELECT coalesce(primary_domain, shop) AS host FROM tenants WHERE tenant_id = $1',
    [tenantId],
  )
  const row = found.rows[0]
  if (!row) throw new Error(`there is no tenant ${tenantId}`)
  return row.host
}
