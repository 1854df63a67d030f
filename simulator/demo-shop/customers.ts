// The demo shop's customers: made up, the same for the same seed, with names in the scripts that real shops meet and
// consent in about the shares that real shops have.
import { allFakers, type Faker } from '@faker-js/faker'
import type { SimulatorContext } from '../context.ts'
import { MAILBOXES } from '../dns/zone.ts'
import { blankCustomer, saveCustomers, type Customer, type EmailState } from '../shopify/customers.ts'
import { idAfter, takeIds } from '../shopify/ids.ts'
import { PLAIN_ORDER, saveOrders, type Order } from '../shopify/orders.ts'
import { fillOrders } from './goods.ts'
import { settle } from './places.ts'

/** Locale of the names, share in a hundred, calling code. */
const ORIGINS = [
  ['de', 30, '+49151'],
  ['en', 18, '+44770'],
  ['fr', 9, '+3361'],
  ['es', 7, '+3461'],
  ['pl', 6, '+4850'],
  ['cs_CZ', 4, '+42060'],
  ['tr', 4, '+90530'],
  ['ru', 4, '+7901'],
  ['uk', 3, '+38050'],
  ['el', 3, '+3069'],
  ['ar', 2, '+97150'],
  ['he', 2, '+97250'],
  ['zh_CN', 3, '+86139'],
  ['ja', 2, '+8190'],
  ['ko', 2, '+8210'],
  ['hi', 1, '+9198'],
] as const

const CONSENT: [EmailState, number][] = [
  ['SUBSCRIBED', 62],
  ['NOT_SUBSCRIBED', 27],
  ['UNSUBSCRIBED', 8],
  ['PENDING', 2],
  ['INVALID', 1],
]

const TAGS = ['loyalty', 'vip', 'wholesale', 'newsletter', 'gift-buyer', 'returns']
const DOMAINS = MAILBOXES.map(([domain, share]) => [domain, share] as const)
const YEARS_MS = 3 * 365 * 86_400_000
const MAX_ORDERS = 24
const BASE = allFakers.en

// One namesake faker a script; the dice are one generator for all, so that a seed settles everything.
const HINDI = {
  first: ['आरव', 'प्रिया', 'रोहन', 'अनन्या', 'विवान', 'दिया'],
  last: ['शर्मा', 'गुप्ता', 'पटेल', 'सिंह', 'वर्मा'],
}

interface Seeding {
  shop: string
  count: number
  seed: number
}

/** Fills a shop with `count` customers and their orders in one transaction; sends no webhooks. */
export function seedCustomers(sim: SimulatorContext, options: Seeding): void {
  BASE.seed(options.seed)
  const now = sim.clock.now().getTime()
  const first = takeIds(sim, options.count)
  const customers = Array.from({ length: options.count }, (_, index) =>
    makeCustomer(options.shop, { id: idAfter(first, index), index, now }),
  )
  const orders = customers.flatMap((customer) => makeOrders(customer, now))
  const firstOrder = takeIds(sim, Math.max(1, orders.length))
  orders.sort((one, other) => one.created_at.localeCompare(other.created_at))
  for (const [index, order] of orders.entries()) {
    order.id = idAfter(firstOrder, index)
    order.name = `#${1001 + index}`
  }
  for (const [index, customer] of customers.entries()) settle(customer, index)
  addUp(customers, orders)
  sim.store.transaction(() => {
    saveCustomers(sim, customers)
    fillOrders(sim, orders, customers)
    saveOrders(sim, orders)
  })
}

function weighted<Value>(table: readonly (readonly [Value, number])[]): Value {
  return BASE.helpers.weightedArrayElement(table.map(([value, weight]) => ({ value, weight })))
}

function chance(probability: number): boolean {
  return BASE.number.float() < probability
}

const seeded = new Map<string, Faker>()

