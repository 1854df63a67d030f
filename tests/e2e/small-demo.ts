// The demo at a small size: its past played to its end by the real app, then web and worker as `npm run demo` starts them.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import pg from 'pg'
import { freePort } from '#app/platform/start/free-port.server.ts'
import { DEMO_SHOP, localEnv, newKeys } from '../../scripts/local-env.ts'
import { playPast } from '../../scripts/past.ts'
import { ROOT, start, type Started, stopAll, untilReady } from '../../scripts/processes.ts'
import { ownDatabase } from './own-database.ts'

const LOGS = path.join(ROOT, '.data/test/demo')
const CUSTOMERS = 500

/** The demo, from when it is started until it is stopped, however far it came. */
export class SmallDemo {
  readonly shop = DEMO_SHOP
  simulator = ''
  #env: Record<string, string> = {}
  #database: Awaited<ReturnType<typeof ownDatabase>> | null = null
  readonly #running: Started[] = []

  async start(): Promise<void> {
    this.#database = await ownDatabase('demo')
    const [appPort, simulatorPort, replyPort] = [await freePort(), await freePort(), await freePort()]
    this.simulator = `http://localhost:${simulatorPort}`
    const places = { appPort, simulatorPort, databaseUrl: this.#database.url, simulatorData: ':memory:' }
    this.#env = {
      ...localEnv(places, newKeys()),
      SIMULATOR_CUSTOMERS: String(CUSTOMERS),
      REPLY_DOMAIN: 'reply.glancito-demo.example',
      REPLY_SMTP_PORT: String(replyPort),
      LOG_LEVEL: 'warn',
    }
    await untilReady(await this.#launch('simulator', 'simulator/main.ts'), `${this.simulator}/_control/clock`)
    await playPast(this.#env, LOGS, (past) => this.#running.push(past))
    const web = await this.#launch('web', 'app/server.ts')
    await this.#launch('worker', 'app/worker.ts')
    await untilReady(web, `http://localhost:${appPort}/readyz`)
  }

  async stop(): Promise<void> {
    await stopAll(this.#running.toReversed())
    await this.#database?.drop()
  }

  async #launch(name: string, script: string): Promise<Started> {
    const started = await start(name, script, { env: this.#env, logFolder: LOGS })
    this.#running.push(started)
    return started
  }

  /** What a command of the app prints, and how it ends. */
  command(script: string): { code: number | null; printed: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, script)], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, ...this.#env },
    })
    return { code: status, printed: stdout + stderr }
  }

  async count(from: string): Promise<number> {
    return (await this.#first<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`))?.count ?? 0
  }

  /** The number of a member who has replied. */
  async aReplier(): Promise<string> {
    const found = await this.#first<{ id: string }>(
      "SELECT member_id::text AS id FROM campaign_events WHERE event_type = 'replied' ORDER BY 1 LIMIT 1",
    )
    if (!found) throw new Error('Nobody has replied')
    return found.id
  }

  async #first<Row extends pg.QueryResultRow>(question: string): Promise<Row | undefined> {
    const client = new pg.Client({ connectionString: this.#database?.url })
    await client.connect()
    const found = await client.query<Row>(question)
    await client.end()
    return found.rows[0]
  }
}
