// The errands that a delivery asks for one by one: customers that end or merge, the app's own life, imports.
import { noteDataRequest } from '#app/privacy/data-requests.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { endOfChain, mergeMembers } from '#app/members/intake/merge.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { bulkOperationFinished } from '#app/sync/import/import.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { Delivery, Errand } from './delivery.ts'
import { RefusedMessage } from './message-fault.ts'
import { forgetBodies, storeDelivery } from './inbox.server.ts'
import { hasLeft, noteUninstall, redactShop } from './leave.server.ts'
import { refreshScopes } from '#app/tenants/refresh.server.ts'

export type SingleErrand = Exclude<Errand, { do: 'apply-consent' | 'read-customer' }>

/** Does what a delivery asks. @throws ShopifyUnavailable when it is to be done again later. */
export async function runErrand(delivery: Delivery, errand: SingleErrand): Promise<void> {
  const { tenantId, topic, triggeredAt } = delivery
  switch (errand.do) {
    case 'check-deleted': {
      const [still] = await readCustomers(tenantId, [errand.memberId])
      if (!still) return forget(tenantId, errand.memberId)
      await saveCustomers(tenantId, 'shopify-read', [still])
      return
    }
    case 'erase-member':
      return forget(tenantId, errand.memberId)
    case 'merge-members':
      return merge(delivery, errand)
    case 'note-uninstall':
      return noteUninstall(tenantId, triggeredAt)
    case 'note-scopes':
      return refreshScopes(tenantId)
    case 'load-import':
      return bulkOperationFinished(tenantId, errand.bulkOperationId)
    case 'redact-shop':
      if (await hasLeft(tenantId)) return redactShop(tenantId, triggeredAt)
      throw new RefusedMessage('still-installed', 'the shop still has the app')
    case 'note-data-request':
      return noteDataRequest({ tenantId, ...errand, at: triggeredAt })
    case 'note':
      log.info({ tenant: tenantId, topic, what: errand.what }, 'webhook noted')
  }
}

async function forget(tenantId: number, memberId: string): Promise<void> {
  await eraseMember(tenantId, memberId)
  await forgetBodies(tenantId, memberId)
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

/** A message of our own, as if Shopify said that the customer has changed; the same one however often its cause is worked off. */
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
