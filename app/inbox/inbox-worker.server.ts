// Processes the inbox. Consent goes by its own time and customers are read as Shopify has them now, so what comes late,
// twice or in any order ends the same. Of one customer, deliveries are processed in the order received: claims see to
// that between workers (claim.ts); in a claim consents go first, for nothing else of their customer in it precedes them
// but refreshes, which read what holds by then.
import { setTimeout as sleep } from 'node:timers/promises'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listKnownMembers } from '#app/members/core/members.server.ts'
import { noteFirstOrders } from '#app/members/core/first-order.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import type { Order } from '#app/orders/order.ts'
import { listWithOtherSums, saveOrders } from '#app/orders/save-orders.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyRefused, ShopifySignedOut, ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import {
  claimDeliveries,
  markDone,
  markFailed,
  markUnreadable,
  pauseReads,
  postpone,
  release,
  renewLease,
} from './claim.server.ts'
import { readDelivery, type Delivery, type DeliveryAction } from './delivery.ts'
import { type MessageFault, RefusedMessage } from './message-fault.ts'
import { handleWebhook, type SingleAction } from './webhook-handlers.server.ts'

type Task<E extends DeliveryAction = DeliveryAction> = { delivery: Delivery; action: E }
type Consents = Task<Extract<DeliveryAction, { do: 'apply-consent' }>>
type Reads = { delivery: Delivery; memberId: string | null; order?: Order }
type Singles = Task<SingleAction>

/** A slow shop is waited for no longer than this before more is taken for the others. */
const PATIENCE_MS = 500
const RENEW_MS = 20_000
const READ_PAGE = 50

const inProgress = new Map<number, Promise<void>>()

/** Takes deliveries that are due and returns, once some shop's are processed, how many it took or still has in progress. */
export async function drainInbox(): Promise<number> {
  const claimed = await claimDeliveries([...inProgress.keys()])
  for (const [tenantId, deliveries] of Map.groupBy(claimed, (delivery) => delivery.tenantId)) {
    inProgress.set(
      tenantId,
      holding(deliveries, handleDeliveries).finally(() => inProgress.delete(tenantId)),
    )
  }
  const shops = inProgress.size
  if (shops > 0) await Promise.race([...inProgress.values(), sleep(PATIENCE_MS)])
  return Math.max(claimed.length, shops)
}

/** Resolves once this worker has nothing in progress. */
export async function inboxIdle(): Promise<void> {
  await Promise.all(inProgress.values())
}

/** Keeps deliveries leased while they are worked on; what fails comes back when the lease ends. */
async function holding(deliveries: Delivery[], work: (deliveries: Delivery[]) => Promise<void>): Promise<void> {
  const renewing = setInterval(() => void renewLease(deliveries).catch(() => {}), RENEW_MS)
  try {
    await work(deliveries)
  } catch (error) {
    logFailure(error, 'inbox: work failed, comes back', { tenant: deliveries[0]?.tenantId })
  } finally {
    clearInterval(renewing)
  }
}

async function handleDeliveries(deliveries: Delivery[]): Promise<void> {
  const [first] = deliveries
  if (!first) return
  const { tenantId } = first
  const consents: Consents[] = []
  const reads: Reads[] = []
  const singles: Singles[] = []
  for (const delivery of deliveries) {
    const action = await readOrMarkUnreadable(delivery)
    if (!action) continue
    if (action.do === 'apply-consent') consents.push({ delivery, action })
    else if (action.do === 'read-customer') reads.push({ delivery, memberId: action.memberId })
    else if (action.do === 'save-order') reads.push({ delivery, memberId: action.order.memberId, order: action.order })
    else singles.push({ delivery, action })
  }
  // Consent says nothing of who the customer is: a stranger is read whole.
  const known = await listKnownMembers(
    tenantId,
    consents.map(({ action }) => action.change.memberId),
  )
  const [applicable, strangers] = partition(consents, ({ action }) => known.has(action.change.memberId))
  await runBatch(applicable, async (tasks) => {
    await saveCustomers(
      tenantId,
      'shopify-webhook',
      tasks.map(({ action }) => action.change),
    )
  })
  await refreshCustomers(tenantId, [
    ...reads,
    ...strangers.map(({ delivery, action }) => ({ delivery, memberId: action.change.memberId })),
  ])
  for (const task of singles) await runBatch([task], ([{ delivery, action }]) => handleWebhook(delivery, action))
}

