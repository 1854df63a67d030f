// Works off the inbox. Consent goes by its own time and customers are read as Shopify has them now, so what comes late,
// twice or in any order ends the same. Of one customer, deliveries are worked off in the order received: claims see to
// that between workers (claim.ts); in a claim consents go first, for nothing else of their customer in it precedes them
// but hints, which read what holds by then.
import { setTimeout as sleep } from 'node:timers/promises'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listKnownMembers } from '#app/members/core/members.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
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
import { readDelivery, type Delivery, type Errand } from './delivery.ts'
import { runErrand, type SingleErrand } from './errands.server.ts'

type Task<E extends Errand = Errand> = { delivery: Delivery; errand: E }
type Consents = Task<Extract<Errand, { do: 'apply-consent' }>>
type Reads = { delivery: Delivery; memberId: string }
type Singles = Task<SingleErrand>

/** A slow shop is waited for no longer than this before more is taken for the others. */
const PATIENCE_MS = 500
const RENEW_MS = 20_000
const READ_PAGE = 50

const inHand = new Map<number, Promise<void>>()

/** Takes deliveries that are due and returns, once some shop's are worked off, how many it took or still has in hand. */
export async function drainInbox(): Promise<number> {
  const claimed = await claimDeliveries([...inHand.keys()])
  for (const [tenantId, deliveries] of Map.groupBy(claimed, (delivery) => delivery.tenantId)) {
    inHand.set(
      tenantId,
      holding(deliveries, workOff).finally(() => inHand.delete(tenantId)),
    )
  }
  const shops = inHand.size
  if (shops > 0) await Promise.race([...inHand.values(), sleep(PATIENCE_MS)])
  return Math.max(claimed.length, shops)
}

/** Resolves once this worker has nothing in hand. */
export async function inboxAtRest(): Promise<void> {
  await Promise.all(inHand.values())
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

async function workOff(deliveries: Delivery[]): Promise<void> {
  const [first] = deliveries
  if (!first) return
  const { tenantId } = first
  const consents: Consents[] = []
  const reads: Reads[] = []
  const singles: Singles[] = []
  for (const delivery of deliveries) {
    const errand = await readOrBury(delivery)
    if (!errand) continue
    if (errand.do === 'apply-consent') consents.push({ delivery, errand })
    else if (errand.do === 'read-customer') reads.push({ delivery, memberId: errand.memberId })
    else singles.push({ delivery, errand })
  }
  // Consent says nothing of who the customer is: a stranger is read whole.
  const known = await listKnownMembers(
    tenantId,
    consents.map(({ errand }) => errand.change.memberId),
  )
  const [applicable, strangers] = partition(consents, ({ errand }) => known.has(errand.change.memberId))
  await together(applicable, async (tasks) => {
    await saveCustomers(
      tenantId,
      'shopify-webhook',
      tasks.map(({ errand }) => errand.change),
    )
  })
  await readAnew(tenantId, [
    ...reads,
    ...strangers.map(({ delivery, errand }) => ({ delivery, memberId: errand.change.memberId })),
  ])
  for (const task of singles) await together([task], ([{ delivery, errand }]) => runErrand(delivery, errand))
}

/** A page at a time, each saved before the next is asked for: Shopify's budget may not reach for all. */
async function readAnew(tenantId: number, reads: Reads[]): Promise<void> {
  const customers = [...Map.groupBy(reads, ({ memberId }) => memberId).values()]
  for (let from = 0; from < customers.length; from += READ_PAGE) {
    const unavailable = await together(customers.slice(from, from + READ_PAGE).flat(), async (tasks) => {
      const ids = [...new Set(tasks.map(({ memberId }) => memberId))]
      await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, ids))
    })
    if (unavailable) return giveBack(customers.slice(from + READ_PAGE).flat(), unavailable)
  }
}

async function readOrBury(delivery: Delivery): Promise<Errand | null> {
  try {
    return readDelivery(delivery)
  } catch (error) {
    warn(delivery)
    await markUnreadable(delivery, faultOf(error).error)
    return null
  }
}

type Some<T> = [T, ...T[]]

/** Does tasks at once; where that fails, one by one, so that a bad one fails alone. Returns why Shopify could not be asked. */
async function together<T extends { delivery: Delivery }>(
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
  await markFailed(delivery, faultOf(error).error)
}

function warn({ tenantId, webhookId, topic, attempts }: Delivery): void {
  log.warn({ tenant: tenantId, webhook: webhookId, topic, attempts }, 'webhook failed')
}

function partition<T>(all: T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))]
}
