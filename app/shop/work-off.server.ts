// Works off the inbox. Deliveries may come late, twice and in any order: each is applied so that the order between two
// workers does not matter (consent by its own time, customers as Shopify has them now). Of one customer, those of a
// claim are applied in the order received.
import { noteDataRequest } from '#app/exports/data-requests.server.ts'
import { saveCustomers } from '#app/members/apply.server.ts'
import { eraseMember } from '#app/members/erase.server.ts'
import { bulkOperationFinished, isFileOutstanding } from '#app/members/import.server.ts'
import { listKnownMembers } from '#app/members/members.server.ts'
import { mergeMembers } from '#app/members/merge.server.ts'
import { readCustomers } from '#app/members/shopify-customers.server.ts'
import { faultOf } from '#app/platform/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify-admin.server.ts'
import { readDelivery, type Delivery, type Errand } from './delivery.ts'
import { claimDeliveries, forgetBodies, markDone, markFailed, postpone } from './inbox.server.ts'
import { hasLeft, noteUninstall, redactShop } from './leave.server.ts'

type Task<E extends Errand = Errand> = { delivery: Delivery; errand: E }
type Consents = Task<Extract<Errand, { do: 'apply-consent' }>>
type Reads = Task<Extract<Errand, { do: 'read-customer' }>>
type Rest = Task<Exclude<Errand, { do: 'apply-consent' | 'read-customer' }>>

/** Works off the deliveries that are due and returns how many it took. */
export async function drainInbox(): Promise<number> {
  const claimed = await claimDeliveries()
  // Side by side: one shop that Shopify throttles must not hold up the others.
  const shops = Map.groupBy(claimed, (delivery) => delivery.tenantId)
  await Promise.all([...shops].map(([tenantId, deliveries]) => workOff(tenantId, deliveries)))
  return claimed.length
}

async function workOff(tenantId: number, deliveries: Delivery[]): Promise<void> {
  const consents: Consents[] = []
  const reads: Reads[] = []
  const rest: Rest[] = []
  for (const delivery of deliveries) {
    const errand = await attempt(delivery, async () => readDelivery(delivery))
    if (!errand) continue
    if (errand.do === 'apply-consent') consents.push({ delivery, errand })
    else if (errand.do === 'read-customer') reads.push({ delivery, errand })
    else rest.push({ delivery, errand })
  }
  // Consent says nothing of who the customer is: a stranger is read whole.
  const known = await listKnownMembers(
    tenantId,
    consents.map(({ errand }) => errand.change.memberId),
  )
  const [applicable, strangers] = partition(consents, ({ errand }) => known.has(errand.change.memberId))
  await together(tenantId, applicable, async (tasks) => {
    await saveCustomers(
      tenantId,
      'shopify-webhook',
      tasks.map(({ errand }) => errand.change),
    )
  })
  const toRead = [
    ...reads.map(({ delivery, errand }) => ({ delivery, memberId: errand.memberId })),
    ...strangers.map(({ delivery, errand }) => ({ delivery, memberId: errand.change.memberId })),
  ]
  await together(tenantId, toRead, async (tasks) => {
    const ids = [...new Set(tasks.map(({ memberId }) => memberId))]
    await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, ids))
  })
  for (const task of rest) {
    const done = await attempt(task.delivery, async () => {
      await run(task)
      if (ERASES.has(task.errand.do)) await outlastExport(tenantId)
      return true
    })
    if (done) await settle(task)
  }
}

async function run({ delivery, errand }: Rest): Promise<void> {
  const { tenantId, webhookId, topic, triggeredAt } = delivery
  switch (errand.do) {
    case 'check-deleted': {
      const [still] = await readCustomers(tenantId, [errand.memberId])
      if (!still) return eraseMember(tenantId, errand.memberId)
      await saveCustomers(tenantId, 'shopify-read', [still])
      return
    }
    case 'erase-member':
      return eraseMember(tenantId, errand.memberId)
    case 'merge-members': {
      // The kept customer may be new to us, and has the other's orders and tags from now on.
      await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [errand.kept]))
      return mergeMembers({ tenantId, kept: errand.kept, gone: errand.gone, at: triggeredAt, reference: webhookId })
    }
    case 'note-uninstall':
      return noteUninstall(tenantId, triggeredAt)
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

const ERASES = new Set<Errand['do']>(['erase-member', 'check-deleted', 'merge-members'])

/** A file that Shopify exported before may bring the customer back: until it is loaded, what erases is done again. */
async function outlastExport(tenantId: number): Promise<void> {
  if (await isFileOutstanding(tenantId)) throw new ShopifyUnavailable('an import may bring the customer back')
}

async function settle({ delivery, errand }: Rest): Promise<void> {
  const { tenantId, webhookId } = delivery
  await markDone(tenantId, [webhookId])
  if (errand.do === 'erase-member' || errand.do === 'check-deleted') await forgetBodies(tenantId, errand.memberId)
  if (errand.do === 'merge-members') await forgetBodies(tenantId, errand.gone)
}

/** Does tasks at once; where that fails, one by one, so that a bad one fails alone. */
async function together<T extends { delivery: Delivery }>(
  tenantId: number,
  tasks: T[],
  perform: (tasks: T[]) => Promise<void>,
): Promise<void> {
  if (tasks.length === 0) return
  try {
    await perform(tasks)
    await markDone(
      tenantId,
      tasks.map(({ delivery }) => delivery.webhookId),
    )
  } catch (error) {
    if (error instanceof ShopifyUnavailable || tasks.length === 1) {
      for (const { delivery } of tasks) await giveBack(delivery, error)
      return
    }
    for (const task of tasks) await together(tenantId, [task], perform)
  }
}

async function attempt<T>(delivery: Delivery, perform: () => Promise<T>): Promise<T | null> {
  try {
    return await perform()
  } catch (error) {
    await giveBack(delivery, error)
    return null
  }
}

async function giveBack(delivery: Delivery, error: unknown): Promise<void> {
  const message = faultOf(error).error
  if (error instanceof ShopifyUnavailable) return postpone(delivery, message)
  const { tenantId, webhookId, topic, attempts } = delivery
  log.warn({ tenant: tenantId, webhook: webhookId, topic, attempts }, 'webhook failed')
  await markFailed(delivery, message)
}

function partition<T>(all: T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))]
}
