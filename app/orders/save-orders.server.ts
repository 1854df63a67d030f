// Lays what Shopify says of orders over what is known, so that the end is the same in whatever order it arrives: an order goes
// by its revision, a refund is a fact of its own.
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { beginSave } from '#app/members/consent/erased-addresses.server.ts'
import { noteFirstOrders } from '#app/members/core/first-order.server.ts'
import type { Order, OrderLine, Refund } from './order.ts'

const COLUMNS = {
  order_id: 'bigint',
  member_id: 'bigint',
  name: 'text',
  ordered_at: 'timestamptz',
  created_at: 'timestamptz',
  total: 'numeric',
  current_total: 'numeric',
  currency: 'text',
  presentment_total: 'numeric',
  presentment_currency: 'text',
  is_test: 'boolean',
  cancelled_at: 'timestamptz',
  updated_at: 'timestamptz',
  told_at: 'timestamptz',
} as const
const LINE_COLUMNS = {
  order_id: 'bigint',
  line_id: 'bigint',
  product_id: 'bigint',
  variant_id: 'bigint',
  title: 'text',
  quantity: 'int',
  current_quantity: 'int',
  price: 'numeric',
} as const
const REFUND_COLUMNS = {
  order_id: 'bigint',
  refund_id: 'bigint',
  refunded_at: 'timestamptz',
  amount: 'numeric',
  presentment_amount: 'numeric',
  presentment_currency: 'text',
  told_at: 'timestamptz',
} as const

/** The rows of the JSON parameter $2. */
const given = (columns: Record<string, string>) =>
  `jsonb_to_recordset($2::jsonb) AS i(${Object.entries(columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ')})`
const names = (columns: object) => Object.keys(columns).join(', ')
const updates = (columns: object) =>
  Object.keys(columns)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')

/** Whose an order is now: the one that Shopify merged its customer into, or its customer. */
const OWNER = 'coalesce(g.kept, i.member_id)'
const MERGES = 'LEFT JOIN merged_members g ON g.tenant_id = $1 AND g.gone = i.member_id'

/** Writes orders that are newer than what is known, but none of somebody who was erased after it was told. */
const SAVE = `INSERT INTO orders AS o (tenant_id, ${names(COLUMNS)})
  SELECT $1, ${Object.keys(COLUMNS)
    .map((column) => (column === 'member_id' ? OWNER : `i.${column}`))
    .join(', ')}
  FROM ${given(COLUMNS)} ${MERGES}
  WHERE NOT EXISTS (SELECT FROM erased_members e
    WHERE e.tenant_id = $1 AND e.member_id = ${OWNER} AND e.erased_at >= i.told_at)
  ORDER BY i.order_id
  ON CONFLICT (tenant_id, order_id) DO UPDATE SET ${updates(COLUMNS)}
    WHERE (excluded.updated_at, excluded.told_at) > (o.updated_at, o.told_at)
  RETURNING order_id::text AS "orderId", member_id::text AS "memberId"`

/** A product that is no longer told was deleted, or may not be read: who bought it has bought it. */
const SAVE_LINES = `INSERT INTO order_lines AS l (tenant_id, ${names(LINE_COLUMNS)})
  SELECT $1, ${names(LINE_COLUMNS)} FROM ${given(LINE_COLUMNS)} ORDER BY order_id, line_id
  ON CONFLICT (tenant_id, order_id, line_id) DO UPDATE SET product_id = coalesce(excluded.product_id, l.product_id),
    variant_id = coalesce(excluded.variant_id, l.variant_id), title = excluded.title, quantity = excluded.quantity,
    current_quantity = excluded.current_quantity, price = excluded.price`

/** An amount that was told exactly stays where a webhook tells the same again in what the customer paid with. */
const SAVE_REFUNDS = `INSERT INTO order_refunds AS r (tenant_id, ${names(REFUND_COLUMNS)})
  SELECT $1, ${names(REFUND_COLUMNS)} FROM ${given(REFUND_COLUMNS)} ORDER BY order_id, refund_id
  ON CONFLICT (tenant_id, order_id, refund_id) DO UPDATE SET refunded_at = excluded.refunded_at,
    amount = coalesce(excluded.amount, CASE
      WHEN (excluded.presentment_amount, excluded.presentment_currency) = (r.presentment_amount, r.presentment_currency)
      THEN r.amount END),
    presentment_amount = excluded.presentment_amount, presentment_currency = excluded.presentment_currency,
    told_at = excluded.told_at
    WHERE excluded.told_at > r.told_at`

/** What only the customer's currency tells is worth as much of the shop's as the order was; the next night has it exactly. */
const VALUE_REFUNDS = `UPDATE order_refunds r SET amount = CASE
    WHEN r.presentment_currency = o.currency OR r.presentment_amount = 0 THEN r.presentment_amount
    ELSE round(r.presentment_amount * o.total / nullif(o.presentment_total, 0), 3) END
  FROM orders o WHERE r.tenant_id = $1 AND o.tenant_id = $1 AND o.order_id = r.order_id
    AND r.order_id = ANY ($2::bigint[]) AND r.amount IS NULL`

/** Saves orders, all or nothing; of one that is told twice the newest counts. */
export function saveOrders(tenantId: number, orders: Order[]): Promise<void> {
  if (orders.length === 0) return Promise.resolve()
  return transaction(async (sql) => {
    // As long as somebody is being erased: an order must not come back behind that.
    await beginSave(sql, tenantId)
    const newest = eachOnce(orders)
    const before = await listOwners(sql, tenantId, newest)
    const saved = await sql.query<{ orderId: string; memberId: string | null }>(SAVE, [
      tenantId,
      JSON.stringify(newest.map(orderRow)),
    ])
    const written = new Set(saved.rows.map(({ orderId }) => orderId))
    await saveLines(
      sql,
      tenantId,
      newest.filter(({ orderId }) => written.has(orderId)),
    )
    await saveRefundsOf(sql, tenantId, orders)
    const owners = [...before, ...saved.rows.map(({ memberId }) => memberId)].filter((id) => id !== null)
    await noteFirstOrders(sql, tenantId, [...new Set(owners)])
  })
}

