// Shopify's own segments: a few that stand in every shop, and the part of their query language that these need.
import { GraphQLError } from 'graphql'
import type { SimulatorContext } from '../context.ts'
import { EVERYBODY, type Condition } from './customers.ts'
import { takeIds, idAfter } from './ids.ts'

export interface Segment {
  shop: string
  id: string
  name: string
  query: string
  created_at: string
}

const STANDING = [
  ['Email subscribers', `email_subscription_status = 'SUBSCRIBED'`],
  ['SMS subscribers', `sms_subscription_status = 'SUBSCRIBED'`],
  ['Customers who have purchased at least once', 'number_of_orders > 0'],
  ['Customers who have purchased more than once', 'number_of_orders > 1'],
  ["Customers who haven't purchased", 'number_of_orders = 0'],
  ['High value customers', 'amount_spent >= 500'],
  ['Loyalty members', `customer_tags CONTAINS 'loyalty'`],
] as const

/** Makes the segments that every shop has, when it has none. */
export function ensureSegments(sim: SimulatorContext, shop: string): void {
  if (listSegments(sim, shop).length > 0) return
  const first = takeIds(sim, STANDING.length)
  const insert = sim.store.db.prepare(
    'INSERT INTO shopify_segments (shop, id, name, query, created_at) VALUES (?, ?, ?, ?, ?)',
  )
  for (const [index, [name, query]] of STANDING.entries()) {
    insert.run(shop, idAfter(first, index), name, query, sim.clock.now().toISOString())
  }
}

export function listSegments(sim: SimulatorContext, shop: string): Segment[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_segments WHERE shop = ? ORDER BY id')
    .all(shop) as unknown as Segment[]
}

export function findSegment(sim: SimulatorContext, shop: string, id: string): Segment | null {
  const row = sim.store.db.prepare('SELECT * FROM shopify_segments WHERE shop = ? AND id = ?').get(shop, id)
  return row ? (row as unknown as Segment) : null
}

const NUMBERS: Record<string, string> = { number_of_orders: 'orders_count', amount_spent: '(spent_cents / 100.0)' }

const LAST_ORDER = `(SELECT max(created_at) FROM shopify_orders o WHERE o.shop = shopify_customers.shop AND o.customer_id = shopify_customers.id)`

// The schema's enum of e-mail states and the segment language agree, but for SMS customers who were never asked.
const STATES: Record<string, string> = {
  email_subscription_status: 'email_state',
  sms_subscription_status: 'sms_state',
}

/** The condition that a segment's query means, for customers; a filter not known here is an error. */
export function segmentCondition(query: string, now: Date): Condition {
  if (!query.trim()) return EVERYBODY
  const either = query.split(/\s+OR\s+/i).map((side) => {
    const all = side.split(/\s+AND\s+/i).map((term) => termCondition(term.trim(), now))
    return { sql: `(${all.map(({ sql }) => sql).join(' AND ')})`, values: all.flatMap(({ values }) => values) }
  })
  return { sql: either.map(({ sql }) => sql).join(' OR '), values: either.flatMap(({ values }) => values) }
}

function termCondition(term: string, now: Date): Condition {
  const [, name = '', operator = '', quoted, bare] =
    /^(\w+)\s*(=|!=|<=|>=|<|>|(?:NOT\s+)?CONTAINS|IS\s+NOT\s+NULL|IS\s+NULL)\s*(?:'([^']*)'|(\S+))?$/i.exec(term) ?? []
  const value = quoted ?? bare ?? ''
  const state = STATES[name]
  if (state && ['=', '!='].includes(operator)) return { sql: `${state} ${operator} ?`, values: [value.toUpperCase()] }
  const number = NUMBERS[name]
  if (number && Number.isFinite(Number(value)) && value)
    return { sql: `${number} ${operator} ?`, values: [Number(value)] }
  if (name === 'customer_tags') return tagCondition(operator, value)
  if (name === 'last_order_date') return dateCondition(LAST_ORDER, { operator, value }, now)
  if (name === 'customer_added_date') return dateCondition('created_at', { operator, value }, now)
  throw new GraphQLError(`The simulator does not implement the segment filter "${term}"`)
}

function tagCondition(operator: string, tag: string): Condition {
  const not = operator.toUpperCase().startsWith('NOT') ? 'NOT ' : ''
  return { sql: `${not}EXISTS (SELECT 1 FROM json_each(tags) WHERE lower(json_each.value) = lower(?))`, values: [tag] }
}

function dateCondition(column: string, term: { operator: string; value: string }, now: Date): Condition {
  const { operator, value } = term
  if (/^IS/i.test(operator)) return { sql: `${column} ${operator.toUpperCase()}`, values: [] }
  const [, count, unit] = /^-(\d+)([dwmy])$/.exec(value) ?? []
  const days = { d: 1, w: 7, m: 30, y: 365 }[unit ?? '']
  const at = days && count ? new Date(now.getTime() - Number(count) * days * 86_400_000) : new Date(value)
  if (Number.isNaN(at.getTime())) throw new GraphQLError(`Invalid date in segment query: ${value}`)
  return { sql: `${column} ${operator} ?`, values: [at.toISOString()] }
}
