// Customers as Shopify has them now, read by their numbers.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { z } from 'zod'
import { customerFields, customerGid, parseCustomer, type CustomerChange } from './customer.ts'

/** A customer costs 7 points, a query may cost 1000, and a Standard shop gets 100 points a second. */
const PAGE = 50

/** The metafield that the shop takes points from, as `namespace.key`, or null. */
export async function pointsMetafield(tenantId: number): Promise<string | null> {
  const found = await db().query<{ metafield: string | null }>(
    `SELECT points_metafield AS metafield FROM settings WHERE tenant_id = $1 AND points_source = 'metafield'`,
    [tenantId],
  )
  return found.rows[0]?.metafield ?? null
}

const answer = z.object({ nodes: z.array(z.unknown().nullable()) })

/** Reads customers by number; one that the shop does not have (any more) is left out. */
export async function readCustomers(
  tenantId: number,
  memberIds: (bigint | string)[],
  reference: string | null = null,
): Promise<CustomerChange[]> {
  if (memberIds.length === 0) return []
  const admin = await adminOf(tenantId)
  const fields = customerFields(await pointsMetafield(tenantId))
  const document = `query Customers($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { ${fields} } } }`
  const customers: CustomerChange[] = []
  for (let from = 0; from < memberIds.length; from += PAGE) {
    const ids = memberIds.slice(from, from + PAGE).map(customerGid)
    const readAt = clock.now()
    const { nodes } = await admin(document, { ids }, answer)
    const found = nodes.filter((node) => node !== null)
    customers.push(...found.map((node) => ({ ...parseCustomer(node, reference), readAt })))
  }
  return customers
}
