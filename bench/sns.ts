// Notifications of SES through the real server and its real address: the signature verified, durable before the answer, and
// put into effect once by a worker's loop beside it. Against RSA verification alone, on one thread with the key at hand, over
// the same notifications and measured in the same rounds; of either signature that SNS makes.
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { createCertificate } from '#simulator/ses/certificate.ts'
import type { LoadResult } from './shared/client.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'
import { canMeasure, usedBy } from './shared/processor.ts'
import { generator, REPEATS, runLoad } from './sns/load.ts'
import { writeNotifications } from './sns/notifications.ts'
import { beginAnew, prepareShops, proveEffect } from './sns/world.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3)
const PORT = Number(process.env['BENCH_PORT'] ?? 4580)
const CONNECTIONS = [64, 256] as const
const VERSIONS = ['1', '2'] as const
/** More than are posted in a round, each once. */
const NOTIFICATIONS = Math.ceil(SECONDS * Number(process.env['BENCH_MOST_PER_S'] ?? 18_000))
const RSA_SECONDS = 1.5

type Version = (typeof VERSIONS)[number]
type Measured = LoadResult & {
  version: Version
  connections: number
  round: number
  rps: number
  /** With the time until all of it is in effect. */
  settledRps: number
  /** Of the server, PostgreSQL and the worker, until all is in effect; microseconds a notification. */
  cpu: number
  /** From the end of the load until all is in effect. */
  backlogSeconds: number
}

const folder = path.join(tmpdir(), `glancito-bench-${process.pid}`)
const certificate = await createCertificate()
const stand = createServer((_request, response) => response.end(certificate.certificatePem))
await new Promise<void>((resolve) => stand.listen(0, '127.0.0.1', resolve))
setEnvironment({ LOG_LEVEL: 'warn', SNS_ORIGIN: `http://127.0.0.1:${(stand.address() as AddressInfo).port}` })
const postgres = await prepareDatabase('.data/bench-sns')
const runs: Measured[] = []
const rsa: { version: Version; round: number; rps: number }[] = []
const processes: ChildProcess[] = []
let bytes = 0
try {
  await prepareShops(NOTIFICATIONS)
  bytes = await writeFiles()
  processes.push(await start('sns/server.ts', String(PORT)), await start('sns/folder.ts'))
  const postmaster = await postmasterPid()
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const version of VERSIONS) await measureBoth(version, round, postmaster)
  report()
} finally {
  await Promise.all(processes.map(stop))
  await closeDatabase()
  await postgres.stop()
  stand.close()
}

/** The notifications of either signature; returns how long one is. */
async function writeFiles(): Promise<number> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'certificate.pem'), certificate.certificatePem)
  let longest = 0
  for (const version of VERSIONS) {
    const signing = { version, certificate, at: new Date() }
    longest = Math.max(longest, await writeNotifications(fileOf(version), NOTIFICATIONS, signing))
  }
  return longest
}

function fileOf(version: Version): string {
  return path.join(folder, `signed-${version}.txt`)
}

function start(file: string, ...args: string[]): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, file), args)
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** Waits for its end, for it must be gone before the database is. */
async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}

async function postmasterPid(): Promise<number> {
  const found = await db().query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  )
  return found.rows[0]?.pid ?? 0
}

