// A million customers of Shopify's export, fetched over HTTP and merged into the members with all their indexes, ledger
// and hash chain; beside it, in the same rounds, PostgreSQL's bare COPY of the finished rows into a table with the same
// indexes. Then the same file once more: nothing may be written.
import { fork } from 'node:child_process'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'
import { serve, writeCustomers } from './import/file.ts'

const CUSTOMERS = Number(process.env['BENCH_CUSTOMERS'] ?? 1_000_000)
/** As `npm run worker` starts it: without it V8 lets what is thrown away pile up by 100 MB. */
const FLAGS = ['--max-semi-space-size=8']
/** A round takes minutes, so three are enough to see that they agree. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)

type Run = { seconds: number; peakMb: number; cpuSeconds: number }

setEnvironment({ LOG_LEVEL: 'warn' })
const folder = path.join(tmpdir(), `glancito-bench-${process.pid}`)
mkdirSync(folder, { recursive: true })
const files = { customers: path.join(folder, 'customers.jsonl'), rows: path.join(folder, 'rows.copy') }
const postgres = await prepareDatabase('.data/bench-import')
await writeCustomers(files.customers, CUSTOMERS)
const { url, server } = await serve(files.customers)
try {
  const tenantId = await prepareTenant()
  const rounds: { run: Run; copySeconds: number }[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const run = await importInto(tenantId)
    if (round === 1) await writeRows()
    rounds.push({ run, copySeconds: await copyRows() })
    console.log(
      `round ${round}: import ${run.seconds.toFixed(1)} s, bare COPY ${rounds.at(-1)?.copySeconds.toFixed(1)} s`,
    )
  }
  const before = await writesToMembers()
  const again = await runImport(tenantId)
  report(rounds, again, (await writesToMembers()) - before)
} finally {
  server.close()
  await closeDatabase()
  await postgres.stop()
}

async function prepareTenant(): Promise<number> {
  await db().query("DELETE FROM tenants WHERE shop = 'bench-import.myshopify.com'")
  const tenant = await db().query<{ id: number }>(
    `INSERT INTO tenants (shop, installed_at) VALUES ('bench-import.myshopify.com', now()) RETURNING tenant_id AS id`,
  )
  const tenantId = tenant.rows[0]?.id ?? 0
  await db().query('INSERT INTO settings (tenant_id, updated_at) VALUES ($1, now())', [tenantId])
  return tenantId
}

async function importInto(tenantId: number): Promise<Run> {
  await db().query('TRUNCATE members, consent_ledger, consent_heads')
  await db().query('CHECKPOINT')
  const run = await runImport(tenantId)
  const found = await db().query<{ members: number; ledger: number; heads: number }>(
    `SELECT (SELECT count(*)::int FROM members) AS members, (SELECT count(*)::int FROM consent_ledger) AS ledger,
       (SELECT count(*)::int FROM consent_heads) AS heads`,
  )
  console.log({ ...found.rows[0], peakMb: Math.round(run.peakMb) })
  if (found.rows[0]?.members !== CUSTOMERS)
    throw new Error(`${found.rows[0]?.members} of ${CUSTOMERS} customers are here`)
  return run
}

async function runImport(tenantId: number): Promise<Run> {
  const created = await db().query<{ id: number }>(
    `INSERT INTO imports (tenant_id, status, requested_at) VALUES ($1, 'loading', now()) RETURNING import_id AS id`,
    [tenantId],
  )
  const importId = created.rows[0]?.id ?? 0
  const given = [tenantId, importId, CUSTOMERS, url].map(String)
  const worker = fork(path.join(import.meta.dirname, 'import/worker.ts'), given, { execArgv: FLAGS })
  const run = await new Promise<Run>((resolve, reject) => {
    worker.once('message', (message) => resolve(message as Run))
    worker.once('exit', (code) => reject(new Error(`the import ended with ${code}`)))
  })
  await db().query(`UPDATE imports SET status = 'done' WHERE import_id = $1`, [importId])
  return run
}

async function columns(): Promise<string> {
  const found = await db().query<{ names: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS names FROM pg_attribute
     WHERE attrelid = 'members'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
  )
  return found.rows[0]?.names ?? ''
}

async function writeRows(): Promise<void> {
  const client = await db().connect()
  await pipeline(
    client.query(copyTo(`COPY (SELECT ${await columns()} FROM members ORDER BY member_id) TO STDOUT`)),
    createWriteStream(files.rows),
  )
  client.release()
}

async function copyRows(): Promise<number> {
  await db().query('DROP TABLE IF EXISTS bare')
  await db().query('CREATE TABLE bare (LIKE members INCLUDING ALL)')
  await db().query('CHECKPOINT')
  const client = await db().connect()
  const names = await columns()
  // A million rows take longer on a busy machine than a statement of the product may.
  await client.query('SET statement_timeout = 0')
  const started = performance.now()
  const rows = createReadStream(files.rows, { highWaterMark: 256 * 1024 })
  await pipeline(rows, client.query(copyFrom(`COPY bare (${names}) FROM STDIN`)))
  const seconds = (performance.now() - started) / 1000
  await client.query('RESET statement_timeout')
  client.release()
  await db().query('DROP TABLE bare')
  return seconds
}

async function writesToMembers(): Promise<number> {
  await db().query('SELECT pg_stat_force_next_flush()')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const found = await db().query<{ writes: number }>(
    `SELECT (n_tup_ins + n_tup_upd + n_tup_del)::float8 AS writes FROM pg_stat_user_tables WHERE relname = 'members'`,
  )
  return found.rows[0]?.writes ?? 0
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[sorted.length >> 1] ?? 0
}

function report(rounds: { run: Run; copySeconds: number }[], again: Run, secondRunWrites: number): void {
  console.table(
    rounds.map(({ run, copySeconds }) => ({
      'import s': run.seconds.toFixed(1),
      'rows/s': Math.round(CUSTOMERS / run.seconds),
      'node CPU s': run.cpuSeconds.toFixed(1),
      'peak MB': Math.round(run.peakMb),
      'bare COPY s': copySeconds.toFixed(1),
      ratio: (copySeconds / run.seconds).toFixed(3),
    })),
  )
  const over = (read: (round: { run: Run; copySeconds: number }) => number) => median(rounds.map(read))
  console.log(`The same file again: ${again.seconds.toFixed(1)} s, ${secondRunWrites} member rows written.`)
  const down = (value: number) => Math.floor(value * 1000) / 1000
  const figures = {
    ratio_to_copy: down(over(({ run, copySeconds }) => copySeconds / run.seconds)),
    peak_mb: Math.ceil(Math.max(again.peakMb, ...rounds.map(({ run }) => run.peakMb))),
    second_run_writes: secondRunWrites,
    rows_per_s: Math.round(over(({ run }) => CUSTOMERS / run.seconds)),
    seconds: down(over(({ run }) => run.seconds)),
    second_run_seconds: down(again.seconds),
  }
  console.log(JSON.stringify({ bench: 'import', figures }))
}
