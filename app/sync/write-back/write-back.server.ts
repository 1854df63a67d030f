// Works off the outbox: tells Shopify of each change of consent made here, and reads back that it took. Shopify being
// down costs time, never the opt-out: it is suppressed here already.
import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { ShopifySignedOut, ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import type { CustomerChange } from '#app/members/core/customer.ts'
import type { Channel } from '#app/members/ledger/ledger.server.ts'
import {
  backOff,
  type Claim,
  claimRows,
  listDueShops,
  markTold,
  type PendingChannel,
  postpone,
  release,
  type Result,
  settle,
  stillHolds,
} from './outbox-claims.server.ts'
import { decideWriteBack } from '#app/members/outbox/write-back-decision.ts'
import { timeToTell, writeConsent } from './shopify-consent.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'

/** Shops processed side by side in one process. */
const SHOPS_AT_ONCE = 16
/** Members of one shop that are read at once; few, so that what was read is young when it is written by. */
const CLAIM = 20
const CONCURRENCY = 4
/** A shop that Shopify answers slowly is not waited for: the others are looked at this often meanwhile. */
const LOOK_AGAIN_MS = 500
/** A shop's write-back waits for its points with what it has read: to give the rows back would cost the reads again. */
const WAIT_FOR_POINTS_MS = 5000
/** A customer whom Shopify does not have was deleted or merged: its message about that, which settles it, may be late. */
const GONE_AFTER_MS = 86_400_000

/** The shops that a worker is at, each with its work in hand. */
export type ShopsInProgress = Map<number, Promise<void>>

const ours: ShopsInProgress = new Map()

/** Writes back what is due, each shop by itself, and returns how many shops it is at. */
export async function drainOutbox(shopsInProgress: ShopsInProgress = ours): Promise<number> {
  for (const tenantId of await listDueShops([...shopsInProgress.keys()], SHOPS_AT_ONCE - shopsInProgress.size)) {
    if (shopsInProgress.has(tenantId)) continue
    const work = writeBackShop(tenantId).catch((error: unknown) => logFailure(error, 'write-back failed, goes on'))
    shopsInProgress.set(
      tenantId,
      work.finally(() => shopsInProgress.delete(tenantId)),
    )
  }
  const shops = shopsInProgress.size
  if (shops > 0) {
    const timer = new AbortController()
    await Promise.race([
      ...shopsInProgress.values(),
      sleep(LOOK_AGAIN_MS, null, { signal: timer.signal }).catch(() => {}),
    ])
    timer.abort()
  }
  return shops
}

/** Resolves once this worker has nothing in progress. */
export async function outboxIdle(shopsInProgress: ShopsInProgress = ours): Promise<void> {
  await Promise.all(shopsInProgress.values())
}

async function writeBackShop(tenantId: number): Promise<void> {
  await writeBack(tenantId, await claimRows(tenantId, CLAIM))
}

async function writeBack(tenantId: number, claims: Claim[]): Promise<void> {
  try {
    await compareAndWrite(tenantId, claims)
  } catch (error) {
    const isOurs = !(error instanceof ShopifyUnavailable || error instanceof ShopifySignedOut)
    // A customer that cannot be read must not hold up the others.
    if (isOurs && claims.length > 1) for (const claim of claims) await writeBack(tenantId, [claim])
    else for (const claim of claims) await giveBack(claim, error)
  }
}

async function compareAndWrite(tenantId: number, claims: Claim[]): Promise<void> {
  if (claims.length === 0) return
  const customers = await readByNumber(tenantId, claims)
  const told: Told[] = []
  for (let from = 0; from < claims.length; from += CONCURRENCY) {
    const some = claims.slice(from, from + CONCURRENCY)
    const wrote = await Promise.all(some.map((claim) => writeOne(claim, customers.get(String(claim.memberId)))))
    told.push(...wrote.filter((each) => each !== null))
  }
  if (told.length > 0) await confirm(tenantId, told)
}

async function readByNumber(tenantId: number, claims: Claim[]): Promise<Map<string, CustomerChange>> {
  const ids = claims.map((claim) => claim.memberId)
  const customers = await patiently(() => readCustomers(tenantId, ids))
  return new Map(customers.map((customer) => [customer.memberId, customer]))
}

/** A claim that was written, with what Shopify said of the channels that it would not take. */
type Told = { claim: Claim; refused: Map<Channel, string> }

/** Writes what Shopify lacks; null when there is nothing to read back. */
async function writeOne(claim: Claim, customer: CustomerChange | undefined): Promise<Told | null> {
  try {
    if (!customer) return await missCustomer(claim)
    const steps = stepsOf(claim, customer)
    const writes = steps.filter(({ step }) => step === 'write')
    if (writes.length === 0) return await conclude(claim, customer, { steps })
    const refused = new Map<Channel, string>()
    for (const { pending } of writes) {
      const told = await tell(claim, customer, pending)
      if (told === 'lost') return await release(claim)
      if (told.refusal) refused.set(pending.channel, told.refusal)
    }
    return { claim, refused }
  } catch (error) {
    await giveBack(claim, error)
    return null
  }
}

/** Writes one channel; 'lost' when the row is no longer ours, or no longer says this, by the time the call may go. */
async function tell(
  claim: Claim,
  customer: CustomerChange,
  pending: PendingChannel,
): Promise<'lost' | { refusal: string | null }> {
  const { channel, state } = pending
  const at = timeToTell(pending.at)
  const optInLevel = customer[channel]?.optInLevel ?? null
  const admin = await adminOf(claim.tenantId)
  const told = await patiently(async () => {
    if (!(await stillHolds(claim))) return 'lost'
    return { refusal: await writeConsent(admin, { memberId: claim.memberId, channel, state, optInLevel, at }) }
  })
  if (told !== 'lost' && told.refusal === null) await markTold(claim, pending, at)
  return told
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const waitMs = error instanceof ShopifyUnavailable && error.retryAt ? error.retryAt.getTime() - Date.now() : null
    if (waitMs === null || waitMs > WAIT_FOR_POINTS_MS) throw error
    await sleep(Math.max(0, waitMs))
    return patiently(call)
  }
}

