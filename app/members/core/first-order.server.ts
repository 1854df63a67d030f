// When a member first ordered, as far as their orders are known. Shopify shows an app sixty days of orders but counts all of
// them: only who has not ordered more often than we know has their first order among those we know.
import type { Sql } from '#app/platform/db/db.server.ts'

/**
 * Brings `first_order_at` of these members up to date: whenever their orders, or Shopify's count of them, have changed. Null of
 * who has none, and of whose first one (orders_count > 0) is older than what is known. Tests and cancelled orders are none.
 */
export async function noteFirstOrders(sql: Sql, tenantId: number, memberIds: (bigint | string)[]): Promise<void> {
  if (memberIds.length === 0) return
  await sql.query(
    `WITH due AS MATERIALIZED (
       SELECT m.member_id, CASE WHEN m.orders_count <= o.known THEN o.first_at END AS first_at
       FROM members m CROSS JOIN LATERAL (
         SELECT count(*) AS known, min(ordered_at) AS first_at FROM orders
         WHERE tenant_id = $1 AND member_id = m.member_id AND NOT is_test AND cancelled_at IS NULL) AS o
       WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[])
         AND m.first_order_at IS DISTINCT FROM CASE WHEN m.orders_count <= o.known THEN o.first_at END
       ORDER BY m.member_id FOR UPDATE OF m
     )
     UPDATE members m SET first_order_at = due.first_at FROM due
     WHERE m.tenant_id = $1 AND m.member_id = due.member_id`,
    [tenantId, memberIds],
  )
}