function verifyAlone(version: Version): number {
  const file = path.join(import.meta.dirname, 'sns/rsa.ts')
  const args = [file, fileOf(version), path.join(folder, 'certificate.pem'), String(RSA_SECONDS)]
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

/** RSA alone, and the product beside it. */
async function measureBoth(version: Version, round: number, postmaster: number): Promise<void> {
  rsa.push({ version, round, rps: verifyAlone(version) })
  for (const connections of CONNECTIONS) {
    const run = await measure({ version, connections, round, postmaster })
    if (round > 0) runs.push(run)
  }
}

type Plan = { version: Version; connections: number; round: number; postmaster: number }

async function measure({ version, connections, round, postmaster }: Plan): Promise<Measured> {
  await beginAnew(NOTIFICATIONS)
  const all = [postmaster, ...processes.map(({ pid = 0 }) => pid)]
  const used = canMeasure ? usedBy(all) : 0
  const seconds = round === 0 ? 1 : SECONDS
  const result = await runLoad({ port: PORT, connections, seconds, file: fileOf(version) })
  const ended = performance.now()
  while ((await db().query('SELECT FROM sns_box LIMIT 1')).rowCount) await sleep(10)
  const backlogSeconds = (performance.now() - ended) / 1000
  const cpu = canMeasure ? (usedBy(all) - used) / result.requests : 0
  if (result.errors > 0) throw new Error(`${result.errors} failed requests at ${connections}`)
  await proveEffect(result.requests, connections)
  return {
    ...result,
    version,
    connections,
    round,
    rps: result.requests / result.seconds,
    settledRps: result.requests / (result.seconds + backlogSeconds),
    cpu,
    backlogSeconds,
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

function rsaOf(version: Version, round: number): number {
  return rsa.find((run) => run.version === version && run.round === round)?.rps ?? Infinity
}

/** The median of the ratios of each round, for neighbours in time share the machine's weather. */
function ratioToRsa(version: Version, connections: number, read: (run: Measured) => number): number {
  const own = runs.filter((run) => run.version === version && run.connections === connections)
  return median(own.map((run) => read(run) / rsaOf(version, run.round)))
}

/** Figures are rounded down, never up. */
function down(value: number): number {
  return Math.floor(value * 1000) / 1000
}

function report(): void {
  const table = VERSIONS.flatMap((version) =>
    CONNECTIONS.map((connections) => {
      const of = (read: (run: Measured) => number, digits = 0) =>
        median(runs.filter((run) => run.version === version && run.connections === connections).map(read)).toFixed(
          digits,
        )
      return {
        signature: version === '1' ? 'SHA1' : 'SHA256',
        connections,
        'RSA alone/s': median(
          rsa.filter((run) => run.version === version && run.round > 0).map((run) => run.rps),
        ).toFixed(),
        'notifications/s': of((run) => run.rps),
        'to RSA': ratioToRsa(version, connections, (run) => run.rps).toFixed(3),
        'with backlog': ratioToRsa(version, connections, (run) => run.settledRps).toFixed(3),
        'p50 ms': of((run) => run.p50, 2),
        'p99 ms': of((run) => run.p99, 1),
        'CPU us': of((run) => run.cpu, 1),
        'backlog s': of((run) => run.backlogSeconds, 2),
      }
    }),
  )
  console.log(
    `Bodies of ${bytes} bytes, one in ${REPEATS} repeated; load by ${generator}, on the same ${cpus().length} CPUs; medians of ${ROUNDS} rounds of ${SECONDS} s, in turn; fsync on; all that was answered took effect once.`,
  )
  console.table(table)
  const least = (read: (run: Measured) => number) =>
    Math.min(...VERSIONS.flatMap((version) => CONNECTIONS.map((each) => ratioToRsa(version, each, read))))
  const most = (read: (run: Measured) => number) =>
    Math.max(
      ...VERSIONS.flatMap((version) =>
        CONNECTIONS.map((each) =>
          median(runs.filter((run) => run.version === version && run.connections === each).map(read)),
        ),
      ),
    )
  const figures = {
    ratio_to_rsa: down(least((run) => run.rps)),
    ratio_to_rsa_with_backlog: down(least((run) => run.settledRps)),
    p99_ms: Math.ceil(most((run) => run.p99) * 10) / 10,
    cpu_us_per_notification: Math.ceil(most((run) => run.cpu)),
    backlog_s: Math.ceil(most((run) => run.backlogSeconds) * 100) / 100,
    notifications_per_s: Math.floor(-most((run) => -run.rps)),
    rsa_per_s: Math.round(median(rsa.filter(({ round }) => round > 0).map((run) => run.rps))),
  }
  console.log(JSON.stringify({ bench: 'sns', figures }))
}
