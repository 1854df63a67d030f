// /_control/*: what a test or a person does to the simulated shops. README.md lists it.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { HttpError, json, route, type Route, type SimRequest } from '../http.ts'
import { createCustomer, deleteCustomer, mergeCustomers, type Target } from './changes.ts'
import { changeCustomer, changeMany, customerChange, manyChanges, newCustomer, newOrder } from './control-changes.ts'
import { countCustomers, EVERYBODY, findCustomerByEmail, getCustomer, listCustomers } from './customers.ts'
import { countPending, listDeliveries, listFates } from './deliveries.ts'
import { changeFaults, countRefusals, faultsChange, readFaults } from './faults.ts'
import { gid, numberOf } from './ids.ts'
import { listOrders } from './orders.ts'
import { listAppEvents, listTimeline } from './timeline.ts'
import { searchCondition } from './search.ts'
import { placeOrder } from './order-changes.ts'
import { install, requestCompliance, uninstall } from './shop-changes.ts'
import { getShop, shopOf } from './shops.ts'

const compliance = z.strictObject({
  topic: z.enum(['customers/data_request', 'customers/redact', 'shop/redact']),
  customerId: z.string().optional(),
})

function targetOf(sim: SimulatorContext, request: SimRequest): Target {
  const shop = shopOf(sim, request).shop
  const given = request.param('id')
  const id = given.includes('@') ? findCustomerByEmail(sim, shop, given)?.id : numberOf('Customer', given)
  if (!id) throw new HttpError(404, `no customer ${given} in ${shop}`)
  return { shop, id }
}

/** Everything that is known of a customer. */
function fullState(sim: SimulatorContext, target: Target): object {
  const customer = getCustomer(sim, target.shop, target.id)
  return {
    ...customer,
    admin_graphql_api_id: gid('Customer', customer.id),
    orders: listOrders(sim, target.shop, { customerId: target.id, reverse: true, limit: 250, after: null }),
    metafields: sim.store.db
      .prepare('SELECT namespace, key, type, value FROM shopify_metafields WHERE shop = ? AND owner_id = ?')
      .all(target.shop, gid('Customer', target.id)),
    timeline: listTimeline(sim, target, 100),
  }
}

function customerRoutes(sim: SimulatorContext): Route[] {
  return [
    route('GET', '/_control/customers', (request) => {
      const { shop } = shopOf(sim, request)
      const where = request.query.get('query') ? searchCondition(request.query.get('query')) : EVERYBODY
      const limit = Math.min(Number(request.query.get('limit') ?? 50), 1000)
      const id = request.query.get('after')
      const after = id ? { value: id, id } : null
      const rows = listCustomers(sim, shop, where, { order: 'id', reverse: false, limit, after })
      return json({ count: countCustomers(sim, shop, where), customers: rows.map(({ customer }) => customer) })
    }),
    route('POST', '/_control/customers', (request) => {
      const created = createCustomer(sim, shopOf(sim, request).shop, newCustomer.parse(request.json()))
      return json(fullState(sim, created), 201)
    }),
    route('GET', '/_control/customers/:id', (request) => json(fullState(sim, targetOf(sim, request)))),
    route('PATCH', '/_control/customers/:id', (request) => {
      const target = targetOf(sim, request)
      changeCustomer(sim, target, customerChange.parse(request.json()))
      return json(fullState(sim, target))
    }),
    route('DELETE', '/_control/customers/:id', (request) => {
      deleteCustomer(sim, targetOf(sim, request))
      return json({ deleted: request.param('id') })
    }),
    route('POST', '/_control/customers/:id/orders', (request) => {
      return json(placeOrder(sim, targetOf(sim, request), newOrder.parse(request.json())), 201)
    }),
    route('POST', '/_control/changes', (request) => {
      const { changes } = manyChanges.parse(request.json())
      return json({ results: changeMany(sim, shopOf(sim, request).shop, changes) })
    }),
    route('GET', '/_control/events/by-app', (request) =>
      json({ events: listAppEvents(sim, shopOf(sim, request).shop) }),
    ),
    route('POST', '/_control/merge', (request) => {
      const ids = z.strictObject({ kept: z.string(), deleted: z.string() }).parse(request.json())
      return json(mergeCustomers(sim, shopOf(sim, request).shop, ids))
    }),
  ]
}

/** The control API of the simulated Shopify; `reset` empties it and starts it anew. */
export function controlRoutes(sim: SimulatorContext, reset: () => void): Route[] {
  const shopState = (shop: string) => json(getShop(sim, shop))
  return [
    ...customerRoutes(sim),
    route('GET', '/_control/shopify', () =>
      json({ ...readFaults(sim), pendingWebhooks: countPending(sim), refused: countRefusals(sim) }),
    ),
    route('POST', '/_control/shopify', (request) => json(changeFaults(sim, faultsChange.parse(request.json())))),
    route('GET', '/_control/webhooks', (request) => {
      const topic = request.query.get('topic')
      const limit = Math.min(Number(request.query.get('limit') ?? 100), 1000)
      const shop = request.query.get('shop')
      const deliveries = listDeliveries(sim, { ...(topic ? { topic } : {}), ...(shop ? { shop } : {}), limit })
      return json({ pending: countPending(sim), deliveries })
    }),
    route('GET', '/_control/webhooks/fates', (request) => {
      const [after, limit] = [Number(request.query.get('after') ?? 0), Number(request.query.get('limit') ?? 1000)]
      return json({ deliveries: listFates(sim, { after, limit: Math.min(limit, 20_000) }) })
    }),
    route('POST', '/_control/compliance', (request) => {
      const { customerId, topic } = compliance.parse(request.json())
      requestCompliance(sim, shopOf(sim, request).shop, { topic, ...(customerId ? { customerId } : {}) })
      return json({ sent: topic })
    }),
    route('GET', '/_control/shop', (request) => json(shopOf(sim, request))),
    route('POST', '/_control/install', (request) => {
      const { shop } = shopOf(sim, request)
      install(sim, shop)
      return shopState(shop)
    }),
    route('POST', '/_control/uninstall', (request) => {
      const { shop } = shopOf(sim, request)
      uninstall(sim, shop)
      return shopState(shop)
    }),
    route('POST', '/_control/reset', () => {
      reset()
      return json({ reset: true })
    }),
  ]
}
