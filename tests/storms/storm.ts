// A storm of consent: changes at Shopify and unsubscribes here, while deliveries are late, doubled, out of order or lost,
// processes are killed and Shopify fails. Afterwards one reconcile must leave no difference.
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Memory } from './changes.ts'
import { type Difference, findDifferences } from './differences.ts'
import { drain, restartLater } from './drain.ts'
import { killImport } from './import-kills.ts'
import { judge } from './judge.ts'
import type { StormPlan } from './plan.ts'
import { rage } from './weather.ts'
import { startWorld, type World } from './world.ts'

export type StormReport = {
  figures: Record<string, number>
  /** What broke a rule; none in a pass. */
  findings: string[]
  before: Difference[]
  after: Difference[]
}

/** Raises a storm in a database of its own, migrated and empty, and judges what is left of it. */
export async function raiseStorm(plan: StormPlan): Promise<StormReport> {
  // The logs of another storm would only mislead.
  rmSync(plan.logFolder, { recursive: true, force: true })
  const world = await startWorld(plan)
  try {
    return await weather(world, plan)
  } finally {
    await world.stop()
  }
}

async function weather(world: World, plan: StormPlan): Promise<StormReport> {
  const imported = await killImport(world, plan)
  plan.say(`imported ${plan.customers} customers in ${imported.seconds.toFixed(1)} s, ${imported.kills} kills`)
  await world.crew.revive([world.web, ...world.workers])
  const memory = new Memory()
  for (const customer of await world.shopify.customers()) memory.meet(customer)
  const since = Date.now()
  const watching = watch(world, plan, since + plan.seconds * 1000)
  const counts = await rage(world, plan, memory)
  const raged = (Date.now() - since) / 1000
  await watching
  plan.say('the storm is over; all processes start again, the queues drain')
  await restartLater(world)
  const drained = await drain(world, plan, 'quiet')
  const before = await findDifferences(world)
  plan.say(`${before.length} differences before the reconcile`)
  await world.reconcile()
  await drain(world, plan, 'empty')
  const after = await findDifferences(world)
  const findings = [...imported.findings, ...(await judge({ world, memory, presses: counts.presses }))]
  const figures = {
    changes: counts.changes,
    changes_per_s: Math.round(counts.changes / raged),
    changes_refused: memory.refused,
    unsubscribes_asked: counts.presses.length,
    unsubscribes_accepted: counts.presses.filter(({ accepted }) => accepted).length,
    ...(await countDeliveries(world)),
    kills_of_web: world.crew.kills.get('web') ?? 0,
    kills_of_workers: world.crew.kills.get('worker') ?? 0,
    spells_of_shopify: counts.spells,
    ...(await countRows(world)),
    seconds_to_drain: Math.round(drained * 10) / 10,
    differences_before: before.length,
    differences_after: after.length,
  }
  return { figures, findings, before, after }
}

/** Says every ten seconds how it stands. */
async function watch(world: World, plan: StormPlan, until: number): Promise<void> {
  for (let seconds = 10; Date.now() + 10_000 < until; seconds += 10) {
    await sleep(10_000)
    const { pendingWebhooks } = await world.shopify.state()
    const inbox = await world.sql.query<{ state: string; count: number }>(
      'SELECT state, count(*)::int AS count FROM webhook_inbox GROUP BY state ORDER BY state',
    )
    const states = inbox.rows.map(({ state, count }) => `${count} ${state}`).join(', ')
    const kills = [...world.crew.kills.values()].reduce((sum, count) => sum + count, 0)
    plan.say(`${seconds} s: ${pendingWebhooks} deliveries to come, inbox ${states || 'empty'}, ${kills} kills`)
  }
}

async function countDeliveries({ shopify }: World) {
  const fates = await shopify.deliveries()
  const of = (state: string) => fates.filter((fate) => fate.state === state).length
  const { refused } = await shopify.state()
  return {
    deliveries_sent: of('delivered'),
    deliveries_dropped: of('dropped'),
    deliveries_failed: of('failed'),
    deliveries_doubled: fates.length - new Set(fates.map(({ webhookId }) => webhookId)).size,
    deliveries_retried: fates.filter(({ attempts }) => attempts > 1).length,
    answers_throttled: refused.throttled,
    answers_down: refused.down,
  }
}

async function countRows({ sql }: World) {
  const found = await sql.query<{ ledger: number; members: number; confirmed: number; refused: number }>(
    `SELECT (SELECT count(*)::int FROM consent_ledger) AS ledger, (SELECT count(*)::int FROM members) AS members,
       (SELECT count(*)::int FROM outbox WHERE state = 'confirmed') AS confirmed,
       (SELECT count(*)::int FROM outbox WHERE state = 'refused') AS refused`,
  )
  const { ledger = 0, members = 0, confirmed = 0, refused = 0 } = found.rows[0] ?? {}
  return { members, ledger_rows: ledger, write_backs_confirmed: confirmed, write_backs_refused: refused }
}
