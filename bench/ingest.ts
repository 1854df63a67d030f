// Opens and clicks through the real server: signature checked, the hit durable with its rollups before the answer.
// Beside it, in the same rounds, what the same machine does without: the bare image, an insert per hit, a Remix route.
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'
import { prepareBefore } from './ingest/before.ts'
import { generator, runLoad } from './ingest/load.ts'
import { canMeasure, usedBy } from './shared/processor.ts'
import type { LoadResult } from './shared/client.ts'
import { type Variant, VARIANTS } from './ingest/variants.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4)
const FIRST_PORT = Number(process.env['BENCH_PORT'] ?? 4510)
const CONNECTIONS = [64, 256] as const
const ROOT = path.resolve(import.meta.dirname, '..')
const URLS = 'bench/ingest/urls.ts'
const MEMBERS = 150_000
const HOT_MAILING = 1
const OTHER_MAILINGS = 9
const TABLES = 'mail_events, mail_stats, mail_stats_by_time, link_stats'

type Measured = LoadResult & {
  variant: Variant
  connections: number
  round: number
  rps: number
  /** Of the server and PostgreSQL, until all is counted; microseconds a hit. */
  cpu: number
  /** From the end of the load until all is counted. */
  backlogSeconds: number
}

const round = (value: number) => Number(value.toFixed(3))
const rps = (run: Measured) => run.rps
const cpu = (run: Measured) => run.cpu
const runs: Measured[] = []
const bytesAnEvent: number[] = []
const servers = new Map<Variant, ChildProcess[]>()
setEnvironment({ LOG_LEVEL: 'warn' })
const postgres = await prepareDatabase('.data/bench-ingest')
const before = await prepareBefore(process.env['DATABASE_URL'] ?? '')
const beforeDb = before && new pg.Pool({ connectionString: before.databaseUrl, max: 1 })
const variants = VARIANTS.filter((variant) => variant !== 'before' || before)
// It is idle when the server stops.
beforeDb?.on('error', () => {})
const postmaster = await postmasterPid()
const folder = await start(path.join(import.meta.dirname, 'ingest/folder.ts'), [])
try {
  await makeMailings(db())
  if (beforeDb) await makeMailings(beforeDb)
  const urlFiles = writeUrls()
  for (const variant of variants) servers.set(variant, await startServers(variant))
  for (const connections of CONNECTIONS) await measureRounds(connections, urlFiles)
  report(await answeredEarly())
} finally {
  await Promise.all([folder, ...[...servers.values()].flat()].map(stop))
  await beforeDb?.end()
  await closeDatabase()
  await postgres.stop()
}

async function postmasterPid(): Promise<number> {
  const found = await db().query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  )
  return found.rows[0]?.pid ?? 0
}

/** The first round warms up and is not counted. */
async function measureRounds(connections: number, urlFiles: ReturnType<typeof writeUrls>): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const variant of variants) {
      const urlFile = variant === 'before' ? urlFiles.before : urlFiles.now
      const run = await measure({ variant, connections, round, urlFile })
      if (round > 0) runs.push(run)
    }
  }
}

async function makeMailings(sql: pg.Pool): Promise<void> {
  await sql.query('TRUNCATE tenants CASCADE')
  await sql.query(
    "INSERT INTO tenants (tenant_id, shop, name, installed_at) VALUES (1, 'bench.myshopify.com', 'Bench', $1)",
    [new Date()],
  )
  await sql.query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       status, opened_at, last_sent_at)
     SELECT 1, id, 'campaign', 100 + id, 'marketing', id, '{}', true, true, 'sent', $2, $2 FROM generate_series(1, $1) id`,
    // A while ago, and so lately that it is asked when each e-mail was delivered.
    [HOT_MAILING + OTHER_MAILINGS, new Date(Date.now() - 10 * 60_000)],
  )
}

/** The same hits for all; `before` signs them as it did. */
function writeUrls(): Record<'now' | 'before', string> {
  const folder = path.join(tmpdir(), `glancito-bench-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const files = { now: path.join(folder, 'now.txt'), before: path.join(folder, 'before.txt') }
  const write = (root: string, file: string) =>
    execFileSync(process.execPath, [path.join(root, URLS), file, String(MEMBERS), String(OTHER_MAILINGS)], {
      cwd: root,
    })
  write(ROOT, files.now)
  if (before) {
    copyFileSync(path.join(ROOT, URLS), path.join(before.directory, URLS))
    write(before.directory, files.before)
  }
  return files
}

function startServers(variant: Variant): Promise<ChildProcess[]> {
  const port = String(FIRST_PORT + VARIANTS.indexOf(variant))
  const file = path.join(variant === 'before' && before ? before.directory : ROOT, 'bench/ingest/server.ts')
  const env = variant === 'before' && before ? { ...process.env, DATABASE_URL: before.databaseUrl } : process.env
  const name = variant === 'before' ? 'product' : variant
  return Promise.all(Array.from({ length: variant === 'two' ? 2 : 1 }, () => start(file, [name, port], env)))
}

function start(file: string, args: string[], env = process.env): Promise<ChildProcess> {
  const child = fork(file, args, { env, cwd: path.dirname(path.dirname(path.dirname(file))) })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`${path.basename(file)} ${args.join(' ')} ended with ${code}`)))
  })
}

/** Waits for its end, for it must be gone before the database is. */
async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.disconnect()
  await ended
}

type Plan = { variant: Variant; connections: number; round: number; urlFile: string }

