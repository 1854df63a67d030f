// Hits counted a second: unpacked, judged into log, events, rollups and engagement, in one transaction each ten thousand.
// Beside it, in the same rounds, what a database can do at all: one INSERT … SELECT of the same events, each once, in batches
// of the same size, into the same table with its key.
import { cpus } from 'node:os'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { EVENT, VERDICT } from '#app/tracking/events.ts'
import { BoxWriter } from '#app/tracking/hits/box.server.ts'
import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import type { Hit } from '#app/tracking/hits/hit.ts'
import { HitPack } from '#app/tracking/hits/packed-hits.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const HITS = Number(process.env['BENCH_HITS'] ?? 100_000)
/** As a busy server puts them. */
const BATCH = 64
/** As many as one fold takes. */
const FOLD = 10_000
const MAILINGS = 10
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

setEnvironment({ LOG_LEVEL: 'warn' })
const postgres = await prepareDatabase('.data/bench-fold')
const hits = makeHits()
const runs: { fold: number; insert: number }[] = []
try {
  await prepareMailings()
  for (let round = 0; round <= ROUNDS; round += 1) {
    const run = { fold: await measureFold(), insert: await measureInsert() }
    // The first round warms both up.
    if (round > 0) runs.push(run)
  }
} finally {
  await closeDatabase()
  await postgres.stop()
}
report()

async function prepareMailings(): Promise<void> {
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    "INSERT INTO tenants (tenant_id, shop, name, installed_at) VALUES (1, 'bench.myshopify.com', 'Bench', $1)",
    [new Date()],
  )
  await db().query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       status, opened_at)
     SELECT 1, id, 'campaign', 100 + id, 'marketing', id, '{}', true, true, 'sent', $2 FROM generate_series(1, $1) id`,
    [MAILINGS, new Date()],
  )
}

/** Seven opens to three clicks, most of them of one mailing. */
function makeHits(): Hit[] {
  return Array.from({ length: HITS }, (_, number) => ({
    tenantId: 1,
    mailingId: number % 5 === 0 ? 2 + (number % (MAILINGS - 1)) : 1,
    sendNo: 0,
    memberId: String(7_000_000_000_000 + ((number * 7_919) % HITS)),
    type: number % 10 < 3 ? EVENT.clicked : EVENT.opened,
    linkNo: number % 10 < 3 ? 1 + (number % 12) : 0,
    at: Date.now(),
    verdict: VERDICT.human,
    reason: 1,
    rules: 1,
    device: 1,
    client: 6,
    agent: AGENT,
    referrer: '',
    // Of parts of the internet so far from each other that none is a burst.
    address: `${11 + (number % 200)}.${Math.floor(number / 200) % 256}.${Math.floor(number / 51_200)}.7`,
  }))
}

async function empty(): Promise<void> {
  await db().query(
    `TRUNCATE mail_events, mail_stats, mail_stats_by_time, link_stats, hit_box, hit_log, hit_addresses, member_engagement,
       engagement_levels`,
  )
  await db().query('CHECKPOINT')
}

/** Seconds. */
async function measureFold(): Promise<number> {
  await empty()
  const writer = new BoxWriter()
  for (let at = 0; at < hits.length; at += BATCH) {
    const pack = new HitPack()
    for (const hit of hits.slice(at, at + BATCH)) pack.add(hit)
    await writer.put(pack.toBuffer(), false)
  }
  const started = performance.now()
  await foldAllHits()
  const seconds = (performance.now() - started) / 1000
  const found = await db().query<{ hits: number }>('SELECT sum(hits)::int AS hits FROM mail_events WHERE link_no = 0')
  if (found.rows[0]?.hits !== hits.length) throw new Error(`${hits.length} hits, ${found.rows[0]?.hits} are counted`)
  const differences = await recount()
  if (differences.length > 0) throw new Error(`the rollups differ: ${JSON.stringify(differences.slice(0, 3))}`)
  await db().query('CREATE TABLE IF NOT EXISTS bench_events AS SELECT *, 0 AS batch FROM mail_events LIMIT 0')
  await db().query('TRUNCATE bench_events')
  // In the order in which they came, so many at once as a fold has.
  await db().query(
    `INSERT INTO bench_events SELECT e.*, (row_number() OVER (ORDER BY created_at, member_id) - 1) / $1 FROM mail_events e`,
    [FOLD],
  )
  return seconds
}

async function measureInsert(): Promise<number> {
  await empty()
  const batches = await db().query<{ batch: number }>('SELECT DISTINCT batch FROM bench_events ORDER BY batch')
  const columns =
    'member_id, created_at, tenant_id, mailing_id, hits, machine_hits, link_no, type, verdict, device, client, send_no, seen_hits'
  const started = performance.now()
  for (const { batch } of batches.rows)
    await db().query(
      `INSERT INTO mail_events (${columns}) SELECT ${columns} FROM bench_events WHERE batch = $1
       ORDER BY tenant_id, mailing_id, type, link_no, send_no, member_id ON CONFLICT DO NOTHING`,
      [batch],
    )
  return (performance.now() - started) / 1000
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
}

function report(): void {
  const fold = median(runs.map((run) => run.fold))
  const insert = median(runs.map((run) => run.insert))
  console.log(
    `${HITS} hits, medians of ${ROUNDS} rounds in turn, on ${cpus().length} CPUs; fsync on; all were counted.`,
  )
  console.table({
    'counted: log, events, rollups, engagement': { seconds: fold.toFixed(2), 'hits/s': Math.round(HITS / fold) },
    'one INSERT … SELECT of the events': { seconds: insert.toFixed(2), 'hits/s': Math.round(HITS / insert) },
  })
  const figures = {
    ratio_to_insert_select: Number(median(runs.map((run) => run.insert / run.fold)).toFixed(3)),
    hits_per_s: Math.round(HITS / fold),
  }
  console.log(JSON.stringify({ bench: 'fold', figures }))
}
