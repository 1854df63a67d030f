// The store of customers: rows in, rows out. What a change sets off (webhooks, timeline) is decided in changes.ts.
import { HttpError } from '../http.ts'
import type { SimulatorContext } from '../context.ts'

export type EmailState = 'INVALID' | 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED'
export type SmsState = 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED'
export type OptInLevel = 'CONFIRMED_OPT_IN' | 'SINGLE_OPT_IN' | 'UNKNOWN'

export interface Customer {
  shop: string
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
  state: 'DECLINED' | 'DISABLED' | 'ENABLED' | 'INVITED'
  locale: string
  note: string | null
  verified_email: number
  tags: string[]
  open_tracking: 'OPTED_IN' | 'OPTED_OUT' | 'UNKNOWN'
  created_at: string
  updated_at: string
  email_state: EmailState
  email_opt_in: OptInLevel | null
  email_updated_at: string | null
  sms_state: SmsState
  sms_opt_in: OptInLevel | null
  sms_updated_at: string | null
  sms_collected_from: 'OTHER' | 'SHOPIFY' | null
  orders_count: number
  spent_cents: number
  last_order_id: string | null
  /** Of the default address; null where there is none. */
  country_code: string | null
  province_code: string | null
  city: string | null
  time_zone: string | null
}

/** The columns in the order of the table. */
const COLUMNS = [
  'shop',
  'id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'state',
  'locale',
  'note',
  'verified_email',
  'tags',
  'open_tracking',
  'created_at',
  'updated_at',
  'email_state',
  'email_opt_in',
  'email_updated_at',
  'sms_state',
  'sms_opt_in',
  'sms_updated_at',
  'sms_collected_from',
  'orders_count',
  'spent_cents',
  'last_order_id',
  'country_code',
  'province_code',
  'city',
  'time_zone',
] as (keyof Customer)[]

/** A customer as the store makes one when nothing else is said. */
export function blankCustomer(shop: string, id: string, at: string): Customer {
  return {
    shop,
    id,
    first_name: null,
    last_name: null,
    email: null,
    phone: null,
    state: 'DISABLED',
    locale: 'en',
    note: null,
    verified_email: 1,
    tags: [],
    open_tracking: 'UNKNOWN',
    created_at: at,
    updated_at: at,
    email_state: 'NOT_SUBSCRIBED',
    email_opt_in: null,
    email_updated_at: null,
    sms_state: 'NOT_SUBSCRIBED',
    sms_opt_in: null,
    sms_updated_at: null,
    sms_collected_from: null,
    orders_count: 0,
    spent_cents: 0,
    last_order_id: null,
    country_code: null,
    province_code: null,
    city: null,
    time_zone: null,
  }
}

function fromRow(row: Record<string, unknown>): Customer {
  return { ...(row as unknown as Customer), tags: JSON.parse(String(row['tags'])) as string[] }
}

/** Writes these customers as they are, replacing those with the same id. */
export function saveCustomers(sim: SimulatorContext, customers: Customer[]): void {
  const marks = COLUMNS.map(() => '?').join(', ')
  const updates = COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')
  const insert = sim.store.db.prepare(
    `INSERT INTO shopify_customers (${COLUMNS.join(', ')}) VALUES (${marks}) ON CONFLICT (shop, id) DO UPDATE SET ${updates}`,
  )
  sim.store.transaction(() => {
    for (const customer of customers) {
      insert.run(
        ...COLUMNS.map((column) => {
          const value = customer[column]
          return Array.isArray(value) ? JSON.stringify(value) : value
        }),
      )
    }
  })
}

export function findCustomer(sim: SimulatorContext, shop: string, id: string): Customer | null {
  const row = sim.store.db.prepare('SELECT * FROM shopify_customers WHERE shop = ? AND id = ?').get(shop, id)
  return row ? fromRow(row) : null
}

export function getCustomer(sim: SimulatorContext, shop: string, id: string): Customer {
  const found = findCustomer(sim, shop, id)
  if (!found) throw new HttpError(404, `no customer ${id} in ${shop}`)
  return found
}

export function findCustomerByEmail(sim: SimulatorContext, shop: string, email: string): Customer | null {
  const row = sim.store.db
    .prepare('SELECT * FROM shopify_customers WHERE shop = ? AND lower(email) = lower(?)')
    .get(shop, email)
  return row ? fromRow(row) : null
}

export interface Condition {
  sql: string
  values: (string | number)[]
}

export const EVERYBODY: Condition = { sql: 'TRUE', values: [] }

/** The columns by which lists of customers are ordered. */
export type CustomerOrder = 'id' | 'created_at' | 'updated_at' | 'name'

const ORDER: Record<CustomerOrder, string> = {
  id: 'id',
  created_at: 'created_at',
  updated_at: 'updated_at',
  name: `lower(coalesce(last_name, '') || ' ' || coalesce(first_name, ''))`,
}

export interface CustomerPage {
  order: CustomerOrder
  reverse: boolean
  limit: number
  /** The place behind which the page starts: the order's value and the id of the last row seen. */
  after: { value: string; id: string } | null
}

/** One page of the customers of a shop; with each the value that it is ordered by. */
export function listCustomers(
  sim: SimulatorContext,
  shop: string,
  where: Condition,
  page: CustomerPage,
): { customer: Customer; value: string }[] {
  const key = ORDER[page.order]
  const direction = page.reverse ? 'DESC' : 'ASC'
  const behind = page.after ? `AND (${key}, id) ${page.reverse ? '<' : '>'} (?, ?)` : ''
  const rows = sim.store.db
    .prepare(
      `SELECT *, ${key} AS order_value FROM shopify_customers WHERE shop = ? AND (${where.sql}) ${behind}
       ORDER BY ${key} ${direction}, id ${direction} LIMIT ?`,
    )
    .all(shop, ...where.values, ...(page.after ? [page.after.value, page.after.id] : []), page.limit)
  return rows.map(({ order_value: value, ...row }) => ({ customer: fromRow(row), value: String(value) }))
}

export function countCustomers(sim: SimulatorContext, shop: string, where: Condition): number {
  const row = sim.store.db
    .prepare(`SELECT count(*) AS n FROM shopify_customers WHERE shop = ? AND (${where.sql})`)
    .get(shop, ...where.values)
  return Number(row?.['n'])
}

export function displayName(customer: Customer): string {
  const name = [customer.first_name, customer.last_name].filter(Boolean).join(' ')
  return name || (customer.email ?? customer.phone ?? 'Customer')
}
