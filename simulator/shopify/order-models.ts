// What an order, its lines and its refunds look like in GraphQL. Without `read_all_orders` an app sees sixty days.
import { findCustomer, type Customer } from './customers.ts'
import { connection, pageOf, requireScope, type Fields, type GraphContext, type PageArguments } from './graph.ts'
import { gid } from './ids.ts'
import { money, profileModel, time } from './models.ts'
import {
  findOrder,
  listOrderLines,
  listOrders,
  listRefunds,
  type Order,
  type OrderLine,
  type Refund,
} from './orders.ts'
import { productNode, variantNode } from './product-models.ts'

const SEEN_MS = 60 * 86_400_000

/** The time before which this app sees no orders; null where it sees all. */
function seenSince({ scopes, sim }: GraphContext): string | null {
  return scopes.includes('read_all_orders') ? null : new Date(sim.clock.now().getTime() - SEEN_MS).toISOString()
}

export function customerModel(customer: Customer): Fields {
  return {
    ...profileModel(customer),
    lastOrder: (_: unknown, context: GraphContext) => {
      requireScope(context, 'read_orders', 'lastOrder')
      return customer.last_order_id ? orderNode(customer.last_order_id, context, 'lastOrder') : null
    },
    orders: (args: PageArguments, context: GraphContext) =>
      ordersConnection(args, context, { customerId: customer.id }),
  }
}

/** An order by its number; null when there is none, or the app does not see it. `field` is what asks for it. */
export function orderNode(id: string, context: GraphContext, field: string): Fields | null {
  requireScope(context, 'read_orders', field)
  const order = findOrder(context.sim, context.shop.shop, id)
  const since = seenSince(context)
  return order && (since === null || order.created_at >= since) ? orderModel(order) : null
}

type Amount = (_: unknown, context: GraphContext) => Fields

const presentmentOf = (order: Order, context: GraphContext) => order.presentment_currency ?? context.shop.currency

/** An amount in the shop's currency and in the customer's. */
const bag =
  (order: Order, cents: number): Amount =>
  (_, context) => ({
    shopMoney: money(cents, context.shop.currency),
    presentmentMoney: money(Math.round(cents * order.presentment_rate), presentmentOf(order, context)),
  })

function orderModel(order: Order): Fields {
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: order.id,
    name: order.name,
    createdAt: time(order.created_at),
    processedAt: time(order.processed_at ?? order.created_at),
    updatedAt: time(order.updated_at),
    cancelledAt: time(order.cancelled_at),
    test: order.test === 1,
    displayFinancialStatus: order.financial_status,
    currencyCode: (_: unknown, context: GraphContext) => context.shop.currency,
    presentmentCurrencyCode: (_: unknown, context: GraphContext) => presentmentOf(order, context),
    totalPriceSet: bag(order, order.amount_cents),
    currentTotalPriceSet: bag(order, order.current_cents ?? order.amount_cents),
    email: (_: unknown, context: GraphContext) =>
      order.email ?? (order.customer_id && findCustomer(context.sim, order.shop, order.customer_id)?.email) ?? null,
    customer: (_: unknown, context: GraphContext) => {
      const customer = order.customer_id ? findCustomer(context.sim, order.shop, order.customer_id) : null
      return customer && customerModel(customer)
    },
    lineItems: (args: PageArguments, context: GraphContext) => {
      const page = pageOf(args, context)
      const lines = listOrderLines(context.sim, order)
      const start = page.after ? lines.findIndex(({ id }) => id === page.after?.id) + 1 : 0
      const shown = lines.slice(start, start + Math.min(page.limit, lines.length) + 1)
      return connection(
        shown.map((line) => ({ node: lineModel(order, line), cursor: { value: '', id: line.id } })),
        page,
      )
    },
    refunds: ({ first }: { first?: number | null }, context: GraphContext) =>
      listRefunds(context.sim, order)
        .slice(0, first ?? undefined)
        .map((refund) => refundModel(order, refund)),
    customerJourneySummary: () => journeyModel(order),
  }
}

function lineModel(order: Order, line: OrderLine): Fields {
  const ofProducts = (field: string, find: (context: GraphContext) => Fields | string | null) => {
    return (_: unknown, context: GraphContext) => {
      requireScope(context, 'read_products', field)
      return find(context)
    }
  }
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    title: line.title,
    name: line.variant_title ? `${line.title} - ${line.variant_title}` : line.title,
    variantTitle: line.variant_title,
    quantity: line.quantity,
    currentQuantity: line.current_quantity,
    originalUnitPriceSet: bag(order, line.cents),
    originalTotalSet: bag(order, line.cents * line.quantity),
    product: ofProducts('product', (context) => line.product_id && productNode(line.product_id, context)),
    variant: ofProducts('variant', (context) => line.variant_id && variantNode(line.variant_id, context)),
  }
}

function refundModel(order: Order, refund: Refund): Fields {
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: refund.id,
    note: refund.note,
    createdAt: time(refund.created_at),
    processedAt: time(refund.created_at),
    updatedAt: time(refund.created_at),
    totalRefundedSet: bag(order, refund.amount_cents),
    order: () => orderModel(order),
  }
}

function journeyModel(order: Order): Fields {
  const landing = new URL(order.landing_site ?? '/', `https://${order.shop}`)
  const utm = (name: string) => landing.searchParams.get(`utm_${name}`)
  const hasUtm = ['source', 'medium', 'campaign', 'content', 'term'].some((name) => utm(name) !== null)
  const visit = {
    __typename: 'CustomerVisit',
    id: gid('CustomerVisit', order.id),
    occurredAt: time(order.created_at),
    landingPage: landing.href,
    referrerUrl: order.referring_site,
    source: utm('source') ?? 'direct',
    utmParameters: hasUtm
      ? {
          source: utm('source'),
          medium: utm('medium'),
          campaign: utm('campaign'),
          content: utm('content'),
          term: utm('term'),
        }
      : null,
  }
  return { ready: true, customerOrderIndex: null, daysToConversion: 0, firstVisit: visit, lastVisit: visit }
}

/** A connection of orders by the time they were placed, of one customer or of the whole shop. */
export function ordersConnection(
  args: PageArguments,
  context: GraphContext,
  filter: { customerId?: string; updatedSince?: string },
): Fields {
  requireScope(context, 'read_orders', 'orders')
  const page = pageOf(args, context)
  const createdSince = seenSince(context)
  const limit = Math.min(page.limit, 1_000_000) + 1
  const orders = listOrders(context.sim, context.shop.shop, {
    ...filter,
    ...(createdSince !== null && { createdSince }),
    reverse: page.reverse,
    limit,
    after: page.after,
  })
  return connection(
    orders.map((order) => ({ node: orderModel(order), cursor: { value: order.created_at, id: order.id } })),
    page,
  )
}