async function measure({ variant, connections, round, urlFile }: Plan): Promise<Measured> {
  const port = FIRST_PORT + VARIANTS.indexOf(variant)
  // What the load before has left in hand comes to an end.
  await sleep(500)
  await db().query(`TRUNCATE ${TABLES}, hit_box, hit_log, hit_addresses, member_engagement, engagement_levels`)
  await beforeDb?.query(`TRUNCATE ${TABLES}`)
  await db().query('CHECKPOINT')
  const processes = [postmaster, ...[...(servers.get(variant) ?? []), folder].map(({ pid = 0 }) => pid)]
  const used = canMeasure ? usedBy(processes) : 0
  const result = await runLoad({ port, connections, seconds: round === 0 ? 2 : SECONDS, urlFile })
  const ended = performance.now()
  const isCounted = variant === 'product' || variant === 'two'
  if (isCounted) await untilCounted()
  const backlogSeconds = (performance.now() - ended) / 1000
  const cpu = canMeasure ? (usedBy(processes) - used) / result.requests : 0
  if (result.errors > 0) throw new Error(`${variant} at ${connections}: ${result.errors} failed requests`)
  if (isCounted) {
    await proveDurable(result.requests)
    bytesAnEvent.push(await measureEvents())
  }
  return { ...result, variant, connections, round, rps: result.requests / result.seconds, cpu, backlogSeconds }
}

async function untilCounted(): Promise<void> {
  for (;;) {
    const found = await db().query('SELECT FROM hit_box LIMIT 1')
    if (found.rowCount === 0) return
    await sleep(20)
  }
}

/** Every answered hit is in the events, and the rollups agree with them. */
async function proveDurable(answered: number): Promise<void> {
  const found = await db().query<{ hits: number }>(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE link_no = 0',
  )
  const hits = found.rows[0]?.hits ?? 0
  const logged = await db().query<{ hits: number }>('SELECT count(*)::int AS hits FROM hit_log')
  if (logged.rows[0]?.hits !== hits) throw new Error(`${hits} hits are counted, ${logged.rows[0]?.hits} are in the log`)
  if (hits < answered) throw new Error(`${answered} hits were answered, ${hits} are written`)
  const differences = await recount()
  if (differences.length > 0) throw new Error(`the rollups differ: ${JSON.stringify(differences.slice(0, 3))}`)
}

/** What an event takes on the disk, with its share of the indexes. */
async function measureEvents(): Promise<number> {
  const found = await db().query<{ bytes: number }>(
    `SELECT sum(pg_total_relation_size(inhrelid))::float8 / (SELECT count(*) FROM mail_events) AS bytes
     FROM pg_inherits WHERE inhparent = 'mail_events'::regclass`,
  )
  return found.rows[0]?.bytes ?? 0
}

async function answeredEarly(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${FIRST_PORT}/metrics`)).text()
  return Number(/glancito_hits_answered_early_total (\d+)/.exec(text)?.[1] ?? 0)
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The median of the ratios of each round, for neighbours in time share the machine's weather. */
function ratio(one: Variant, other: Variant, connections: number, read: (run: Measured) => number): number {
  const of = (variant: Variant, round: number) => {
    const run = runs.find(
      (each) => each.variant === variant && each.connections === connections && each.round === round,
    )
    return run ? read(run) : 0
  }
  return median(Array.from({ length: ROUNDS }, (_, index) => of(one, index + 1) / of(other, index + 1)))
}

function report(early: number): void {
  const select = (variant: Variant, connections: number) =>
    runs.filter((run) => run.variant === variant && run.connections === connections)
  const table = CONNECTIONS.flatMap((connections) =>
    variants.map((variant) => {
      const of = (read: (run: Measured) => number, digits = 0) =>
        median(select(variant, connections).map(read)).toFixed(digits)
      return {
        connections,
        variant,
        'requests/s': of(rps),
        'p50 ms': of((run) => run.p50, 2),
        'p99 ms': of((run) => run.p99, 1),
        'CPU us/hit': of(cpu, 1),
        'backlog s': of((run) => run.backlogSeconds, 2),
      }
    }),
  )
  console.log(
    `Load by ${generator}, on the same ${cpus().length} CPUs; medians of ${ROUNDS} rounds of ${SECONDS} s, in turn; fsync on; every answered hit was counted.`,
  )
  console.table(table)
  console.log(`Answered before the hit was on the disk (a redirect waits 50 ms at most): ${early}`)
  const least = (one: Variant, other: Variant) => Math.min(...CONNECTIONS.map((each) => ratio(one, other, each, rps)))
  const most = (read: (connections: number) => number) => round(Math.max(...CONNECTIONS.map(read)))
  const figures = {
    ratio_to_bare: round(least('product', 'bare')),
    ratio_to_insert_per_hit: round(least('product', 'insert')),
    ratio_to_remix: round(least('product', 'remix')),
    ratio_to_bare_64: round(ratio('product', 'bare', 64, rps)),
    ratio_to_bare_256: round(ratio('product', 'bare', 256, rps)),
    ratio_to_bare_of_two: round(least('two', 'bare')),
    p99_to_bare: round(ratio('product', 'bare', 256, (run) => run.p99)),
    cpu_us_per_hit: most((connections) => median(select('product', connections).map(cpu))),
    cpu_to_before: before ? most((connections) => ratio('product', 'before', connections, cpu)) : null,
    backlog_s: most((connections) => median(select('product', connections).map((run) => run.backlogSeconds))),
    rps_64: Math.round(median(select('product', 64).map(rps))),
    rps_256: Math.round(median(select('product', 256).map(rps))),
    answered_early: early,
    bytes_an_event: Math.round(median(bytesAnEvent)),
  }
  console.log(JSON.stringify({ bench: 'ingest', figures }))
}
