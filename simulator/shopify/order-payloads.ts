// The bodies of Shopify's webhooks about orders, field by field as API 2026-10 sends them.
import type { SimulatorContext } from '../context.ts'
import { findCustomer } from './customers.ts'
import { gid } from './ids.ts'
import { time } from './models.ts'
import { listOrderLines, listRefunds, type Order, type OrderLine, type Refund } from './orders.ts'
import { customerPayload, exact, price, type Payload } from './payloads.ts'
import { getShop } from './shops.ts'

type Currencies = { shop: string; presentment: string; rate: number }

function currenciesOf(sim: SimulatorContext, order: Order): Currencies {
  const { currency } = getShop(sim, order.shop)
  return { shop: currency, presentment: order.presentment_currency ?? currency, rate: order.presentment_rate }
}

const bag = (cents: number, { shop, presentment, rate }: Currencies) => ({
  shop_money: { amount: price(cents), currency_code: shop },
  presentment_money: { amount: price(Math.round(cents * rate)), currency_code: presentment },
})

/** An order as it is now, with its lines and refunds. */
export function orderPayload(sim: SimulatorContext, order: Order): Payload {
  const currencies = currenciesOf(sim, order)
  const customer = order.customer_id ? findCustomer(sim, order.shop, order.customer_id) : null
  const current = order.current_cents ?? order.amount_cents
  return {
    id: exact(order.id),
    admin_graphql_api_id: gid('Order', order.id),
    name: order.name,
    email: customer?.email ?? order.email,
    phone: customer?.phone ?? null,
    created_at: time(order.created_at),
    updated_at: time(order.updated_at),
    processed_at: time(order.processed_at ?? order.created_at),
    cancelled_at: time(order.cancelled_at),
    currency: currencies.shop,
    presentment_currency: currencies.presentment,
    total_price: price(order.amount_cents),
    total_price_set: bag(order.amount_cents, currencies),
    current_total_price: price(current),
    current_total_price_set: bag(current, currencies),
    subtotal_price: price(order.amount_cents),
    financial_status: order.financial_status.toLowerCase(),
    test: order.test === 1,
    landing_site: order.landing_site,
    referring_site: order.referring_site,
    source_name: 'web',
    buyer_accepts_marketing: customer?.email_state === 'SUBSCRIBED',
    customer: customer && customerPayload(customer, currencies.shop),
    line_items: listOrderLines(sim, order).map((line) => linePayload(line, currencies)),
    refunds: listRefunds(sim, order).map((refund) => refundPayload(sim, order, refund)),
  }
}

function linePayload(line: OrderLine, currencies: Currencies): Payload {
  return {
    id: exact(line.id),
    admin_graphql_api_id: gid('LineItem', line.id),
    product_id: line.product_id && exact(line.product_id),
    variant_id: line.variant_id && exact(line.variant_id),
    product_exists: line.product_id !== null,
    title: line.title,
    variant_title: line.variant_title,
    name: line.variant_title ? `${line.title} - ${line.variant_title}` : line.title,
    quantity: line.quantity,
    current_quantity: line.current_quantity,
    price: price(line.cents),
    price_set: bag(line.cents, currencies),
    total_discount: '0.00',
  }
}

/** A refund names its order and no customer; its transactions are in what the customer paid with. */
export function refundPayload(sim: SimulatorContext, order: Order, refund: Refund): Payload {
  const { presentment, rate } = currenciesOf(sim, order)
  return {
    id: exact(refund.id),
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: exact(refund.order_id),
    created_at: time(refund.created_at),
    processed_at: time(refund.created_at),
    note: refund.note,
    user_id: null,
    restock: false,
    refund_line_items: [],
    order_adjustments: [],
    transactions: [
      {
        id: exact(refund.id),
        order_id: exact(refund.order_id),
        kind: 'refund',
        status: 'success',
        amount: price(Math.round(refund.amount_cents * rate)),
        currency: presentment,
        created_at: time(refund.created_at),
      },
    ],
  }
}
