// A storm of hits: readers come at a steady pace while web processes and the one that counts are killed, and PostgreSQL is ended,
// read-only and silent. Afterwards every hit is where its answer said that it is.
import { rmSync } from 'node:fs'
import { freePort } from '#app/platform/start/free-port.server.ts'
import pg from 'pg'
import { judge } from './judge.ts'
import { sendReaders, startBare } from './load.ts'
import type { Clicks } from './machine.ts'
import type { TrackingPlan } from './plan.ts'
import { settle } from './settle.ts'
import { rage, untilUp } from './weather.ts'
import { openWorld, type TrackingWorld } from './world.ts'

export type TrackingReport = {
  figures: Record<string, number>
  /** What broke a rule; none in a pass. */
  findings: string[]
  clicks: Clicks
}

const WATCH_EVERY_MS = 10_000

/** Raises a storm in a database of its own, migrated and empty, and judges what is left of it. */
export async function raiseTrackingStorm(plan: TrackingPlan): Promise<TrackingReport> {
  // The logs of another storm would only mislead.
  rmSync(plan.logFolder, { recursive: true, force: true })
  const world = await openWorld(plan)
  const ends: (() => void)[] = []
  try {
    return await storm(world, plan, ends)
  } finally {
    for (const end of ends) end()
    await world.stop()
  }
}

async function storm(world: TrackingWorld, plan: TrackingPlan, ends: (() => void)[]): Promise<TrackingReport> {
  const { crew, webs, worker, places, env } = world
  await crew.revive([...webs, worker])
  await Promise.all([...webs, worker].map((role) => untilUp(world, role)))
  const barePort = await freePort()
  ends.push(await startBare(barePort))
  plan.say('readers come')
  const since = Date.now()
  const ports = webs.map(({ port }) => port)
  const sent = sendReaders({ ...places, ports, barePort, perSecond: plan.perSecond }, env)
  ends.push(sent.stop)
  const watching = setInterval(() => void watch(world, plan).catch(() => {}), WATCH_EVERY_MS)
  ends.push(() => clearInterval(watching))
  const [readers] = await Promise.all([sent.result, rage(world, plan)])
  const seconds = (Date.now() - since) / 1000
  plan.say('the storm is over; what waits is written and counted')
  const { secondsToWrite, secondsToCount, lost } = await settle(world, plan)
  plan.say('each hit is looked for')
  const { figures, findings } = await judge(world, readers)
  return {
    figures: {
      hits: plan.hits,
      seconds: Math.round(seconds),
      kills_of_webs: crew.deaths.filter(({ role }) => role !== worker.name).length,
      kills_of_worker: crew.deaths.filter(({ role }) => role === worker.name).length,
      ended_by_themselves: crew.endedThemselves,
      restarts_of_postgresql: plan.restarts.length,
      ...figures,
      seconds_to_write: secondsToWrite,
      seconds_to_count: secondsToCount,
    },
    findings: [...findings, ...(lost > 0 ? [`${lost} hits are lost, say the web processes`] : [])],
    clicks: readers.clicks,
  }
}

/** Says every ten seconds how it stands. */
async function watch({ proxy, crew }: TrackingWorld, plan: TrackingPlan): Promise<void> {
  const client = new pg.Client({ connectionString: proxy.target, connectionTimeoutMillis: 2_000, query_timeout: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query<{ logged: number; box: number; suspects: number }>(
      `SELECT (SELECT count(*)::int FROM hit_log) AS logged, (SELECT count(*)::int FROM hit_box) AS box,
         (SELECT count(*)::int FROM hit_suspects) AS suspects`,
    )
    const { logged, box, suspects } = found.rows[0] ?? {}
    plan.say(`${logged} hits in the log, ${box} batches in the box, ${suspects} suspects, ${crew.deaths.length} kills`)
  } finally {
    await client.end()
  }
}
