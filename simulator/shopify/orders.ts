// The store of orders, their lines and refunds.
import type { SimulatorContext } from '../context.ts'

export interface Order {
  shop: string
  id: string
  customer_id: string | null
  name: string
  amount_cents: number
  landing_site: string | null
  referring_site: string | null
  financial_status: 'PAID' | 'PENDING' | 'PARTIALLY_REFUNDED' | 'REFUNDED'
  test: number
  cancelled_at: string | null
  created_at: string
  updated_at: string
  /** Of a guest whom Shopify made no customer of. */
  email: string | null
  /** When it was placed, of an order that was taken over from elsewhere; else null, as created_at. */
  processed_at: string | null
  /** After edits and refunds; null where nothing was changed. */
  current_cents: number | null
  /** What the customer saw, and how many of it one of the shop's currency is; null where it is the shop's. */
  presentment_currency: string | null
  presentment_rate: number
}

/** What an order is when nothing else is said. */
export const PLAIN_ORDER = {
  landing_site: '/',
  referring_site: null,
  financial_status: 'PAID',
  test: 0,
  cancelled_at: null,
  email: null,
  processed_at: null,
  current_cents: null,
  presentment_currency: null,
  presentment_rate: 1,
} as const

const COLUMNS = [
  'shop',
  'id',
  'customer_id',
  'name',
  'amount_cents',
  'landing_site',
  'referring_site',
  'financial_status',
  'test',
  'cancelled_at',
  'created_at',
  'updated_at',
  'email',
  'processed_at',
  'current_cents',
  'presentment_currency',
  'presentment_rate',
] as (keyof Order)[]

export function saveOrders(sim: SimulatorContext, orders: Order[]): void {
  const marks = COLUMNS.map(() => '?').join(', ')
  const insert = sim.store.db.prepare(`INSERT OR REPLACE INTO shopify_orders (${COLUMNS.join(', ')}) VALUES (${marks})`)
  sim.store.transaction(() => {
    for (const order of orders) insert.run(...COLUMNS.map((column) => order[column]))
  })
}

export function findOrder(sim: SimulatorContext, shop: string, id: string): Order | null {
  const row = sim.store.db.prepare('SELECT * FROM shopify_orders WHERE shop = ? AND id = ?').get(shop, id)
  return row ? (row as unknown as Order) : null
}

export interface OrderPage {
  customerId?: string
  /** Only orders with `updated_at` at or after this time. */
  updatedSince?: string
  /** Only orders that were made at or after this time. */
  createdSince?: string
  reverse: boolean
  limit: number
  after: { value: string; id: string } | null
}

/** One page of orders by the time they were placed. */
export function listOrders(sim: SimulatorContext, shop: string, page: OrderPage): Order[] {
  const clauses = ['shop = ?']
  const values: (string | number)[] = [shop]
  const add = (clause: string, ...more: string[]) => {
    clauses.push(clause)
    values.push(...more)
  }
  if (page.customerId) add('customer_id = ?', page.customerId)
  if (page.updatedSince) add('updated_at >= ?', page.updatedSince)
  if (page.createdSince) add('created_at >= ?', page.createdSince)
  if (page.after) add(`(created_at, id) ${page.reverse ? '<' : '>'} (?, ?)`, page.after.value, page.after.id)
  const direction = page.reverse ? 'DESC' : 'ASC'
  return sim.store.db
    .prepare(
      `SELECT * FROM shopify_orders WHERE ${clauses.join(' AND ')}
       ORDER BY created_at ${direction}, id ${direction} LIMIT ?`,
    )
    .all(...values, page.limit) as unknown as Order[]
}

export function nextOrderName(sim: SimulatorContext, shop: string): string {
  const row = sim.store.db.prepare('SELECT count(*) AS n FROM shopify_orders WHERE shop = ?').get(shop)
  return `#${1001 + Number(row?.['n'])}`
}

export interface OrderLine {
  shop: string
  order_id: string
  id: string
  /** Null of what is no product, or of one that was deleted. */
  product_id: string | null
  variant_id: string | null
  title: string
  variant_title: string | null
  quantity: number
  current_quantity: number
  /** Of one. */
  cents: number
}

const LINE_COLUMNS = [
  'shop',
  'order_id',
  'id',
  'product_id',
  'variant_id',
  'title',
  'variant_title',
  'quantity',
  'current_quantity',
  'cents',
] as (keyof OrderLine)[]

export function saveOrderLines(sim: SimulatorContext, lines: OrderLine[]): void {
  const marks = LINE_COLUMNS.map(() => '?').join(', ')
  const insert = sim.store.db.prepare(
    `INSERT OR REPLACE INTO shopify_order_lines (${LINE_COLUMNS.join(', ')}) VALUES (${marks})`,
  )
  sim.store.transaction(() => {
    for (const line of lines) insert.run(...LINE_COLUMNS.map((column) => line[column]))
  })
}

export function listOrderLines(sim: SimulatorContext, { shop, id }: Pick<Order, 'shop' | 'id'>): OrderLine[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_order_lines WHERE shop = ? AND order_id = ? ORDER BY id')
    .all(shop, id) as unknown as OrderLine[]
}

export interface Refund {
  shop: string
  order_id: string
  id: string
  amount_cents: number
  note: string | null
  created_at: string
}

export function saveRefund(sim: SimulatorContext, refund: Refund): void {
  const { shop, order_id, id, amount_cents, note, created_at } = refund
  sim.store.db
    .prepare(
      'INSERT INTO shopify_refunds (shop, order_id, id, amount_cents, note, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(shop, order_id, id, amount_cents, note, created_at)
}

export function listRefunds(sim: SimulatorContext, { shop, id }: Pick<Order, 'shop' | 'id'>): Refund[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_refunds WHERE shop = ? AND order_id = ? ORDER BY id')
    .all(shop, id) as unknown as Refund[]
}