type WriteBackStep = 'write' | 'done' | 'superseded' | 'skip'
type Steps = { pending: PendingChannel; step: WriteBackStep }[]

function stepsOf({ pending: channels }: Claim, customer: CustomerChange): Steps {
  return channels.map((pending) => {
    const current = customer[pending.channel]
    // Shopify refuses consent for an address or number that the customer does not have; there is nobody to reach, either.
    const reached = pending.channel === 'email' ? customer.profile?.email : customer.profile?.phone
    if (!current || !reached) return { pending, step: 'skip' }
    return { pending, step: decideWriteBack({ ...pending, consentedAt: pending.at }, current) }
  })
}

const NOBODY = {
  email: 'the customer has no email address in Shopify',
  sms: 'the customer has no phone number in Shopify',
}

function resultOf({ pending, step }: Steps[number], refused: Map<Channel, string>): Result {
  switch (step) {
    case 'done':
      return { pending, outcome: 'confirmed', error: null }
    case 'superseded':
      return { pending, outcome: 'superseded', error: null }
    case 'skip':
      return { pending, outcome: 'skipped', error: NOBODY[pending.channel] }
    case 'write':
      return { pending, outcome: 'refused', error: refused.get(pending.channel) ?? null }
  }
}

/** Nothing is left to write: takes over what Shopify decided later and settles the rest. */
async function conclude(
  claim: Claim,
  customer: CustomerChange,
  { steps, refused = new Map() }: { steps: Steps; refused?: Map<Channel, string> },
): Promise<null> {
  const superseded = steps.filter(({ step }) => step === 'superseded').map(({ pending }) => pending)
  if (superseded.length > 0) await takeOver(claim, customer, superseded)
  await settle(
    claim,
    steps.map((each) => resultOf(each, refused)),
  )
  return null
}

/** Shopify's decision stands: taken over even where our undo is dated later. */
async function takeOver({ tenantId }: Claim, customer: CustomerChange, superseded: PendingChannel[]): Promise<void> {
  const standing = (channel: Channel) => {
    const consent = customer[channel]
    const pending = superseded.find((each) => each.channel === channel)
    if (!consent || !pending) return null
    const at = new Date(pending.at.getTime() + 1)
    return { ...consent, at: consent.at > at ? consent.at : at, exact: true }
  }
  const change = { ...customer, profile: null, email: standing('email'), sms: standing('sms') }
  await saveCustomers(tenantId, 'shopify-read', [change])
}

async function missCustomer(claim: Claim): Promise<null> {
  const error = 'the customer no longer exists in Shopify'
  const isGone = clock.now().getTime() - claim.createdAt.getTime() > GONE_AFTER_MS
  if (isGone)
    await settle(
      claim,
      claim.pending.map((pending) => ({ pending, outcome: 'skipped', error })),
    )
  else await backOff(claim, error)
  return null
}

/**
 * Reads back: a change that Shopify accepted has been seen not to stick, and one that it refused may have lost its
 * address meanwhile. What was read is saved, so that Shopify's own message about our change finds nothing new.
 */
async function confirm(tenantId: number, told: Told[]): Promise<void> {
  const customers = await readByNumber(
    tenantId,
    told.map(({ claim }) => claim),
  )
  await saveCustomers(tenantId, 'shopify-read', [...customers.values()])
  for (const { claim, refused } of told) {
    const customer = customers.get(String(claim.memberId))
    if (customer) await judge(claim, customer, refused)
    else await missCustomer(claim)
  }
}

async function judge(claim: Claim, customer: CustomerChange, refused: Map<Channel, string>): Promise<void> {
  const steps = stepsOf(claim, customer)
  const open = steps.find(({ pending, step }) => step === 'write' && !refused.has(pending.channel))
  if (!open) await conclude(claim, customer, { steps, refused })
  else await backOff(claim, `Shopify accepted ${open.pending.channel} ${open.pending.state} but doesn’t show it`)
}

async function giveBack(claim: Claim, error: unknown): Promise<void> {
  if (error instanceof ShopifyUnavailable && error.retryAt) return postpone(claim, error.retryAt)
  await backOff(claim, faultOf(error).error)
}
