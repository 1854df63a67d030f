// Customers as Shopify has them now, read by their numbers.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { ShopifyRefused } from '#app/platform/shopify/shopify-admin.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { z } from 'zod'
import { type Asked, customerFields, customerGid, parseCustomer, type CustomerChange } from './customer.ts'

/** A customer costs 8 points, a query may cost 1000, and a Standard shop gets 100 points a second. */
const PAGE = 50

/** The metafield that the shop takes points from, as `namespace.key`, or null. */
async function pointsMetafield(tenantId: number): Promise<string | null> {
  const found = await db().query<{ metafield: string | null }>(
    `SELECT points_metafield AS metafield FROM settings WHERE tenant_id = $1 AND points_source = 'metafield'`,
    [tenantId],
  )
  return found.rows[0]?.metafield ?? null
}

/** What of a customer the shop and Shopify let this app read, as far as is known; what was never asked for is tried. */
export async function whatMayBeRead(tenantId: number): Promise<Asked> {
  const found = await db().query<Omit<Asked, 'metafield' | 'place'>>(
    `SELECT scopes_at IS NULL OR 'read_orders' = ANY (scopes) AS orders, EXISTS (SELECT FROM side_imports s
       WHERE s.tenant_id = $1 AND s.kind = 'cities' AND s.done_from IS NOT NULL AND s.status <> 'refused') AS city
     FROM tenants WHERE tenant_id = $1`,
    [tenantId],
  )
  const [{ orders, city } = { orders: true, city: false }] = found.rows
  return { metafield: await pointsMetafield(tenantId), orders, place: true, city }
}

/** The least: what a shop with the app always lets it read. */
export const bare = (asked: Asked): Asked => ({ ...asked, orders: false, place: false, city: false })

const answer = z.object({ nodes: z.array(z.unknown().nullable()) })

/**
 * Reads customers by number; one that the shop does not have (any more) is left out. Where Shopify refuses what it does not let
 * every app read, they are read without that.
 */
export async function readCustomers(
  tenantId: number,
  memberIds: (bigint | string)[],
  reference: string | null = null,
): Promise<CustomerChange[]> {
  if (memberIds.length === 0) return []
  const admin = await adminOf(tenantId)
  let asked = await whatMayBeRead(tenantId)
  const customers: CustomerChange[] = []
  for (let from = 0; from < memberIds.length; from += PAGE) {
    const ids = memberIds.slice(from, from + PAGE).map(customerGid)
    const readAt = clock.now()
    const { nodes } = await admin(documentOf(asked), { ids }, answer).catch((error: unknown) => {
      if (!(error instanceof ShopifyRefused)) throw error
      asked = bare(asked)
      return admin(documentOf(asked), { ids }, answer)
    })
    const found = nodes.filter((node) => node !== null)
    customers.push(...found.map((node) => ({ ...parseCustomer(node, reference), readAt })))
  }
  return customers
}

const documentOf = (asked: Asked) =>
  `query Customers($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { ${customerFields(asked)} } } }`
