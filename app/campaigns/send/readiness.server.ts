// Whether the shop may send at all, whatever it has written: who opted out while the app was not installed must be known.
import type { Sql } from '#app/platform/db/db.server.ts'
import { readSinceInstall } from '#app/sync/import/import.server.ts'

/** What keeps every campaign of the shop from being sent, as the merchant reads it; the list is empty when nothing does. */
export async function shopProblems(sql: Sql, tenantId: number): Promise<string[]> {
  switch (await readSinceInstall(sql, tenantId)) {
    case 'read':
      return []
    case 'reading':
      return [
        'Customers are still being imported from Shopify, and some may have unsubscribed there. Try again when the import on the home page is done.',
      ]
    case 'failed':
      return [
        'Customers couldn’t be imported from Shopify, and some may have unsubscribed there. Choose “Import again” on the Members page, and send when it’s done.',
      ]
  }
}

/** As `shopProblems`, in the transaction that begins to send: an uninstall waits for its end, and then pauses what it began. */
export async function holdShop(sql: Sql, tenantId: number): Promise<string[]> {
  await sql.query('SELECT FROM tenants WHERE tenant_id = $1 FOR SHARE', [tenantId])
  return shopProblems(sql, tenantId)
}
