// What Shopify knows of the shop itself, and what it lets us do.
import { adminOf } from './admin.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { z } from 'zod'

const answer = z.object({
  shop: z.object({
    name: z.string().transform((name) => name.slice(0, 255)),
    currencyCode: z.string().length(3),
    ianaTimezone: z.string().min(1).max(100),
    contactEmail: z.string().max(320).nullable().catch(null),
    primaryDomain: z.object({ url: z.url() }).nullable(),
  }),
})

/** Brings name, currency, time zone, contact and domain of a shop up to date. */
export async function refreshShop(tenantId: number): Promise<void> {
  // The merchant looks at the first page meanwhile, and the import asks too.
  const admin = await adminOf(tenantId, 'page')
  const { shop } = await admin(
    '{ shop { name currencyCode ianaTimezone contactEmail primaryDomain { url } } }',
    {},
    answer,
  )
  await db().query(
    `UPDATE tenants SET name = $2, currency = $3, timezone = $4, contact_email = $5, primary_domain = $6
     WHERE tenant_id = $1`,
    [
      tenantId,
      shop.name,
      shop.currencyCode,
      shop.ianaTimezone,
      shop.contactEmail,
      shop.primaryDomain && new URL(shop.primaryDomain.url).hostname,
    ],
  )
}

const installation = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})

/**
 * Notes what the shop lets the app do: a merchant may take a part of it back, and asking is right in any order. Returns what
 * was not known to be allowed before.
 */
export async function refreshScopes(tenantId: number): Promise<string[]> {
  const admin = await adminOf(tenantId)
  const { currentAppInstallation } = await admin(
    '{ currentAppInstallation { accessScopes { handle } } }',
    {},
    installation,
  )
  const granted = currentAppInstallation.accessScopes.map(({ handle }) => handle)
  const known = await db().query<{ scopes: string[] }>('SELECT scopes FROM tenants WHERE tenant_id = $1', [tenantId])
  await db().query('UPDATE tenants SET scopes = $2, scopes_at = $3 WHERE tenant_id = $1', [
    tenantId,
    granted,
    clock.now(),
  ])
  const before = known.rows[0]?.scopes ?? []
  return granted.filter((scope) => !before.includes(scope))
}
