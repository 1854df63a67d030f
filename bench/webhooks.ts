// Webhooks through the real server: signature checked, stored by groups, answered. Beside it, in the same rounds, what the
// same machine does with one INSERT for each, and with checking the signature alone. Then 10,000 customers opt out at once:
// how long until all of it is in the members.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import type { LoadResult } from './shared/client.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'
import { deliverAll, generator, runLoad, SHOP, signedDeliveries, writeDeliveries } from './webhooks/load.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4)
const FIRST_PORT = Number(process.env['BENCH_PORT'] ?? 4540)
const CONNECTIONS = [64, 256] as const
const VARIANTS = ['product', 'insert', 'verify'] as const
const CUSTOMERS = 10_000

type Variant = (typeof VARIANTS)[number]
type Measured = LoadResult & { variant: Variant; connections: number; round: number; rps: number }

setEnvironment({ LOG_LEVEL: 'warn' })
const postgres = await prepareDatabase('.data/bench-webhooks')
const deliveries = signedDeliveries(CUSTOMERS)
const runs: Measured[] = []
const servers: ChildProcess[] = []
const changes: { seconds: number; acceptedSeconds: number }[] = []
try {
  await prepareShop()
  const file = path.join(tmpdir(), `glancito-bench-${process.pid}`, 'deliveries.txt')
  mkdirSync(path.dirname(file), { recursive: true })
  writeDeliveries(file, deliveries)
  for (const [index, variant] of VARIANTS.entries()) servers.push(await start(variant, FIRST_PORT + index))
  for (const connections of CONNECTIONS) await measureRounds(connections, file)
  servers.push(await start('worker', 0))
  for (let round = 0; round <= ROUNDS; round += 1) {
    const change = await measureChanges()
    if (round > 0) changes.push(change)
  }
  report()
} finally {
  await Promise.all(servers.map(stop))
  await closeDatabase()
  await postgres.stop()
}

async function prepareShop(): Promise<void> {
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    `INSERT INTO tenants (tenant_id, shop, name, installed_at) OVERRIDING SYSTEM VALUE VALUES (1, $1, 'Bench', now())`,
    [SHOP],
  )
  await db().query('INSERT INTO settings (tenant_id, updated_at) VALUES (1, now())')
}

function start(variant: Variant | 'worker', port: number): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'webhooks/server.ts'), [variant, String(port)])
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`${variant} ended with ${code}`)))
  })
}

/** Waits for its end, for it must be gone before the database is. */
async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}

/** The first round warms up and is not counted. */
async function measureRounds(connections: number, file: string): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, variant] of VARIANTS.entries()) {
      // What the load before has left in hand comes to an end.
      await sleep(500)
      await db().query('TRUNCATE webhook_inbox')
      await db().query('CHECKPOINT')
      const seconds = round === 0 ? 2 : SECONDS
      const result = await runLoad({ port: FIRST_PORT + index, connections, seconds, file, deliveries })
      if (result.errors > 0) throw new Error(`${variant} at ${connections}: ${result.errors} failed requests`)
      if (variant !== 'verify') await proveStored(variant, result.requests, connections)
      if (round > 0) runs.push({ ...result, variant, connections, round, rps: result.requests / result.seconds })
    }
  }
}

/** Every accepted delivery is stored; beyond them only those whose answers the load did not wait for. */
async function proveStored(variant: Variant, accepted: number, connections: number): Promise<void> {
  await sleep(200)
  const found = await db().query<{ stored: number; signed: number }>(
    `SELECT count(*)::int AS stored, count(*) FILTER (WHERE length(body) > 600)::int AS signed FROM webhook_inbox WHERE tenant_id = 1`,
  )
  const { stored = 0, signed = 0 } = found.rows[0] ?? {}
  if (stored < accepted || stored > accepted + connections || signed !== stored)
    throw new Error(`${variant}: ${accepted} were accepted, ${stored} are stored, ${signed} of them whole`)
}

