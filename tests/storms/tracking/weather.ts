// What happens to the processes and to PostgreSQL while readers come.
import { setTimeout as sleep } from 'node:timers/promises'
import { FOLD_LOCK } from '#app/tracking/hits/fold-lock.server.ts'
import { chance } from '#simulator/random.ts'
import pg from 'pg'
import { beginReadOnly, endReadOnly } from '../../read-only.ts'
import type { Role } from '../processes.ts'
import type { TrackingPlan } from './plan.ts'
import { isUp, isWorking, type TrackingWorld, type Web } from './world.ts'

/** A process that is killed while it starts would never be hit at work. */
const UP_WITHIN_MS = 20_000
/** About as long as what watches processes takes to start one again. */
const DEAD_MS = 800
const SOMEBODY_FOLDS_WITHIN_MS = 3_000

/** Lets the storm rage for as long as the plan says that readers come. */
export async function rage(world: TrackingWorld, plan: TrackingPlan): Promise<void> {
  const since = Date.now()
  const seconds = plan.hits / plan.perSecond
  const untilShare = (share: number) => sleep(Math.max(0, since + share * seconds * 1000 - Date.now()))
  await Promise.all([takeDatabaseAway(world, plan, untilShare), ...killers(world, plan, untilShare)])
}

type Until = (share: number) => Promise<void>

/** One after the other, each web once in the midst of one of them: what it has answered early then is gone. */
async function takeDatabaseAway(world: TrackingWorld, plan: TrackingPlan, untilShare: Until): Promise<void> {
  const [one, other] = world.webs
  const [first, ...restarts] = plan.restarts.map((how) => () => restart(world, plan, how))
  const outages = [first, () => readOnly(world, plan, one), () => silent(world, plan, other), ...restarts]
  for (const [index, outage] of outages.entries()) {
    await untilShare((index + 0.5) / outages.length)
    await outage?.()
  }
}

async function restart({ proxy }: TrackingWorld, plan: TrackingPlan, how: TrackingPlan['restarts'][number]) {
  plan.say(`PostgreSQL ends (${how}) and starts again`)
  await plan.restart(proxy, how)
  plan.say('PostgreSQL is there again')
}

async function readOnly(world: TrackingWorld, plan: TrackingPlan, web: Web | undefined): Promise<void> {
  plan.say('PostgreSQL is read-only')
  await beginReadOnly(world.proxy.target)
  await halfway(world, plan, web)
  await endReadOnly(world.proxy.target)
  plan.say('PostgreSQL takes writes again')
}

async function silent(world: TrackingWorld, plan: TrackingPlan, web: Web | undefined): Promise<void> {
  plan.say('PostgreSQL says nothing any more')
  world.proxy.mode = 'silent'
  await halfway(world, plan, web)
  world.proxy.mode = 'pass'
  plan.say('PostgreSQL answers whoever connects anew')
}

async function halfway(world: TrackingWorld, plan: TrackingPlan, web: Web | undefined): Promise<void> {
  await sleep(plan.outageSeconds * 500)
  if (web) await kill(world, plan, web)
  await sleep(Math.min(DEAD_MS, plan.outageSeconds * 250))
  if (web) await world.crew.revive([web])
  await sleep(plan.outageSeconds * 250)
}

function killers(world: TrackingWorld, plan: TrackingPlan, untilShare: Until): Promise<void>[] {
  return [...world.webs, world.worker].map(async (role) => {
    const dice = chance(`${plan.seed} ${role.name}`)
    const times = role === world.worker ? plan.kills : plan.kills - 1
    for (let time = 0; time < times; time += 1) {
      await untilShare((time + 0.2 + 0.6 * dice.next()) / times)
      await kill(world, plan, role)
      await sleep(DEAD_MS * (0.5 + dice.next()))
      await world.crew.revive([role])
    }
  })
}

async function kill(world: TrackingWorld, plan: TrackingPlan, role: Role | Web): Promise<void> {
  // As what watches processes does with those that have ended by themselves.
  await world.crew.revive([role])
  await untilUp(world, role)
  const folds = 'port' in role || (await somebodyFolds(world))
  await world.crew.kill(role)
  plan.say(`${role.name} is killed${folds ? '' : ', though it seems to count nothing'}`)
}

/** Waits until a role's process does its work, or for long enough. */
export async function untilUp(world: TrackingWorld, role: Role | Web): Promise<void> {
  const end = Date.now() + UP_WITHIN_MS
  while (Date.now() < end) {
    if (await ('port' in role ? isUp(role) : isWorking(world))) return
    await sleep(100)
  }
}

/** Waits for the moment when hits are being counted: the worker's, for while it lives no web is at it. */
async function somebodyFolds({ proxy }: TrackingWorld): Promise<boolean> {
  const client = new pg.Client({ connectionString: proxy.target, connectionTimeoutMillis: 1_000, query_timeout: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const until = Date.now() + SOMEBODY_FOLDS_WITHIN_MS
    while (Date.now() < until) {
      const found = await client.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [FOLD_LOCK],
      )
      if (found.rowCount !== 0) return true
    }
  } catch {
    // PostgreSQL is away too.
  } finally {
    await client.end().catch(() => {})
  }
  return false
}
