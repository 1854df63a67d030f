// What a storm does at once for as long as it lasts: changes at Shopify, unsubscribes here, kills, and Shopify's own bad days.
import { setTimeout as sleep } from 'node:timers/promises'
import { chance } from '#simulator/random.ts'
import { type Memory, nextChange } from './changes.ts'
import type { StormPlan } from './plan.ts'
import type { Role } from './processes.ts'
import type { World } from './world.ts'

/** A press of an unsubscribe link; `accepted` when our web answered with 200. */
export type Press = { memberId: string; sentAt: number; accepted: boolean }

export type Counts = { changes: number; spells: number; presses: Press[] }

const TICK_MS = 250
/** A bucket that never is the bottleneck, and one in which a read of fifty customers barely fits. */
const WIDE = { maximum: 20_000, restoreRate: 2000 }
const NARROW = { maximum: 1000, restoreRate: 100 }

/** Lets the storm rage for the time of the plan. */
export async function rage(world: World, plan: StormPlan, memory: Memory): Promise<Counts> {
  const counts: Counts = { changes: 0, spells: 0, presses: [] }
  const until = Date.now() + plan.seconds * 1000
  const { drop, spreadMs } = plan
  await world.shopify.faults({
    bucket: WIDE,
    webhooks: { drop, duplicate: 0.1, spreadMs, retryMs: 500, keep: 1_000_000 },
  })
  await Promise.all([
    changeCustomers(world, plan, memory, counts),
    unsubscribeSome({ world, plan, memory, until }, counts),
    killSome({ world, plan, until }),
    spoilShopify({ world, plan, until }, counts),
  ])
  await world.shopify.faults({ down: false, throttle: 0, bucket: WIDE, webhooks: { drop: 0, duplicate: 0 } })
  return counts
}

async function changeCustomers(world: World, plan: StormPlan, memory: Memory, counts: Counts): Promise<void> {
  const dice = chance(`${plan.seed} changes`)
  const since = Date.now()
  while (counts.changes < plan.changes) {
    const due = Math.min(plan.changes, Math.ceil((plan.changes * (Date.now() - since)) / (plan.seconds * 1000)))
    const changes = Array.from({ length: Math.min(1000, due - counts.changes) }, () => nextChange(dice, memory))
    memory.ask()
    const results = await world.shopify.change(changes)
    for (const [index, result] of results.entries()) memory.learn(changes[index] ?? {}, result)
    counts.changes += changes.length
    await sleep(TICK_MS)
  }
}

type During = { world: World; plan: StormPlan; until: number }

/** Readers press the link of an e-mail; every other one has just subscribed in the shop, or is about to. */
async function unsubscribeSome(
  { world, plan, memory, until }: During & { memory: Memory },
  counts: Counts,
): Promise<void> {
  const dice = chance(`${plan.seed} unsubscribes`)
  const pauseMs = (plan.seconds * 1000) / plan.unsubscribes
  // Mail, and so a link, went only to those whom the app knew.
  const readers = [...memory.present]
  const under = new Set<Promise<void>>()
  while (Date.now() < until) {
    const id = dice.pick(readers)
    const asked = pressLink(world, id, counts).finally(() => under.delete(asked))
    under.add(asked)
    if (dice.happens(0.5)) void subscribeAgain(world, memory, id, (dice.next() - 0.5) * 3000).catch(() => {})
    await sleep(pauseMs * (0.5 + dice.next()))
  }
  await Promise.all(under)
}

async function pressLink(world: World, memberId: string, counts: Counts): Promise<void> {
  await sleep(1500)
  const press: Press = { memberId, sentAt: Date.now(), accepted: false }
  counts.presses.push(press)
  press.accepted = await fetch(world.appUrl + world.unsubscribePath(memberId), {
    method: 'POST',
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    signal: AbortSignal.timeout(10_000),
  }).then(
    (answer) => answer.status === 200,
    () => false,
  )
}

/** So long before or after the link is pressed. */
async function subscribeAgain(world: World, memory: Memory, id: string, offsetMs: number): Promise<void> {
  await sleep(1500 + offsetMs)
  const change = { id, emailState: 'SUBSCRIBED' }
  for (const result of await world.shopify.change([change])) memory.learn(change, result)
}

async function killSome({ world, plan, until }: During): Promise<void> {
  const dice = chance(`${plan.seed} kills`)
  const roles = [world.web, ...world.workers]
  while (Date.now() < until) {
    await sleep(plan.killEveryMs * (0.5 + dice.next()))
    const role = dice.happens(0.4) ? world.web : dice.pick(world.workers)
    if (await isUp(world, plan, role)) await world.crew.kill(role)
    await sleep(dice.next() * 800)
    await world.crew.revive(roles)
  }
}

/** On a slow machine a process that is killed while it starts would never be hit at work. */
function isUp({ appUrl, web, crew }: World, plan: StormPlan, role: Role): Promise<boolean> | boolean {
  if (role !== web) return crew.ageMs(role) > plan.killEveryMs
  return fetch(`${appUrl}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Down for a while, throttling, or tight: one after the other, with fair weather between. */
async function spoilShopify({ world, plan, until }: During, counts: Counts): Promise<void> {
  const dice = chance(`${plan.seed} Shopify`)
  const unit = plan.seconds * 10
  while (Date.now() < until) {
    await sleep(unit * (2 + 4 * dice.next()))
    counts.spells += 1
    const spell = dice.pick(['down', 'throttle', 'tight'] as const)
    if (spell === 'down') await world.shopify.faults({ down: true })
    if (spell === 'throttle') await world.shopify.faults({ throttle: 10 + Math.floor(dice.next() * 40) })
    if (spell === 'tight') await world.shopify.faults({ bucket: NARROW })
    await sleep(unit * (1 + 2 * dice.next()))
    await world.shopify.faults({ down: false, throttle: 0, bucket: WIDE })
  }
}