/** The time from the first delivery until all customers' opt-outs are in the members and in the ledger. */
async function measureChanges(): Promise<{ seconds: number; acceptedSeconds: number }> {
  await db().query('TRUNCATE webhook_inbox, members, consent_ledger, consent_heads')
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, email_state, email_consent_updated_at, created_at, updated_at)
     SELECT 1, 7000000000000 + n, 'sarah' || n || '@example.com', 'SUBSCRIBED', now() - interval '1 year', now(), now()
     FROM generate_series(1, $1::int) AS n`,
    [CUSTOMERS],
  )
  await db().query('VACUUM ANALYZE members')
  await db().query('CHECKPOINT')
  const started = performance.now()
  const delivering = deliverAll(FIRST_PORT, 64, deliveries)
  while ((await optedOut()) < CUSTOMERS) {
    if (performance.now() - started > 300_000)
      throw new Error(`only ${await optedOut()} changes are in after 5 minutes`)
    await sleep(20)
  }
  const seconds = (performance.now() - started) / 1000
  const { requests, errors, seconds: acceptedSeconds } = await delivering
  const ledger = await db().query<{ count: number }>('SELECT count(*)::int FROM consent_ledger WHERE tenant_id = 1')
  if (errors > 0 || requests !== CUSTOMERS || ledger.rows[0]?.count !== CUSTOMERS)
    throw new Error(`${requests} accepted, ${errors} failed, ${ledger.rows[0]?.count} in the ledger of ${CUSTOMERS}`)
  return { seconds, acceptedSeconds }
}

async function optedOut(): Promise<number> {
  const found = await db().query<{ count: number }>(
    `SELECT count(*)::int FROM members WHERE tenant_id = 1 AND email_state = 'UNSUBSCRIBED'`,
  )
  return found.rows[0]?.count ?? 0
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The median of the ratios of each round, for neighbours in time share the machine's weather; of the connections the lower. */
function ratioTo(baseline: Variant): number {
  const ratios = CONNECTIONS.map((connections) => {
    const of = (variant: Variant, round: number) =>
      runs.find((run) => run.variant === variant && run.connections === connections && run.round === round)?.rps ?? 0
    return median(Array.from({ length: ROUNDS }, (_, index) => of('product', index + 1) / of(baseline, index + 1)))
  })
  return Math.min(...ratios)
}

/** Figures are rounded down, never up. */
function down(value: number): number {
  return Math.floor(value * 1000) / 1000
}

function report(): void {
  const select = (variant: Variant, connections: number) =>
    runs.filter((run) => run.variant === variant && run.connections === connections)
  const table = CONNECTIONS.flatMap((connections) =>
    VARIANTS.map((variant) => {
      const of = (read: (run: Measured) => number, digits: number) =>
        median(select(variant, connections).map(read)).toFixed(digits)
      const [rps, p50, p99] = [of((run) => run.rps, 0), of((run) => run.p50, 2), of((run) => run.p99, 1)]
      return { connections, variant, 'deliveries/s': rps, 'p50 ms': p50, 'p99 ms': p99 }
    }),
  )
  console.log(
    `Bodies of ${Buffer.byteLength(deliveries[0]?.body ?? '')} bytes; load by ${generator}, on the same ${cpus().length} CPUs; medians of ${ROUNDS} rounds of ${SECONDS} s, in turn; fsync on; all that was accepted is stored.`,
  )
  console.table(table)
  const seconds = median(changes.map((change) => change.seconds))
  const accepted = median(changes.map((change) => change.acceptedSeconds))
  console.log(
    `${CUSTOMERS} customers opt out: all accepted after ${accepted.toFixed(1)} s, all in members and ledger after ${seconds.toFixed(1)} s (one web process, one worker; median of ${ROUNDS}).`,
  )
  const figures = {
    ratio_to_insert: down(ratioTo('insert')),
    ratio_to_verify_only: down(ratioTo('verify')),
    p99_ms: Math.ceil(median(select('product', 256).map((run) => run.p99)) * 10) / 10,
    deliveries_per_s: Math.round(median(select('product', 256).map((run) => run.rps))),
    seconds_10k_changes: Math.ceil(seconds * 100) / 100,
  }
  console.log(JSON.stringify({ bench: 'webhooks', figures }))
}
