// After the storm: all that was answered is written, and all that was written is counted.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { TrackingPlan } from './plan.ts'
import { figureOf, isUp, type TrackingWorld, type Web } from './world.ts'

export type Settled = { secondsToWrite: number; secondsToCount: number; lost: number }

/** @throws when for longer than the plan allows nothing of it becomes less. */
export async function settle(world: TrackingWorld, plan: TrackingPlan): Promise<Settled> {
  const { crew, webs, worker } = world
  const since = Date.now()
  for (const web of webs)
    await until(plan, `${web.name} has written its hits`, async () => {
      await crew.revive([web])
      return unwritten(web)
    })
  const written = Date.now()
  const lost = await Promise.all(webs.map((web) => figureOf(web, 'glancito_hits_lost_total')))
  for (const web of webs) await crew.end(web)
  await until(plan, 'all hits are counted', async () => {
    // One that found the database away when it started has given up.
    await crew.revive([worker])
    return uncounted(world)
  })
  const counted = Date.now()
  await crew.end(worker)
  return {
    secondsToWrite: (written - since) / 1000,
    secondsToCount: (counted - written) / 1000,
    lost: lost.reduce((sum, hits) => sum + hits, 0),
  }
}

/** Waits until nothing is left. How long that takes says how busy the machine is; that it goes on is what matters. */
async function until(plan: TrackingPlan, what: string, countLeft: () => Promise<number>): Promise<void> {
  let [least, since] = [Infinity, Date.now()]
  for (;;) {
    const left = await countLeft()
    if (left === 0) return
    if (left < least) [least, since] = [left, Date.now()]
    if (Date.now() - since > plan.drainSeconds * 1000)
      throw new Error(
        `for ${plan.drainSeconds} s nothing has come of it that ${what}: ${least} left; see ${plan.logFolder}`,
      )
    await sleep(200)
  }
}

/** Without end while it does not answer. */
const unwritten = async (web: Web) => ((await isUp(web)) ? await figureOf(web, 'glancito_hits_waiting') : Infinity)

/** Batches in the box, and hits that wait to be judged. */
async function uncounted({ proxy }: TrackingWorld): Promise<number> {
  const client = new pg.Client({ connectionString: proxy.target })
  await client.connect()
  try {
    const found = await client.query<{ left: number }>(
      'SELECT ((SELECT count(*) FROM hit_box) + (SELECT count(*) FROM hit_suspects))::int AS left',
    )
    return found.rows[0]?.left ?? 0
  } finally {
    await client.end()
  }
}