/** Saves a refund whose order may come later. */
export function saveRefund(tenantId: number, orderId: string, refund: Refund, toldAt: Date): Promise<void> {
  return transaction(async (sql) => {
    await sql.query(SAVE_REFUNDS, [tenantId, JSON.stringify([refundRow({ orderId, toldAt }, refund)])])
    await sql.query(VALUE_REFUNDS, [tenantId, [orderId]])
  })
}

/** The numbers of those orders that are new, or tell another sum or owner than is known: then a customer's sums have changed, too. */
export async function listWithOtherSums(tenantId: number, orders: Order[]): Promise<Set<string>> {
  if (orders.length === 0) return new Set()
  const found = await db().query<{ orderId: string }>(
    `SELECT i.order_id::text AS "orderId" FROM ${given(COLUMNS)} ${MERGES}
     LEFT JOIN orders o ON o.tenant_id = $1 AND o.order_id = i.order_id
     WHERE (o.member_id, o.current_total, o.cancelled_at) IS DISTINCT FROM (${OWNER}, i.current_total, i.cancelled_at)`,
    [tenantId, JSON.stringify(orders.map(orderRow))],
  )
  return new Set(found.rows.map(({ orderId }) => orderId))
}

function eachOnce(orders: Order[]): Order[] {
  const newest = new Map<string, Order>()
  for (const order of orders) {
    const other = newest.get(order.orderId)
    if (!other || isNewer(order, other)) newest.set(order.orderId, order)
  }
  return [...newest.values()]
}

function isNewer(one: Order, other: Order): boolean {
  const revisions = one.updatedAt.getTime() - other.updatedAt.getTime()
  return revisions > 0 || (revisions === 0 && one.toldAt >= other.toldAt)
}

/** Whose these orders were until now. */
async function listOwners(sql: Sql, tenantId: number, orders: Order[]): Promise<string[]> {
  const found = await sql.query<{ memberId: string }>(
    `SELECT DISTINCT member_id::text AS "memberId" FROM orders
     WHERE tenant_id = $1 AND order_id = ANY ($2::bigint[]) AND member_id IS NOT NULL`,
    [tenantId, orders.map(({ orderId }) => orderId)],
  )
  return found.rows.map(({ memberId }) => memberId)
}

async function saveLines(sql: Sql, tenantId: number, orders: Order[]): Promise<void> {
  if (orders.length === 0) return
  const rows = orders.flatMap((order) => order.lines.map((line) => lineRow(order, line)))
  await sql.query(
    `DELETE FROM order_lines WHERE tenant_id = $1 AND order_id = ANY ($2::bigint[]) AND line_id <> ALL ($3::bigint[])`,
    [tenantId, orders.map(({ orderId }) => orderId), rows.map((row) => row.line_id)],
  )
  await sql.query(SAVE_LINES, [tenantId, JSON.stringify(rows)])
}

/** Also of a revision that is old by now: a refund that was given stays given. */
async function saveRefundsOf(sql: Sql, tenantId: number, orders: Order[]): Promise<void> {
  const known = await sql.query<{ orderId: string }>(
    `SELECT order_id::text AS "orderId" FROM orders WHERE tenant_id = $1 AND order_id = ANY ($2::bigint[])`,
    [tenantId, orders.map(({ orderId }) => orderId)],
  )
  const kept = new Set(known.rows.map(({ orderId }) => orderId))
  const rows = new Map<string, ReturnType<typeof refundRow>>()
  for (const order of orders)
    for (const refund of kept.has(order.orderId) ? order.refunds : []) {
      const key = `${order.orderId} ${refund.refundId}`
      const other = rows.get(key)
      if (!other || other.told_at <= order.toldAt) rows.set(key, refundRow(order, refund))
    }
  if (rows.size > 0) await sql.query(SAVE_REFUNDS, [tenantId, JSON.stringify([...rows.values()])])
  await sql.query(VALUE_REFUNDS, [tenantId, [...kept]])
}

function orderRow(order: Order): Record<keyof typeof COLUMNS, string | boolean | Date | null> {
  return {
    order_id: order.orderId,
    member_id: order.memberId,
    name: order.name,
    ordered_at: order.orderedAt,
    created_at: order.createdAt,
    total: order.total,
    current_total: order.currentTotal,
    currency: order.currency,
    presentment_total: order.presentmentTotal,
    presentment_currency: order.presentmentCurrency,
    is_test: order.isTest,
    cancelled_at: order.cancelledAt,
    updated_at: order.updatedAt,
    told_at: order.toldAt,
  }
}

function lineRow({ orderId }: Order, line: OrderLine) {
  return {
    order_id: orderId,
    line_id: line.lineId,
    product_id: line.productId,
    variant_id: line.variantId,
    title: line.title,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    price: line.price,
  } satisfies Record<keyof typeof LINE_COLUMNS, unknown>
}

function refundRow({ orderId, toldAt }: Pick<Order, 'orderId' | 'toldAt'>, refund: Refund) {
  return {
    order_id: orderId,
    refund_id: refund.refundId,
    refunded_at: refund.refundedAt,
    amount: refund.amount,
    presentment_amount: refund.presentmentAmount,
    presentment_currency: refund.presentmentCurrency,
    told_at: toldAt,
  } satisfies Record<keyof typeof REFUND_COLUMNS, unknown>
}
