// Members of like points, money, orders, tier and year of the last order are one band. A shop has some hundred.
import type { Sql } from '#app/platform/db/db.server.ts'
import { allOf, boundsOf } from './list-conditions.server.ts'
import type { MemberFilter } from './list.ts'

/** Where a band holds the bucket of a column. */
const BUCKETS = {
  points: { part: '(band & 31)', bucket: 'amount_bucket' },
  amount_spent: { part: '(band >> 5 & 31)', bucket: 'amount_bucket' },
  orders_count: { part: '(band >> 10 & 31)', bucket: 'orders_bucket' },
  last_order_at: { part: '(band >> 18)', bucket: 'year_bucket' },
} as const

/** The bands of the shop that may hold members who match; null where bands say nothing about it. */
export async function readBands(sql: Sql, tenantId: number, filter: MemberFilter): Promise<number[] | null> {
  const values: unknown[] = [tenantId]
  const conditions: string[] = []
  for (const { column, bounds } of boundsOf(filter)) {
    const { part, bucket } = BUCKETS[column]
    conditions.push(...bounds.map(([operator, value]) => `${part} ${operator} ${bucket}($${values.push(value)})`))
  }
  // Who never ordered is in no range of last orders.
  if (filter.lastOrder) conditions.push('(band >> 18) > 0')
  if (filter.tier) conditions.push(`(band >> 15 & 7) = tier_bucket($${values.push(filter.tier)})`)
  if (conditions.length === 0) return null
  const found = await sql.query<{ band: number }>(
    `WITH RECURSIVE bands AS (
       (SELECT band FROM members WHERE tenant_id = $1 ORDER BY band LIMIT 1)
       UNION ALL
       SELECT (SELECT band FROM members WHERE tenant_id = $1 AND band > bands.band ORDER BY band LIMIT 1)
       FROM bands WHERE band IS NOT NULL
     )
     SELECT band FROM bands WHERE ${allOf(['band IS NOT NULL', ...conditions])}`,
    values,
  )
  return found.rows.map(({ band }) => band)
}
