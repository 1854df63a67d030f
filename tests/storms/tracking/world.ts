// The world of a storm of hits: two web processes and a worker behind a PostgreSQL that can be taken away, and a shop with two
// mailings, an old one and one that is just being delivered.
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { freePort } from '#app/platform/start/free-port.server.ts'
import pg from 'pg'
import { aMailing, aTenant } from '../../factories.ts'
import { PostgresProxy } from '../../postgres-proxy.ts'
import { localEnv, newKeys } from '../../../scripts/local-env.ts'
import { Crew, type Role } from '../processes.ts'
import { FIRST_MEMBER, membersOf, type Places, SQL_YOUNG } from './hits.ts'
import type { TrackingPlan } from './plan.ts'

export type Web = Role & { port: number }

export type TrackingWorld = {
  env: Record<string, string>
  crew: Crew
  webs: Web[]
  worker: Role
  /** Between the processes and PostgreSQL; its target is the way past it. */
  proxy: PostgresProxy
  places: Places
  stop: () => Promise<void>
}

/** Makes the shop and names the processes, which do not live yet. */
export async function openWorld(plan: TrackingPlan): Promise<TrackingWorld> {
  process.env['DATABASE_URL'] = plan.databaseUrl
  const places = await makeShop(plan.hits)
  await closeDatabase()
  const ports = [await freePort(), await freePort()]
  const { proxy, url } = await PostgresProxy.before(plan.databaseUrl)
  const env = {
    ...localEnv(
      { appPort: ports[0] ?? 0, simulatorPort: await freePort(), databaseUrl: url, simulatorData: ':memory:' },
      newKeys(),
    ),
    LOG_LEVEL: 'warn',
  }
  const crew = new Crew({ env, logFolder: plan.logFolder })
  return {
    env,
    crew,
    webs: ports.map((port, index) => ({
      name: `web-${index}`,
      script: plan.web,
      port,
      env: { PORT: String(port) },
    })),
    worker: { name: 'worker', script: 'app/worker.ts' },
    proxy,
    places,
    async stop() {
      await crew.stop()
      await closeDatabase()
      await proxy.close()
    },
  }
}

async function makeShop(hits: number): Promise<Places> {
  const tenantId = await aTenant()
  const now = Date.now()
  const sent = { status: 'sent', last_sent_at: new Date(now - 86_400_000) }
  const old = (await aMailing(tenantId, sent)).mailingId
  const young = (await aMailing(tenantId, { ...sent, last_sent_at: new Date(now) })).mailingId
  const numbers = [tenantId, FIRST_MEMBER, membersOf(hits) - 1]
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, email_state, created_at, updated_at)
     SELECT $1, $2::bigint + n, 'reader-' || n || '@storm.example', 'SUBSCRIBED', $4, $4 FROM generate_series(0, $3) n`,
    [...numbers, new Date(now)],
  )
  // Later than all hits, so that the storm may last as long as it likes and every hit of it is suspect.
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, attempt, frozen_at, settled_at)
     SELECT $1, $4, $2::bigint + n, 'sent', 1, $5, $6 FROM generate_series(0, $3) n WHERE ${SQL_YOUNG('n')}`,
    [...numbers, young, new Date(now), new Date(now + 3_600_000)],
  )
  return { hits, tenantId, mailings: { old, young } }
}

/** Whether a web answers. */
export const isUp = ({ port }: Web): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  )

/** Whether a worker listens for what there is to do. */
export async function isWorking({ proxy }: TrackingWorld): Promise<boolean> {
  const client = new pg.Client({ connectionString: proxy.target, connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const found = await client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'glancito-listen' AND datname = current_database()",
    )
    return found.rowCount !== 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** A figure that a web tells of itself. */
export async function figureOf({ port }: Web, name: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(10_000) })
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await answer.text())?.[1] ?? Number.NaN)
}
