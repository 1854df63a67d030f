// What happens to orders: placed, changed, cancelled, refunded. Each keeps the customer's sums and sends its webhooks.
import { HttpError } from '../http.ts'
import type { SimulatorContext } from '../context.ts'
import { commitChange, type Target } from './changes.ts'
import { findCustomer, getCustomer, saveCustomers } from './customers.ts'
import { nextId } from './ids.ts'
import { orderPayload, refundPayload } from './order-payloads.ts'
import {
  findOrder,
  listOrderLines,
  listRefunds,
  nextOrderName,
  PLAIN_ORDER,
  saveOrderLines,
  saveOrders,
  saveRefund,
  type Order,
  type OrderLine,
  type Refund,
} from './orders.ts'
import { purchasingSummaryPayload } from './payloads.ts'
import { getProduct } from './products.ts'
import { getShop } from './shops.ts'
import { emit } from './webhooks.ts'

interface NewLine {
  /** A product's handle, number or global id. */
  product: string
  /** The title of its variant; the first where it is left out. */
  variant?: string | undefined
  quantity: number
}

export interface NewOrder {
  lines?: NewLine[] | undefined
  /** What it comes to; the sum of its lines where it is left out. Without lines it is of one thing that is no product. */
  amountCents?: number | undefined
  /** Path and query of the first page of the buyer's visit: it holds the utm_* marks. */
  landingSite?: string | null | undefined
  referringSite?: string | null | undefined
  test?: boolean | undefined
  paid?: boolean | undefined
  /** When it was placed; now when it is left out. */
  at?: string | undefined
  /** Of an order that is taken over from another shop system: when it was placed there. */
  processedAt?: string | undefined
  presentment?: { currency: string; rate: number } | undefined
}

function linesOf(sim: SimulatorContext, { shop, id }: Order, input: NewOrder): OrderLine[] {
  const line = (own: Pick<OrderLine, 'title' | 'cents' | 'quantity'> & Partial<OrderLine>): OrderLine => ({
    shop,
    order_id: id,
    id: nextId(sim),
    product_id: null,
    variant_id: null,
    variant_title: null,
    current_quantity: own.quantity,
    ...own,
  })
  if (!input.lines) return [line({ title: 'Custom item', cents: input.amountCents ?? 0, quantity: 1 })]
  return input.lines.map(({ product: named, variant: title, quantity }) => {
    const product = getProduct(sim, shop, named)
    const variant = product.variants.find((each) => each.title === title) ?? product.variants[0]
    if (!variant) throw new HttpError(422, `${named} has no variant`)
    return line({
      product_id: product.id,
      variant_id: variant.id,
      title: product.title,
      variant_title: variant.title === 'Default Title' ? null : variant.title,
      quantity,
      cents: variant.cents,
    })
  })
}

/** A new order and its lines, written; what follows from it is the caller's. */
function makeOrder(sim: SimulatorContext, shop: string, customerId: string | null, input: NewOrder): Order {
  const at = input.at ?? sim.clock.now().toISOString()
  const order: Order = {
    ...PLAIN_ORDER,
    shop,
    id: nextId(sim),
    customer_id: customerId,
    name: nextOrderName(sim, shop),
    amount_cents: 0,
    landing_site: input.landingSite ?? '/',
    referring_site: input.referringSite ?? null,
    financial_status: input.paid === false ? 'PENDING' : 'PAID',
    test: input.test ? 1 : 0,
    created_at: at,
    updated_at: at,
    processed_at: input.processedAt ?? null,
    presentment_currency: input.presentment?.currency ?? null,
    presentment_rate: input.presentment?.rate ?? 1,
  }
  const lines = linesOf(sim, order, input)
  order.amount_cents = input.amountCents ?? lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
  saveOrders(sim, [order])
  saveOrderLines(sim, lines)
  return order
}

