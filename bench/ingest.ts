// Opens and clicks through the real server: signature checked, the hit durable with its rollups before the answer.
// Beside it, in the same rounds, what the same machine does without: the bare image, an insert per hit, a Remix route.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { clickUrl, openUrl } from '#app/tracking/links.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'
import { generator, runLoad } from './ingest/load.ts'
import type { LoadResult } from './shared/client.ts'
import { type Variant, VARIANTS } from './ingest/variants.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4)
const FIRST_PORT = Number(process.env['BENCH_PORT'] ?? 4510)
const CONNECTIONS = [64, 256] as const
const MEMBERS = 150_000
const HOT_MAILING = 1
const OTHER_MAILINGS = 9

type Measured = LoadResult & { variant: Variant; connections: number; round: number; rps: number }

const runs: Measured[] = []
const bytesAnEvent: number[] = []
const servers = new Map<Variant, ChildProcess>()
setEnvironment({ LOG_LEVEL: 'warn' })
const postgres = await prepareDatabase('.data/bench-ingest')
try {
  await makeMailings()
  const urlFile = writeUrls()
  for (const [index, variant] of VARIANTS.entries())
    servers.set(variant, await startServer(variant, FIRST_PORT + index))
  for (const connections of CONNECTIONS) await measureRounds(connections, urlFile)
  report(await answeredEarly())
} finally {
  await Promise.all([...servers.values()].map(stopServer))
  await closeDatabase()
  await postgres.stop()
}

/** The first round warms up and is not counted. */
async function measureRounds(connections: number, urlFile: string): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const variant of VARIANTS) {
      const run = await measure({ variant, connections, round, urlFile })
      if (round > 0) runs.push(run)
    }
  }
}

async function makeMailings(): Promise<void> {
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    "INSERT INTO tenants (tenant_id, shop, name, installed_at) VALUES (1, 'bench.myshopify.com', 'Bench', $1)",
    [new Date()],
  )
  await db().query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       status, opened_at)
     SELECT 1, id, 'campaign', 100 + id, 'marketing', id, '{}', true, true, 'sent', $2 FROM generate_series(1, $1) id`,
    [HOT_MAILING + OTHER_MAILINGS, new Date()],
  )
}

/** Seven opens to three clicks; four of five to one mailing, for a new one is what everybody opens at once. */
function writeUrls(): string {
  const urls: string[] = []
  for (let number = 0; number < MEMBERS; number += 1) {
    const mailingId = number % 5 === 0 ? HOT_MAILING + 1 + ((number / 5) % OTHER_MAILINGS) : HOT_MAILING
    const to = { tenantId: 1, mailingId, sendNo: 0, attempt: 1, memberId: String(7_000_000_000_000 + number) }
    urls.push(openUrl(to))
    if (number % 7 < 3) {
      const url = `https://shop.example/products/${number % 12}?utm_source=glancito&utm_content=`
      urls.push(clickUrl(to, 1 + (number % 12), { url, pseudonymAt: url.length }))
    }
  }
  const folder = path.join(tmpdir(), `glancito-bench-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'urls.txt')
  writeFileSync(file, urls.map((url) => url.replace('http://localhost:3000', '')).join('\n'))
  return file
}

function startServer(variant: Variant, port: number): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'ingest/server.ts'), [variant, String(port)])
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`the server ${variant} ended with ${code}`)))
  })
}

/** Waits for its end, for it must be gone before the database is. */
async function stopServer(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.disconnect()
  await ended
}

type Plan = { variant: Variant; connections: number; round: number; urlFile: string }

async function measure({ variant, connections, round, urlFile }: Plan): Promise<Measured> {
  const port = FIRST_PORT + VARIANTS.indexOf(variant)
  // What the load before has left in hand comes to an end.
  await sleep(500)
  await db().query('TRUNCATE mail_events, mail_stats, mail_stats_by_time, link_stats')
  await db().query('CHECKPOINT')
  const result = await runLoad({ port, connections, seconds: round === 0 ? 2 : SECONDS, urlFile })
  if (result.errors > 0) throw new Error(`${variant} at ${connections}: ${result.errors} failed requests`)
  if (variant === 'product') {
    await proveDurable(result.requests)
    bytesAnEvent.push(await measureEvents())
  }
  return { ...result, variant, connections, round, rps: result.requests / result.seconds }
}

/** Every answered hit is in the events, and the rollups agree with them. */
async function proveDurable(answered: number): Promise<void> {
  const found = await db().query<{ hits: number }>(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE link_no = 0',
  )
  const hits = found.rows[0]?.hits ?? 0
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
function ratioTo(baseline: Variant, connections: number): number {
  const of = (variant: Variant, round: number) =>
    runs.find((run) => run.variant === variant && run.connections === connections && run.round === round)?.rps ?? 0
  return median(Array.from({ length: ROUNDS }, (_, index) => of('product', index + 1) / of(baseline, index + 1)))
}

function report(early: number): void {
  const select = (variant: Variant, connections: number) =>
    runs.filter((run) => run.variant === variant && run.connections === connections)
  const table = CONNECTIONS.flatMap((connections) =>
    VARIANTS.map((variant) => {
      const own = select(variant, connections)
      const of = (read: (run: Measured) => number, digits = 0) => median(own.map(read)).toFixed(digits)
      return {
        connections,
        variant,
        'requests/s': of((run) => run.rps),
        'p50 ms': of((run) => run.p50, 2),
        'p99 ms': of((run) => run.p99, 1),
      }
    }),
  )
  console.log(
    `Load by ${generator}, on the same ${cpus().length} CPUs; medians of ${ROUNDS} rounds of ${SECONDS} s, in turn; fsync on.`,
  )
  console.table(table)
  console.log(`Answered before the hit was on the disk (a redirect waits 50 ms at most): ${early}`)
  const ratio = (baseline: Variant) => Math.min(...CONNECTIONS.map((connections) => ratioTo(baseline, connections)))
  const round = (value: number) => Number(value.toFixed(3))
  const figures = {
    ratio_to_bare: round(ratio('bare')),
    ratio_to_insert_per_hit: round(ratio('insert')),
    ratio_to_remix: round(ratio('remix')),
    ratio_to_bare_256: round(ratioTo('bare', 256)),
    ratio_to_insert_per_hit_256: round(ratioTo('insert', 256)),
    ratio_to_remix_256: round(ratioTo('remix', 256)),
    p99_ms: round(median(select('product', 256).map((run) => run.p99))),
    rps_64: Math.round(median(select('product', 64).map((run) => run.rps))),
    rps_256: Math.round(median(select('product', 256).map((run) => run.rps))),
    answered_early: early,
    bytes_an_event: Math.round(median(bytesAnEvent)),
  }
  console.log(JSON.stringify({ bench: 'ingest', figures }))
}
