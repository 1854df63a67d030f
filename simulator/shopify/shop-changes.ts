// What happens in a shop beside its customers' profiles and orders: the app's coming and going, privacy requests.
import type { SimulatorContext } from '../context.ts'
import { commitChange, type Target } from './changes.ts'
import { findCustomer, getCustomer } from './customers.ts'
import { gid, nextId } from './ids.ts'
import { saveMetafield, type Metafield } from './metafields.ts'
import { listOrders } from './orders.ts'
import { compliancePayload, shopPayload, type ComplianceTopic } from './payloads.ts'
import { getShop, installApp, removeApp } from './shops.ts'
import { appConfig } from './subscriptions.ts'
import { emit } from './webhooks.ts'

/** Another app, such as a loyalty program, writes a metafield of a customer. */
export function writeCustomerMetafield(
  sim: SimulatorContext,
  target: Target,
  field: { namespace: string; key: string; type: string; value: string },
): Metafield {
  const customer = getCustomer(sim, target.shop, target.id)
  const saved = saveMetafield(sim, { shop: target.shop, owner_id: gid('Customer', target.id), ...field })
  commitChange(sim, target, customer, {
    action: 'metafield',
    message: `${field.namespace}.${field.key} is now ${field.value}`,
    emissions: [],
  })
  return saved
}

/** The merchant installs the app, granting what its configuration asks for. */
export function install(sim: SimulatorContext, shop: string): void {
  installApp(sim, shop, appConfig(sim).scopes)
}

/** The merchant removes the app: tokens die, app/uninstalled is sent. */
export function uninstall(sim: SimulatorContext, shop: string): void {
  const row = getShop(sim, shop)
  if (row.scopes === null) return
  sim.store.transaction(() => {
    removeApp(sim, shop)
    emit(sim, shop, [{ topic: 'app/uninstalled', payload: shopPayload(row) }])
  })
}

/** Sends one of the three privacy topics, for a customer by id or for the whole shop. */
export function requestCompliance(
  sim: SimulatorContext,
  shop: string,
  request: { topic: ComplianceTopic; customerId?: string },
): void {
  const customer = request.customerId ? findCustomer(sim, shop, request.customerId) : null
  const orders = customer
    ? listOrders(sim, shop, { customerId: customer.id, reverse: true, limit: 250, after: null })
    : []
  const about = { customer, orderIds: orders.map((order) => order.id), requestId: nextId(sim) }
  const pickedCustomer = customer && { id: customer.id, email: customer.email, phone: customer.phone }
  emit(sim, shop, [
    {
      topic: request.topic,
      payload: compliancePayload(request.topic, getShop(sim, shop), { ...about, customer: pickedCustomer }),
    },
  ])
}
