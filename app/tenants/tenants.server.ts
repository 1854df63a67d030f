// The life of a shop: installed at the first authenticated request, uninstalled by webhook. Owns tenants and webhook_inbox.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { knownZone } from '#app/platform/text/zone.ts'
import { installedQueue, refreshQueue } from './jobs.ts'

export type Tenant = { tenantId: number; shop: string; name: string; currency: string; timezone: string }

/** In a zone that this runtime does not know, no page could tell a time. */
const withKnownZone = (tenant: Tenant): Tenant => ({ ...tenant, timezone: knownZone(tenant.timezone) })

const COLUMNS = 'tenant_id AS "tenantId", shop, name, currency, timezone'

/** The tenant of a shop that has the app, or null. */
export async function findTenant(shop: string): Promise<Tenant | null> {
  const found = await db().query<Tenant>(`SELECT ${COLUMNS} FROM tenants WHERE shop = $1 AND uninstalled_at IS NULL`, [
    shop,
  ])
  const [tenant] = found.rows
  return tenant ? withKnownZone(tenant) : null
}

/** The tenant of an authenticated shop; the first call installs it, a call after an uninstall installs it again. */
export async function openShop(shop: string): Promise<Tenant> {
  return (await findTenant(shop)) ?? install(shop)
}

async function install(shop: string): Promise<Tenant> {
  const tenant = await transaction(async (sql) => {
    // Of first requests that come together the first one installs: the jobs that it asks for serve them all.
    const opened = await sql.query<Tenant>(
      `INSERT INTO tenants AS t (shop, name, installed_at) VALUES ($1, $2, $3)
       ON CONFLICT (shop) DO UPDATE SET uninstalled_at = NULL,
         installed_at = CASE WHEN t.uninstalled_at IS NULL THEN t.installed_at ELSE $3 END
       RETURNING ${COLUMNS}`,
      [shop, shop.replace('.myshopify.com', ''), clock.now()],
    )
    const row = opened.rows[0]
    if (!row) throw new Error('an upsert returned no row')
    await sql.query('INSERT INTO settings (tenant_id, updated_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      row.tenantId,
      clock.now(),
    ])
    for (const queue of [installedQueue, refreshQueue])
      await enqueue(queue, { tenantId: row.tenantId }, { key: String(row.tenantId), sql })
    return withKnownZone(row)
  })
  log.info({ tenant: tenant.tenantId }, 'shop installed')
  return tenant
}
