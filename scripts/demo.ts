// `npm run demo`: the unchanged app with web, worker and database, against the simulator, with a shop that has a past.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { startEmbeddedPostgres } from '#app/platform/start/embedded-postgres.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'
import { buildApp } from './build-app.ts'
import { keysIn, localEnv } from './local-env.ts'
import { playPast } from './past.ts'
import { ROOT, start, type Started, stopAll, untilReady } from './processes.ts'

const APP_PORT = Number(process.env['PORT'] ?? 3000)
const SIMULATOR_PORT = Number(process.env['SIMULATOR_PORT'] ?? 4000)
/** Where the worker takes the replies that the simulated mailboxes send. */
const REPLY_PORT = Number(process.env['REPLY_SMTP_PORT'] ?? 2525)
const DATA = path.resolve(process.env['DEMO_DATA'] ?? path.join(ROOT, '.data/demo'))
const PAST = path.join(DATA, 'past-played')

const running: Started[] = []
let stopDatabase = async () => {}
let stopping = false

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await stopAll(running.toReversed())
  await stopDatabase()
  process.exit(code)
}

async function step<T>(title: string, perform: () => Promise<T>): Promise<T> {
  const since = performance.now()
  process.stdout.write(`${title} … `)
  const result = await perform()
  console.log(`${((performance.now() - since) / 1000).toFixed(1)} s`)
  return result
}

async function launch(name: string, script: string, env: Record<string, string>): Promise<Started> {
  const started = await start(name, script, { env, logFolder: path.join(DATA, 'log') })
  running.push(started)
  started.child.once('exit', (code) => {
    if (stopping || code === 0) return
    console.error(`\n${name} has ended unexpectedly; see ${started.logFile}`)
    void stop(1)
  })
  return started
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
  // Without its end the past is half a past: begin again.
  if (process.argv.includes('--fresh') || !existsSync(PAST)) await rm(DATA, { recursive: true, force: true })
  mkdirSync(DATA, { recursive: true })
  const postgres = await step('Starting PostgreSQL 18', () => startEmbeddedPostgres(DATA))
  stopDatabase = postgres.stop
  await step('Bringing the database to its newest form', () => migrate(postgres.url))
  await step('Building the app', buildApp)
  const places = {
    appPort: APP_PORT,
    simulatorPort: SIMULATOR_PORT,
    databaseUrl: postgres.url,
    simulatorData: path.join(DATA, 'simulator'),
  }
  const env = {
    ...localEnv(places, keysIn(path.join(DATA, 'keys.json'))),
    REPLY_DOMAIN: 'reply.glancito-demo.example',
    REPLY_SMTP_PORT: String(REPLY_PORT),
  }
  const simulator = await launch('simulator', 'simulator/main.ts', env)
  await step('Starting the simulator (Shopify, SES, mailboxes)', () =>
    untilReady(simulator, `http://localhost:${SIMULATOR_PORT}/_control/clock`),
  )
  if (!existsSync(PAST)) {
    console.log('Playing the last weeks of the demo shop, once:')
    await playPast(env, path.join(DATA, 'log'), (past) => {
      running.push(past)
      past.child.stdout?.on('data', (chunk: Buffer) => process.stdout.write(chunk))
    })
    writeFileSync(PAST, new Date().toISOString())
  }
  const web = await launch('web', 'app/server.ts', env)
  await launch('worker', 'app/worker.ts', env)
  await step('Starting the app', () => untilReady(web, `http://localhost:${APP_PORT}/readyz`))
  console.log(
    `\n  Glancito in a simulated Shopify Admin:  http://localhost:${SIMULATOR_PORT}\n\n  Ctrl-C stops all of it; the next start keeps the data, --fresh starts over. Logs: ${path.relative(ROOT, DATA)}/log\n`,
  )
}

await main().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  return stop(1)
})
