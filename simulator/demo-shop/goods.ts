// What the demo shop's customers have bought: lines for each order, and what became of some orders. All of it hangs on the
// order's place alone, so that every start tells the same.
import type { SimulatorContext } from '../context.ts'
import { chance, type Chance } from '../random.ts'
import type { Customer } from '../shopify/customers.ts'
import { idAfter, takeIds } from '../shopify/ids.ts'
import { saveOrderLines, saveRefund, type Order, type OrderLine } from '../shopify/orders.ts'
import { listProducts, type Product, type Variant } from '../shopify/products.ts'

const MOST_LINES = 4
const SHARES = { test: 0.006, cancelled: 0.03, refunded: 0.05 }
const DAY = 86_400_000
/** What one of the shop's currency was worth there. */
const CURRENCIES: Record<string, [currency: string, rate: number]> = {
  GB: ['GBP', 0.86],
  US: ['USD', 1.08],
  PL: ['PLN', 4.3],
  CH: ['CHF', 0.95],
  JP: ['JPY', 163],
}

/** Fills the orders, the oldest first, with goods. Their totals stay: what lines lack of them is for shipping. */
export function fillOrders(sim: SimulatorContext, orders: Order[], customers: Customer[]): void {
  const [first] = orders
  if (!first) return
  const products = listProducts(sim, first.shop).filter(({ weight }) => weight > 0)
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  let id = takeIds(sim, orders.length * (MOST_LINES + 1))
  const next = () => {
    id = idAfter(id, 1)
    return id
  }
  const lines: OrderLine[] = []
  for (const [index, order] of orders.entries()) {
    const dice = chance(`order ${order.shop} ${index}`)
    lines.push(...linesOf(order, products, dice, next))
    const country = order.customer_id ? byId.get(order.customer_id)?.country_code : null
    const [currency, rate] = CURRENCIES[country ?? ''] ?? []
    if (currency && rate) Object.assign(order, { presentment_currency: currency, presentment_rate: rate })
    befall(sim, order, dice, next)
  }
  saveOrderLines(sim, lines)
}

function linesOf(order: Order, products: Product[], dice: Chance, nextId: () => string): OrderLine[] {
  const lines: OrderLine[] = []
  let left = order.amount_cents
  while (lines.length < MOST_LINES) {
    const fitting = products.flatMap((product) => {
      const variants = product.variants.filter(({ cents }) => cents > 0 && cents <= left)
      return variants.length > 0 ? [{ product, variants }] : []
    })
    if (fitting.length === 0) break
    const { product, variants } = byWeight(fitting, dice)
    const variant = dice.pick(variants)
    const quantity = dice.happens(0.2) && variant.cents * 2 <= left ? 2 : 1
    left -= variant.cents * quantity
    lines.push(lineOf(order, { product, variant, quantity, id: nextId() }))
    if (dice.happens(0.35)) break
  }
  return lines
}

type Bought = { product: Product; variant: Variant; quantity: number; id: string }

function lineOf({ shop, id: order_id }: Order, { product, variant, quantity, id }: Bought): OrderLine {
  return {
    shop,
    order_id,
    id,
    product_id: product.id,
    variant_id: variant.id,
    title: product.title,
    variant_title: variant.title === 'Default Title' ? null : variant.title,
    quantity,
    current_quantity: quantity,
    cents: variant.cents,
  }
}

function byWeight<T extends { product: Product }>(from: T[], dice: Chance): T {
  let place = dice.next() * from.reduce((sum, { product }) => sum + product.weight, 0)
  const found = from.find(({ product }) => {
    place -= product.weight
    return place < 0
  })
  return found ?? dice.pick(from)
}

/** Some orders are tests, some are cancelled or given back within days. */
function befall(sim: SimulatorContext, order: Order, dice: Chance, nextId: () => string): void {
  const now = sim.clock.now().getTime()
  const later = new Date(Math.min(now, Date.parse(order.created_at) + dice.next() * 12 * DAY)).toISOString()
  if (dice.happens(SHARES.test)) order.test = 1
  else if (dice.happens(SHARES.cancelled)) Object.assign(order, { cancelled_at: later, updated_at: later })
  else if (dice.happens(SHARES.refunded)) {
    const all = dice.happens(0.4)
    const amount = all ? order.amount_cents : Math.round(order.amount_cents * 0.3)
    saveRefund(sim, {
      shop: order.shop,
      order_id: order.id,
      id: nextId(),
      amount_cents: amount,
      note: null,
      created_at: later,
    })
    const status = all ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
    Object.assign(order, { current_cents: order.amount_cents - amount, financial_status: status, updated_at: later })
  }
}
