// The world of a storm: the simulator, a shop that has the app, web and workers as processes of their own.
import pg from 'pg'
import { freePort } from '#app/platform/start/free-port.server.ts'
import { localEnv, newKeys, DEMO_SHOP } from '../../scripts/local-env.ts'
import { start, stopAll, untilReady } from '../../scripts/processes.ts'
import { Crew, type Role } from './processes.ts'
import type { StormPlan } from './plan.ts'
import { stormShopify, type StormShopify } from './shopify.ts'

export type World = {
  appUrl: string
  shopify: StormShopify
  crew: Crew
  web: Role
  workers: Role[]
  sql: pg.Pool
  tenantId: number
  /** The path of a customer's unsubscribe link. */
  unsubscribePath: (memberId: string) => string
  /** Has the minutely look for imports that stand still happen now. */
  watchImports: () => Promise<void>
  /** What is wrong with the chains of the ledger. */
  verifyLedger: () => Promise<object[]>
  /** Starts a reconcile of the shop's consent with Shopify's. */
  reconcile: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts the simulator and installs the app in its shop; web and workers are only named yet. */
export async function startWorld(plan: StormPlan): Promise<World> {
  const [appPort, simulatorPort] = [await freePort(), await freePort()]
  const places = { appPort, simulatorPort, databaseUrl: plan.databaseUrl, simulatorData: ':memory:' }
  const env = {
    ...localEnv(places, newKeys()),
    SIMULATOR_CUSTOMERS: String(plan.customers),
    LOG_LEVEL: 'warn',
  }
  const { logFolder } = plan
  const simulator = await start('simulator', 'simulator/main.ts', { env, logFolder })
  const simulatorUrl = `http://localhost:${simulatorPort}`
  await untilReady(simulator, `${simulatorUrl}/_control/clock`)
  const shopify = stormShopify(simulatorUrl)
  const crew = new Crew({ env, logFolder })
  const sql = new pg.Pool({ connectionString: plan.databaseUrl, max: 4 })
  sql.on('error', () => {})
  const app = await openApp(env, shopify)
  return {
    appUrl: `http://localhost:${appPort}`,
    shopify,
    crew,
    web: { name: 'web', script: plan.web },
    workers: Array.from({ length: plan.workers }, (_, index) => ({
      name: `worker-${index}`,
      script: 'app/worker.ts',
    })),
    sql,
    ...app,
    async stop() {
      await crew.stop()
      await stopAll([simulator])
      await sql.end()
    },
  }
}

/** Opens the app as the merchant does the first time. The app reads its configuration once, so it is imported here. */
async function openApp(env: Record<string, string>, shopify: StormShopify) {
  Object.assign(process.env, env)
  const { requireTenant } = await import('#app/tenants/authenticate.server.ts')
  const { sessionToken } = await import('#tests/session-token.ts')
  const { aMailing } = await import('#tests/factories.ts')
  const { unsubscribeToken } = await import('#app/tracking/links.server.ts')
  const { enqueue, stopJobs } = await import('#app/platform/jobs/jobs.server.ts')
  const { importWatchQueue } = await import('#app/sync/import/jobs.ts')
  const { requestImport } = await import('#app/sync/import/import.server.ts')
  const { verifyLedger } = await import('#app/members/ledger/ledger-verify.server.ts')
  const { db } = await import('#app/platform/db/db.server.ts')
  await shopify.install()
  const url = new URL(`${env['SHOPIFY_APP_URL']}/app`)
  const host = Buffer.from(`admin.shopify.com/store/${DEMO_SHOP.split('.')[0]}`).toString('base64')
  url.search = String(new URLSearchParams({ embedded: '1', shop: DEMO_SHOP, host, id_token: sessionToken(DEMO_SHOP) }))
  const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36' }
  const { tenantId } = await requireTenant(new Request(url, { headers }))
  const { mailingId } = await aMailing(tenantId)
  await stopJobs()
  return {
    tenantId,
    unsubscribePath: (memberId: string) =>
      `/api/v1/unsubscribe/${unsubscribeToken({ tenantId, mailingId, sendNo: 0, attempt: 1, memberId, email: null })}`,
    async watchImports() {
      await enqueue(importWatchQueue, {}, { key: 'storm' })
      await stopJobs()
    },
    async reconcile() {
      await requestImport(db(), tenantId, 'reconcile')
      await stopJobs()
    },
    verifyLedger: async () => (await verifyLedger(tenantId)).faults,
  }
}