/** A customer buys: the order, the customer's sums, and the webhooks of both. */
export function placeOrder(sim: SimulatorContext, target: Target, input: NewOrder): Order {
  const customer = getCustomer(sim, target.shop, target.id)
  const { currency } = getShop(sim, target.shop)
  return sim.store.transaction(() => {
    const order = makeOrder(sim, target.shop, target.id, input)
    const buyer = {
      ...customer,
      orders_count: customer.orders_count + 1,
      spent_cents: customer.spent_cents + order.amount_cents,
      last_order_id: order.id,
    }
    saveCustomers(sim, [buyer])
    const payload = orderPayload(sim, order)
    commitChange(sim, target, buyer, {
      action: 'order',
      message: `Placed order ${order.name}`,
      emissions: [
        { topic: 'orders/create', payload },
        ...(order.financial_status === 'PAID' ? [{ topic: 'orders/paid', payload }] : []),
        { topic: 'customers/purchasing_summary', payload: purchasingSummaryPayload(buyer, currency) },
      ],
    })
    return order
  })
}

/** Somebody buys of whom Shopify makes no customer, as at a till: only an e-mail is left, if that. */
export function placeGuestOrder(sim: SimulatorContext, shop: string, email: string | null, input: NewOrder): Order {
  return sim.store.transaction(() => {
    const order = { ...makeOrder(sim, shop, null, input), email }
    saveOrders(sim, [order])
    emit(sim, shop, [{ topic: 'orders/create', payload: orderPayload(sim, order) }])
    return order
  })
}

export function getOrder(sim: SimulatorContext, shop: string, id: string): Order {
  const found = findOrder(sim, shop, id)
  if (!found) throw new HttpError(404, `no order ${id} in ${shop}`)
  return found
}

export interface OrderChange {
  /** By line: how many of it are left. */
  quantities?: Record<string, number> | undefined
  /** Given to another customer, or to none. */
  customerId?: string | null | undefined
}

/** The merchant edits an order. */
export function changeOrder(sim: SimulatorContext, shop: string, id: string, change: OrderChange): Order {
  const before = getOrder(sim, shop, id)
  return sim.store.transaction(() => {
    const lines = listOrderLines(sim, before).map((line) => ({
      ...line,
      current_quantity: change.quantities?.[line.id] ?? line.current_quantity,
    }))
    saveOrderLines(sim, lines)
    const left = lines.reduce((sum, { cents, current_quantity }) => sum + cents * current_quantity, 0)
    return touch(sim, {
      ...before,
      ...(change.quantities && { current_cents: left }),
      ...(change.customerId !== undefined && { customer_id: change.customerId }),
    })
  })
}

export function cancelOrder(sim: SimulatorContext, shop: string, id: string): Order {
  const before = getOrder(sim, shop, id)
  if (before.cancelled_at !== null) throw new HttpError(422, 'The order is cancelled already')
  return sim.store.transaction(() =>
    touch(sim, { ...before, cancelled_at: sim.clock.now().toISOString() }, ['orders/cancelled']),
  )
}

/** Gives money back, at most what is left. */
export function refundOrder(
  sim: SimulatorContext,
  shop: string,
  id: string,
  { amountCents, note = null }: { amountCents: number; note?: string | null | undefined },
): Refund {
  const before = getOrder(sim, shop, id)
  const given = listRefunds(sim, before).reduce((sum, refund) => sum + refund.amount_cents, 0)
  if (given + amountCents > before.amount_cents) throw new HttpError(422, 'Refund exceeds what was paid')
  return sim.store.transaction(() => {
    const refund: Refund = {
      shop,
      order_id: id,
      id: nextId(sim),
      amount_cents: amountCents,
      note,
      created_at: sim.clock.now().toISOString(),
    }
    saveRefund(sim, refund)
    const isAll = given + amountCents === before.amount_cents
    emit(sim, shop, [{ topic: 'refunds/create', payload: refundPayload(sim, before, refund) }])
    touch(sim, {
      ...before,
      current_cents: (before.current_cents ?? before.amount_cents) - amountCents,
      financial_status: isAll ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
    })
    const customer = before.customer_id ? findCustomer(sim, shop, before.customer_id) : null
    if (customer) saveCustomers(sim, [{ ...customer, spent_cents: customer.spent_cents - amountCents }])
    return refund
  })
}

/** Saves a changed order and says so. */
function touch(sim: SimulatorContext, order: Order, topics: string[] = []): Order {
  const saved = { ...order, updated_at: sim.clock.now().toISOString() }
  saveOrders(sim, [saved])
  const payload = orderPayload(sim, saved)
  emit(
    sim,
    saved.shop,
    [...topics, 'orders/updated'].map((topic) => ({ topic, payload })),
  )
  return saved
}
