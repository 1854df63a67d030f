// After the storm: all that was answered is written, and all that was written is counted.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { TrackingPlan } from './plan.ts'
import { figureOf, isUp, type TrackingWorld, type Web } from './world.ts'

export type Settled = { secondsToWrite: number; secondsToCount: number; lost: number }

/** @throws when it takes longer than the plan allows. */
export async function settle(world: TrackingWorld, plan: TrackingPlan): Promise<Settled> {
  const { crew, webs, worker } = world
  const since = Date.now()
  await crew.revive([...webs, worker])
  for (const web of webs) await until(plan, `${web.name} has written its hits`, () => hasWritten(web))
  const written = Date.now()
  const lost = await Promise.all(webs.map((web) => figureOf(web, 'glancito_hits_lost_total')))
  for (const web of webs) await crew.end(web)
  await until(plan, 'all hits are counted', () => isCounted(world))
  const counted = Date.now()
  await crew.end(worker)
  return {
    secondsToWrite: (written - since) / 1000,
    secondsToCount: (counted - written) / 1000,
    lost: lost.reduce((sum, hits) => sum + hits, 0),
  }
}

async function until({ drainSeconds }: TrackingPlan, what: string, is: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + drainSeconds * 1000
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`not within ${drainSeconds} s: ${what}`)
    await sleep(200)
  }
}

const hasWritten = async (web: Web) => (await isUp(web)) && (await figureOf(web, 'glancito_hits_waiting')) === 0

async function isCounted({ proxy }: TrackingWorld): Promise<boolean> {
  const client = new pg.Client({ connectionString: proxy.target })
  await client.connect()
  try {
    const found = await client.query('SELECT FROM hit_box UNION ALL SELECT FROM hit_suspects LIMIT 1')
    return found.rowCount === 0
  } finally {
    await client.end()
  }
}
