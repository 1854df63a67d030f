// The orders of a shop's customers, with lines and refunds. Owns orders, order_lines and order_refunds; what Shopify tells comes
// in by save-orders.server.ts. Amounts are exact decimal text in the shop's currency.
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { beginSave } from '#app/members/consent/erased-addresses.server.ts'
import { noteFirstOrders } from '#app/members/core/first-order.server.ts'
import type { ListedOrder } from './order-words.ts'

/** With read_orders alone an app sees the orders of so many days: https://shopify.dev/docs/api/usage/access-scopes */
const SEEN_DAYS = 60
const DAY_MS = 86_400_000

/**
 * From when on all orders of the shop are known; null before they were read for the first time. "First order" and "products
 * bought" say nothing of the time before: an order of it is here only when something has happened to it since.
 */
export async function ordersKnownSince(tenantId: number): Promise<Date | null> {
  const found = await db().query<{ since: Date | null }>(
    'SELECT orders_known_since AS since FROM tenants WHERE tenant_id = $1',
    [tenantId],
  )
  return found.rows[0]?.since ?? null
}

/**
 * Notes that at `at` all orders were read that Shopify shows, or that changed since they were read the last time. Where that
 * was longer ago than Shopify shows, as after months without the app, the time between is a gap, and knowing begins anew.
 */
export async function noteOrdersRead(sql: Sql, tenantId: number, at: Date): Promise<void> {
  await sql.query(
    `UPDATE tenants SET orders_known_until = greatest(orders_known_until, $2::timestamptz),
       orders_known_since = CASE WHEN orders_known_until >= $3 THEN orders_known_since ELSE $3 END
     WHERE tenant_id = $1`,
    [tenantId, at, new Date(at.getTime() - SEEN_DAYS * DAY_MS)],
  )
}

const LISTED_TITLES = 4

type Dated = Omit<ListedOrder, 'orderedAt' | 'cancelledAt'> & { orderedAt: Date; cancelledAt: Date | null }

/** A member's orders, the newest first; dates leave as ISO text. */
export async function listMemberOrders(tenantId: number, memberId: string, limit: number): Promise<ListedOrder[]> {
  const found = await db().query<Dated>(
    `SELECT o.order_id::text AS "orderId", o.name, o.ordered_at AS "orderedAt", o.total::text, o.currency,
       coalesce((SELECT sum(r.amount) FROM order_refunds r WHERE r.tenant_id = $1 AND r.order_id = o.order_id), 0)::text AS refunded,
       o.is_test AS "isTest", o.cancelled_at AS "cancelledAt",
       ARRAY(SELECT l.title FROM order_lines l WHERE l.tenant_id = $1 AND l.order_id = o.order_id
         ORDER BY l.line_id LIMIT ${LISTED_TITLES}) AS titles,
       coalesce((SELECT sum(l.quantity) FROM order_lines l WHERE l.tenant_id = $1 AND l.order_id = o.order_id), 0)::int AS items
     FROM orders o WHERE o.tenant_id = $1 AND o.member_id = $2 ORDER BY o.ordered_at DESC, o.order_id DESC LIMIT $3`,
    [tenantId, memberId, limit],
  )
  return found.rows.map(({ orderedAt, cancelledAt, ...order }) => ({
    ...order,
    orderedAt: orderedAt.toISOString(),
    cancelledAt: cancelledAt?.toISOString() ?? null,
  }))
}

/** Erases orders by their numbers, as Shopify asks beside a customer; one that is not here is erased already. */
export async function eraseOrders(tenantId: number, orderIds: string[]): Promise<void> {
  if (orderIds.length === 0) return
  await transaction(async (sql) => {
    // One who is merged meanwhile is waited for.
    await beginSave(sql, tenantId)
    const gone = await sql.query<{ memberId: string | null }>(
      `DELETE FROM orders WHERE tenant_id = $1 AND order_id = ANY ($2::bigint[]) RETURNING member_id::text AS "memberId"`,
      [tenantId, orderIds],
    )
    for (const table of ['order_lines', 'order_refunds'])
      await sql.query(`DELETE FROM ${table} WHERE tenant_id = $1 AND order_id = ANY ($2::bigint[])`, [
        tenantId,
        orderIds,
      ])
    const owners = gone.rows.map(({ memberId }) => memberId).filter((id) => id !== null)
    await noteFirstOrders(sql, tenantId, [...new Set(owners)])
  })
}
