// Freezing the audience of a mailing to five rules at a million members, beside the bare INSERT … SELECT of the same rows into
// the same table with its indexes. BENCH_MEMBERS makes it smaller.
import { cpus } from 'node:os'
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { ensurePartitions } from '#app/sending/partitions.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { makeMembers, SHOP } from './segments/fill.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'

const MEMBERS = Number(process.env['BENCH_MEMBERS'] ?? 1_000_000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)

/** Nearly everybody, so that nearly all of the time goes into what both do. */
const RULES: SegmentRules = {
  match: 'any',
  rules: [
    { field: 'email-consent', operator: 'is', value: true },
    { field: 'points', operator: 'at-most', value: 1000 },
    { field: 'tag', operator: 'is', value: 'newsletter' },
    { field: 'last-order', operator: 'within', value: 365 },
    { field: 'opened', operator: 'did', value: { times: 1, days: 30, campaign: null } },
  ],
}

setEnvironment({ LOG_LEVEL: 'error' })
clock.set(() => new Date('2026-11-20T12:00:00Z'))
const postgres = await prepareDatabase('.data/bench-audience')
await prepare()
const ratios: number[] = []
for (let round = 1; round <= ROUNDS; round += 1) ratios.push(await measure(round))
await stopJobs()
await closeDatabase()
await postgres.stop()
const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
console.log(`${MEMBERS} members, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
console.log(JSON.stringify({ bench: 'audience', figures: { ratio_to_insert_select: Number(ratio.toFixed(3)) } }))
process.exit(0)

async function prepare(): Promise<void> {
  const found = await db().query<{ count: number }>('SELECT count(*)::int AS count FROM members WHERE tenant_id = $1', [
    SHOP,
  ])
  if (found.rows[0]?.count !== MEMBERS) await makeMembers(MEMBERS)
  await db().query('DELETE FROM mailings')
  await db().query('DELETE FROM contents')
  await ensurePartitions(0)
  await db().query('VACUUM ANALYZE members')
}

/** The time of the bare insert over that of the product's. */
async function measure(round: number): Promise<number> {
  await db().query('TRUNCATE recipients')
  await db().query('CHECKPOINT')
  await makeMailing(round)
  const frozen = await timed(() => prepareMailing({ tenantId: SHOP, mailingId: round }))
  await db().query('CREATE TABLE same_rows AS SELECT * FROM recipients')
  await db().query('TRUNCATE recipients')
  await db().query('VACUUM ANALYZE same_rows')
  await db().query('CHECKPOINT')
  const bare = await timed(() => db().query('INSERT INTO recipients SELECT * FROM same_rows'))
  const rows = await db().query<{ count: number }>('SELECT count(*)::int AS count FROM same_rows')
  await db().query('DROP TABLE same_rows')
  console.log(`${rows.rows[0]?.count} recipients: ${frozen.toFixed(0)} ms, bare ${bare.toFixed(0)} ms`)
  return bare / frozen
}

/** As a campaign's start leaves it to the worker. */
async function makeMailing(mailingId: number): Promise<void> {
  await db().query(
    `INSERT INTO contents (tenant_id, content_id, subject, preheader, html, created_at)
     VALUES ($1, $2, 'New for autumn', '', '<html><body><p>Hello</p></body></html>', $3)`,
    [SHOP, mailingId, clock.now()],
  )
  const sender = {
    fromName: 'Shop',
    fromEmail: 'shop@bench.example',
    replyTo: null,
    postalAddress: '1 High Street',
    shopName: 'Shop',
  }
  await db().query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       audience, status, opened_at)
     VALUES ($1, $2::int, 'campaign', $2, 'marketing', $2, $3, true, true, $4, 'preparing', $5)`,
    [SHOP, mailingId, JSON.stringify(sender), JSON.stringify(RULES), clock.now()],
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
