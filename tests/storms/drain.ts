// After the storm: everything is up again, and all that waits is worked off.
import { setTimeout as sleep } from 'node:timers/promises'
import type { StormPlan } from './plan.ts'
import type { World } from './world.ts'

type Waiting = { shopify: number; inbox: number; outbox: number; imports: number }

/** Before the check, what is tried again and again since the customer is gone at Shopify may wait; after it, nothing may. */
type Until = 'quiet' | 'empty'

const HELD_BACK = { quiet: '(error IS NULL OR attempts <= 2)', empty: 'true' }

async function waiting({ shopify, sql }: World, until: Until): Promise<Waiting> {
  const found = await sql.query<Omit<Waiting, 'shopify'>>(
    `SELECT (SELECT count(*)::int FROM webhook_inbox WHERE state = 'waiting') AS inbox,
       (SELECT count(*)::int FROM outbox WHERE state = 'waiting' AND ${HELD_BACK[until]}) AS outbox,
       (SELECT count(*)::int FROM imports WHERE status IN ('requested', 'running', 'loading')) AS imports`,
  )
  const rest = found.rows[0] ?? { inbox: 0, outbox: 0, imports: 0 }
  return { shopify: (await shopify.state()).pendingWebhooks, ...rest }
}

/**
 * Ends every process and lets the minutes pass after which the work of a dead one is given to another, and after which
 * what failed is tried again; then starts all of them.
 */
export async function restartLater(world: World): Promise<void> {
  const roles = [world.web, ...world.workers]
  for (const role of roles) await world.crew.kill(role)
  // What a dead process had handed to the database is still carried out.
  await sleep(500)
  const now = [new Date()]
  await world.sql.query(`UPDATE webhook_inbox SET not_before = $1 WHERE state = 'waiting' AND not_before > $1`, now)
  await world.sql.query(`UPDATE outbox SET not_before = $1 WHERE state = 'waiting' AND not_before > $1`, now)
  await world.sql.query(`UPDATE outbox SET lease_until = $1 WHERE state = 'waiting' AND lease_until > $1`, now)
  await world.crew.revive(roles)
}

/** Waits until Shopify has delivered all and every queue is empty, twice in a row; returns the seconds it took. */
export async function drain(world: World, { say, drainSeconds }: StormPlan, until: Until): Promise<number> {
  const since = Date.now()
  let quiet = 0
  for (let look = 0; quiet < 2; look += 1) {
    const left = await waiting(world, until)
    const sum = Object.values(left).reduce((total, count) => total + count, 0)
    quiet = sum === 0 ? quiet + 1 : 0
    if (look % 20 === 0 && sum > 0) say(`draining: ${JSON.stringify(left)}`)
    if (Date.now() - since > drainSeconds * 1000) throw new Error(`the queues did not run dry: ${JSON.stringify(left)}`)
    await sleep(500)
  }
  return (Date.now() - since) / 1000
}
