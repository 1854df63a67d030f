// Handlers of the deliveries that are processed one by one: customers that end or merge, the app's own life, imports.
import { noteDataRequest } from '#app/privacy/data-requests.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { endOfChain, mergeMembers } from '#app/members/intake/merge.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { forgetFailures } from '#app/sending/feedback/failures.server.ts'
import { eraseOrders } from '#app/orders/orders.server.ts'
import { saveRefund } from '#app/orders/save-orders.server.ts'
import { bulkOperationFinished } from '#app/sync/import/import.server.ts'
import { requestSideImports } from '#app/sync/side/side-imports.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { Delivery, DeliveryAction } from './delivery.ts'
import { RefusedMessage } from './message-fault.ts'
import { forgetBodies, storeDelivery } from './inbox.server.ts'
import { hasLeft, noteUninstall, redactShop } from './uninstall.server.ts'
import { refreshScopes } from '#app/tenants/refresh.server.ts'

export type SingleAction = Exclude<DeliveryAction, { do: 'apply-consent' | 'read-customer' | 'save-order' }>

/** Does what a delivery asks. @throws ShopifyUnavailable when it is to be done again later. */
export async function handleWebhook(delivery: Delivery, action: SingleAction): Promise<void> {
  const { tenantId, topic, triggeredAt } = delivery
  switch (action.do) {
    case 'check-deleted': {
      const [still] = await readCustomers(tenantId, [action.memberId])
      if (!still) return forget(tenantId, action.memberId)
      await saveCustomers(tenantId, 'shopify-read', [still])
      return
    }
    case 'erase-member':
      await forget(tenantId, action.memberId)
      return eraseOrders(tenantId, action.orders)
    case 'erase-orders':
      return eraseOrders(tenantId, action.orders)
    case 'save-refund':
      return saveRefund(tenantId, action.orderId, action.refund, triggeredAt)
    case 'merge-members':
      return merge(delivery, action)
    case 'note-uninstall':
      return noteUninstall(tenantId, triggeredAt)
    case 'note-scopes':
      return noteScopes(tenantId)
    case 'load-import':
      return bulkOperationFinished(tenantId, action.bulkOperationId)
    case 'redact-shop':
      if (await hasLeft(tenantId)) return redactShop(tenantId, triggeredAt)
      throw new RefusedMessage('still-installed', 'the shop still has the app')
    case 'note-data-request':
      return noteDataRequest({ tenantId, ...action, at: triggeredAt })
    case 'note':
      log.info({ tenant: tenantId, topic, what: action.what }, 'webhook noted')
  }
}

/** What may be read from now on was not told before: all of it is read anew. */
const READ_ANEW = ['read_orders', 'read_all_orders', 'read_products']

async function noteScopes(tenantId: number): Promise<void> {
  const gained = await refreshScopes(tenantId)
  if (gained.some((scope) => READ_ANEW.includes(scope)))
    await transaction((sql) => requestSideImports(sql, tenantId, { whole: true }))
}

async function forget(tenantId: number, memberId: string): Promise<void> {
  await eraseMember(tenantId, memberId)
  await forgetBodies(tenantId, memberId)
  await forgetFailures(tenantId, memberId)
}

/**
 * Merges at once when we know who is left: an opt-out of theirs would wait behind it while Shopify can not be asked. They
 * have the other's orders and tags from now on; those are read later.
 */
async function merge(delivery: Delivery, ids: { kept: string; gone: string }): Promise<void> {
  const { tenantId, webhookId, triggeredAt } = delivery
  const left = await endOfChain(db(), { tenantId, ...ids })
  const isKnown = (await findMember(tenantId, left)) !== null
  if (!isKnown) await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [left]))
  await mergeMembers({ tenantId, ...ids, at: triggeredAt, reference: webhookId })
  await forgetBodies(tenantId, ids.gone)
  if (isKnown) await askToRead(delivery, left)
}

/** A message of our own, as if Shopify said that the customer has changed; the same one however often its cause is processed. */
function askToRead(cause: Delivery, memberId: string): Promise<void> {
  return storeDelivery({
    shop: cause.shop,
    webhookId: `glancito-after-${cause.webhookId}`,
    topic: 'customers/update',
    apiVersion: 'glancito',
    triggeredAt: clock.now(),
    body: Buffer.from(`{"id":${memberId}}`),
  })
}