/** A page at a time, each saved before the next is asked for: Shopify's budget may not reach for all. */
async function refreshCustomers(tenantId: number, reads: Reads[]): Promise<void> {
  const customers = [...Map.groupBy(reads, ({ memberId, delivery }) => memberId ?? delivery.webhookId).values()]
  for (let from = 0; from < customers.length; from += READ_PAGE) {
    const unavailable = await runBatch(customers.slice(from, from + READ_PAGE).flat(), (tasks) =>
      refreshPage(tenantId, tasks),
    )
    if (unavailable) return giveBack(customers.slice(from + READ_PAGE).flat(), unavailable)
  }
}

/** The orders come last: until they are saved another try sees that their customers have to be read. */
async function refreshPage(tenantId: number, tasks: Some<Reads>): Promise<void> {
  const orders = tasks.flatMap(({ order }) => order ?? [])
  const others = await listWithOtherSums(tenantId, orders)
  const ids = new Set(tasks.filter((task) => changesCustomer(task, others)).flatMap(({ memberId }) => memberId ?? []))
  await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [...ids]))
  await saveOrders(tenantId, orders)
  await noteFirstOrders(db(), tenantId, [...ids])
}

/** An order is updated often, for what is packed, sent and noted on it: that says nothing of its customer. */
const changesCustomer = ({ delivery, order }: Reads, others: Set<string>) =>
  !order || delivery.topic !== 'orders/updated' || others.has(order.orderId)

async function readOrMarkUnreadable(delivery: Delivery): Promise<DeliveryAction | null> {
  try {
    return readDelivery(delivery)
  } catch (error) {
    warn(delivery)
    await markUnreadable(delivery, failureOf(error, 'unreadable'))
    return null
  }
}

type Some<T> = [T, ...T[]]

/** Does tasks at once; where that fails, one by one, so that a bad one fails alone. Returns why Shopify could not be asked. */
async function runBatch<T extends { delivery: Delivery }>(
  tasks: T[],
  perform: (tasks: Some<T>) => Promise<void>,
): Promise<ShopifyUnavailable | null> {
  if (!isSome(tasks)) return null
  const error = await attempt(tasks, perform)
  if (error === null) return null
  if (error instanceof ShopifyUnavailable) {
    await giveBack(tasks, error)
    return error
  }
  if (tasks.length === 1) {
    await fail(tasks[0], error)
    return null
  }
  return oneByOne(tasks, perform)
}

async function oneByOne<T extends { delivery: Delivery }>(
  tasks: T[],
  perform: (tasks: Some<T>) => Promise<void>,
): Promise<ShopifyUnavailable | null> {
  const stopped = new Set<string>()
  for (const [index, task] of tasks.entries()) {
    const { delivery } = task
    if (delivery.memberId !== null && stopped.has(delivery.memberId)) {
      await release([delivery])
      continue
    }
    const alone = await attempt([task], perform)
    if (alone === null) continue
    if (alone instanceof ShopifyUnavailable) {
      await giveBack(tasks.slice(index), alone)
      return alone
    }
    await fail(task, alone)
    if (delivery.memberId !== null) stopped.add(delivery.memberId)
  }
  return null
}

const isSome = <T>(all: T[]): all is Some<T> => all.length > 0

async function attempt<T extends { delivery: Delivery }>(
  tasks: Some<T>,
  perform: (tasks: Some<T>) => Promise<void>,
): Promise<Error | null> {
  try {
    await perform(tasks)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
  await markDone(tasks.map(({ delivery }) => delivery))
  return null
}

async function giveBack(tasks: { delivery: Delivery }[], error: ShopifyUnavailable): Promise<void> {
  const deliveries = tasks.map(({ delivery }) => delivery)
  await postpone(deliveries, faultOf(error).error, error.retryAt)
  if (deliveries[0]) await pauseReads(deliveries[0].tenantId, error.retryAt)
}

async function fail({ delivery }: { delivery: Delivery }, error: Error): Promise<void> {
  warn(delivery)
  await markFailed(delivery, failureOf(error, 'failed'))
}

function failureOf(error: unknown, otherwise: MessageFault) {
  return { fault: codeOf(error) ?? otherwise, error: faultOf(error).error }
}

function codeOf(error: unknown): MessageFault | null {
  if (error instanceof RefusedMessage) return error.fault
  if (error instanceof ShopifySignedOut) return 'signed-out'
  return error instanceof ShopifyRefused ? 'refused' : null
}

function warn({ tenantId, webhookId, topic, attempts }: Delivery): void {
  log.warn({ tenant: tenantId, webhook: webhookId, topic, attempts }, 'webhook failed')
}

function partition<T>(all: T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))]
}
