// The errands that a delivery asks for one by one: customers that end or merge, the app's own life, imports.
import { noteDataRequest } from '#app/exports/data-requests.server.ts'
import { saveCustomers } from '#app/members/apply.server.ts'
import { eraseMember } from '#app/members/erase.server.ts'
import { bulkOperationFinished, isFileOutstanding } from '#app/sync/import.server.ts'
import { mergeMembers } from '#app/members/merge.server.ts'
import { readCustomers } from '#app/members/shopify-customers.server.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify-admin.server.ts'
import type { Delivery, Errand } from './delivery.ts'
import { forgetBodies } from './inbox.server.ts'
import { hasLeft, noteUninstall, redactShop } from './leave.server.ts'
import { refreshScopes } from './refresh.server.ts'

export type SingleErrand = Exclude<Errand, { do: 'apply-consent' | 'read-customer' }>

/** Shopify answers, but this errand is to be done again later. */
export class NotYet extends ShopifyUnavailable {}

/** Does what a delivery asks. @throws ShopifyUnavailable when it is to be done again later. */
export async function runErrand(delivery: Delivery, errand: SingleErrand): Promise<void> {
  await run(delivery, errand)
  if (errand.do === 'erase-member' || errand.do === 'check-deleted' || errand.do === 'merge-members')
    await outlastExport(delivery.tenantId)
}

async function run(delivery: Delivery, errand: SingleErrand): Promise<void> {
  const { tenantId, webhookId, topic, triggeredAt } = delivery
  switch (errand.do) {
    case 'check-deleted': {
      const [still] = await readCustomers(tenantId, [errand.memberId])
      if (!still) return forget(tenantId, errand.memberId)
      await saveCustomers(tenantId, 'shopify-read', [still])
      return
    }
    case 'erase-member':
      return forget(tenantId, errand.memberId)
    case 'merge-members': {
      // The kept customer may be new to us, and has the other's orders and tags from now on.
      await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [errand.kept]))
      await mergeMembers({ tenantId, kept: errand.kept, gone: errand.gone, at: triggeredAt, reference: webhookId })
      return forgetBodies(tenantId, errand.gone)
    }
    case 'note-uninstall':
      return noteUninstall(tenantId, triggeredAt)
    case 'note-scopes':
      return refreshScopes(tenantId)
    case 'load-import':
      return bulkOperationFinished(tenantId, errand.bulkOperationId)
    case 'redact-shop':
      if (await hasLeft(tenantId)) return redactShop(tenantId, triggeredAt)
      throw new Error('the shop still has the app')
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

/** A file that Shopify exported before may bring the customer back: until it is loaded, what erases is done again. */
async function outlastExport(tenantId: number): Promise<void> {
  if (await isFileOutstanding(tenantId)) throw new NotYet('an import may bring the customer back')
}