function nameIn(locale: string): { first: string; last: string } {
  if (locale === 'hi')
    return { first: BASE.helpers.arrayElement(HINDI.first), last: BASE.helpers.arrayElement(HINDI.last) }
  const faker = seeded.get(locale) ?? allFakers[locale as keyof typeof allFakers]
  seeded.set(locale, faker)
  faker.seed(BASE.number.int({ max: 2 ** 31 }))
  const sex = BASE.helpers.arrayElement(['female', 'male'] as const)
  return { first: faker.person.firstName(sex), last: faker.person.lastName(sex) }
}

// E-mail addresses stay ASCII, as nearly all real ones are.
function asciiAddress(name: { first: string; last: string }, index: number): string {
  const plain = `${name.first}.${name.last}`
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase()
    .replace(/^\.+|\.+$/g, '')
    .replace(/\.{2,}/g, '.')
  const local = /^[a-z]/.test(plain) ? plain : 'customer'
  return `${local}${index + 1}@${weighted(DOMAINS)}`
}

function makeCustomer(shop: string, at: { id: string; index: number; now: number }): Customer {
  const [locale, , code] = weighted(ORIGINS.map((origin) => [origin, origin[1]] as const))
  const name = nameIn(locale)
  const created = at.now - Math.floor(BASE.number.float() ** 1.3 * YEARS_MS) - 60_000
  const later = () => new Date(created + BASE.number.float() * (at.now - created)).toISOString()
  const emailState = weighted(CONSENT)
  const customer: Customer = {
    ...blankCustomer(shop, at.id, new Date(created).toISOString()),
    first_name: name.first,
    last_name: name.last,
    email: chance(0.03) ? null : asciiAddress(name, at.index),
    phone: chance(0.3) ? `${code}${BASE.string.numeric(7)}` : null,
    state: chance(0.4) ? 'ENABLED' : 'DISABLED',
    locale: locale.slice(0, 2),
    tags: TAGS.filter(() => chance(0.12)),
    open_tracking: chance(0.02) ? 'OPTED_OUT' : 'UNKNOWN',
    updated_at: later(),
  }
  if (customer.email) {
    customer.email_state = emailState
    if (emailState === 'INVALID') customer.email = customer.email.replace('@', '.at.')
    if (emailState !== 'NOT_SUBSCRIBED' && emailState !== 'INVALID') {
      const confirmed = emailState === 'PENDING' || chance(0.35)
      Object.assign(customer, {
        email_opt_in: confirmed ? 'CONFIRMED_OPT_IN' : 'SINGLE_OPT_IN',
        email_updated_at: later(),
      })
    }
  } else {
    customer.phone ??= `${code}${BASE.string.numeric(7)}`
  }
  if (customer.phone && chance(0.45)) {
    Object.assign(customer, {
      sms_state: 'SUBSCRIBED',
      sms_opt_in: 'SINGLE_OPT_IN',
      sms_updated_at: later(),
      sms_collected_from: 'SHOPIFY',
    })
  }
  return customer
}

function makeOrders(customer: Customer, now: number): Order[] {
  // Skewed as in real shops: many never buy, a few buy often.
  const count = chance(0.35) ? 0 : Math.min(MAX_ORDERS, 1 + Math.floor(-Math.log(1 - BASE.number.float()) * 1.6))
  const from = Date.parse(customer.created_at)
  return Array.from({ length: count }, () => {
    const at = new Date(from + BASE.number.float() * (now - from)).toISOString()
    return {
      ...PLAIN_ORDER,
      shop: customer.shop,
      id: '',
      customer_id: customer.id,
      name: '',
      amount_cents: 900 + Math.floor(Math.exp(BASE.number.float() * 3.2) * 900),
      created_at: at,
      updated_at: at,
    } satisfies Order
  })
}

function addUp(customers: Customer[], orders: Order[]): void {
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  for (const order of orders) {
    const customer = order.customer_id ? byId.get(order.customer_id) : undefined
    if (!customer) continue
    customer.orders_count += 1
    customer.spent_cents += order.amount_cents
    customer.last_order_id = order.id
    if (order.updated_at > customer.updated_at) customer.updated_at = order.updated_at
  }
}
