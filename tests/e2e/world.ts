// The world of the browser tests: the built app (web and worker) and the simulator, each a process of its own, on a fresh database.
import path from 'node:path'
import { freePort } from '#app/platform/start/free-port.server.ts'
import { localEnv, newKeys } from '../../scripts/local-env.ts'
import { ROOT, start, stopAll, untilReady } from '../../scripts/processes.ts'
import { ownDatabase } from './own-database.ts'
import { PAGES_SHOP } from './outside.ts'

const LOGS = path.join(ROOT, '.data/test/e2e')

/** Starts the world and says where it is in E2E_SIMULATOR and E2E_APP; returns what ends it. */
export default async function startWorld(): Promise<() => Promise<void>> {
  const database = await ownDatabase('e2e')
  const [appPort, simulatorPort] = [await freePort(), await freePort()]
  const keys = newKeys()
  const env = {
    ...localEnv({ appPort, simulatorPort, databaseUrl: database.url, simulatorData: ':memory:' }, keys),
    SIMULATOR_CUSTOMERS: '120',
    SIMULATOR_MORE_SHOPS: PAGES_SHOP,
    LOG_LEVEL: 'warn',
  }
  const simulator = await start('simulator', 'simulator/main.ts', { env, logFolder: LOGS })
  const web = await start('web', 'app/server.ts', { env, logFolder: LOGS })
  const worker = await start('worker', 'app/worker.ts', { env, logFolder: LOGS })
  process.env['E2E_SIMULATOR'] = `http://localhost:${simulatorPort}`
  process.env['E2E_APP'] = `http://localhost:${appPort}`
  process.env['E2E_SHOPIFY_SECRET'] = keys.SHOPIFY_API_SECRET
  process.env['E2E_LINK_KEY'] = keys.LINK_KEY
  process.env['E2E_DATABASE_URL'] = database.url
  const stop = async () => {
    await stopAll([web, worker, simulator])
    await database.drop()
  }
  try {
    await untilReady(simulator, `http://localhost:${simulatorPort}/_control/clock`)
    await untilReady(web, `http://localhost:${appPort}/readyz`)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
