// The store of orders, and the customer's metafields and timeline.
import type { SimulatorContext } from '../context.ts'
import { nextId } from './ids.ts'

export interface Order {
  shop: string
  id: string
  customer_id: string | null
  name: string
  amount_cents: number
  landing_site: string | null
  referring_site: string | null
  financial_status: 'PAID' | 'PENDING' | 'REFUNDED'
  test: number
  cancelled_at: string | null
  created_at: string
  updated_at: string
}

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

export interface Metafield {
  shop: string
  owner_id: string
  namespace: string
  key: string
  id: string
  type: string
  value: string
  created_at: string
  updated_at: string
}

export function findMetafield(
  sim: SimulatorContext,
  owner: { shop: string; owner_id: string },
  namespace: string,
  key: string,
): Metafield | null {
  const row = sim.store.db
    .prepare('SELECT * FROM shopify_metafields WHERE shop = ? AND owner_id = ? AND namespace = ? AND key = ?')
    .get(owner.shop, owner.owner_id, namespace, key)
  return row ? (row as unknown as Metafield) : null
}

export type MetafieldInput = Pick<Metafield, 'shop' | 'owner_id' | 'namespace' | 'key' | 'type' | 'value'>

export function saveMetafield(sim: SimulatorContext, input: MetafieldInput): Metafield {
  const now = sim.clock.now().toISOString()
  sim.store.db
    .prepare(
      `INSERT INTO shopify_metafields (shop, owner_id, namespace, key, id, type, value, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (shop, owner_id, namespace, key)
       DO UPDATE SET type = excluded.type, value = excluded.value, updated_at = excluded.updated_at`,
    )
    .run(input.shop, input.owner_id, input.namespace, input.key, nextId(sim), input.type, input.value, now, now)
  const saved = findMetafield(sim, input, input.namespace, input.key)
  if (!saved) throw new Error('a metafield just written is missing')
  return saved
}

export interface TimelineEvent {
  id: string
  customer_id: string
  action: string
  message: string
  by_app: number
  created_at: string
}

export function addTimelineEvent(
  sim: SimulatorContext,
  customer: { shop: string; id: string },
  event: { action: string; message: string; byApp: boolean },
): void {
  sim.store.db
    .prepare(
      'INSERT INTO shopify_events (shop, id, customer_id, action, message, by_app, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      customer.shop,
      nextId(sim),
      customer.id,
      event.action,
      event.message,
      event.byApp ? 1 : 0,
      sim.clock.now().toISOString(),
    )
}

/** The newest events of a customer's timeline first. */
export function listTimeline(
  sim: SimulatorContext,
  customer: { shop: string; id: string },
  limit: number,
): TimelineEvent[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_events WHERE shop = ? AND customer_id = ? ORDER BY id DESC LIMIT ?')
    .all(customer.shop, customer.id, limit) as unknown as TimelineEvent[]
}

/** All that the app itself did to the shop's customers, the oldest first. */
export function listAppEvents(sim: SimulatorContext, shop: string): TimelineEvent[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_events WHERE shop = ? AND by_app = 1 ORDER BY id')
    .all(shop) as unknown as TimelineEvent[]
}
