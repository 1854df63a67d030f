// The first import of a shop, its worker killed again and again while it is under way.
import { setTimeout as sleep } from 'node:timers/promises'
import { chance } from '#simulator/random.ts'
import type { StormPlan } from './plan.ts'
import type { World } from './world.ts'

type ImportStorm = { seconds: number; kills: number; findings: string[] }
type Import = { status: string; loaded: number }

/** Runs the import that the install asked for to its end, over `plan.importKills` deaths of its worker. */
export async function killImport(world: World, plan: StormPlan): Promise<ImportStorm> {
  const dice = chance(`${plan.seed} import`)
  const since = Date.now()
  const worker = world.workers.slice(0, 1)
  let kills = 0
  let loaded = 0
  for (;;) {
    await world.crew.revive(worker)
    const done = await followUntil(
      world,
      kills < plan.importKills ? 1000 + dice.next() * 2500 : plan.drainSeconds * 1000,
    )
    if (done) break
    loaded = Math.max(loaded, (await readImport(world)).loaded)
    if (kills >= plan.importKills) throw new Error(`the import did not end: ${JSON.stringify(await readImport(world))}`)
    for (const role of worker) await world.crew.kill(role)
    kills += 1
    await world.watchImports()
  }
  return { seconds: (Date.now() - since) / 1000, kills, findings: await judgeImport(world, plan) }
}

async function followUntil(world: World, ms: number): Promise<boolean> {
  const until = Date.now() + ms
  while (Date.now() < until) {
    const { status } = await readImport(world)
    if (status === 'done') return true
    if (status === 'failed') throw new Error('the import failed')
    await sleep(100)
  }
  return false
}

async function readImport({ sql, tenantId }: World): Promise<Import> {
  const found = await sql.query<Import>(
    `SELECT status, rows_loaded::int AS loaded FROM imports WHERE tenant_id = $1 AND kind = 'import'
     ORDER BY import_id DESC LIMIT 1`,
    [tenantId],
  )
  return found.rows[0] ?? { status: 'missing', loaded: 0 }
}

/** Every customer is a member, and each has one ledger row per channel at most. */
async function judgeImport({ sql, tenantId }: World, { customers }: StormPlan): Promise<string[]> {
  const found = await sql.query<{ members: number; doubled: number }>(
    `SELECT (SELECT count(*)::int FROM members WHERE tenant_id = $1) AS members,
       (SELECT count(*)::int FROM (SELECT FROM consent_ledger WHERE tenant_id = $1 GROUP BY member_id, channel
         HAVING count(*) > 1) AS twice) AS doubled`,
    [tenantId],
  )
  const { members = 0, doubled = 0 } = found.rows[0] ?? {}
  return [
    ...(members === customers ? [] : [`the import left ${members} members of ${customers} customers`]),
    ...(doubled === 0 ? [] : [`the import wrote ${doubled} channels twice into the ledger`]),
  ]
}
