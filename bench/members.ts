// The members list at a million members of one shop, beside a million of 50 others: every filter alone and in pairs, in
// every order, the first page and the next; page 1,000 by following `next`; searches. Through the product's own door, so a
// time is that of the page and of its count together.
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import path from 'node:path'
import type { PoolClient } from 'pg'
import { listMembers } from '#app/members/list/query/list.server.ts'
import { MEMBER_SORTS, parseMemberQuery } from '#app/members/list/query/list.ts'
import { recountTotals } from '#app/members/core/totals.server.ts'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'

const MEMBERS = Number(process.env['BENCH_MEMBERS'] ?? 1_000_000)
const RUNS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const BATCH = 100_000
const SHOP = 1
const FIRST = `${'first'.padEnd(10)} &sort=created+desc`

const FILTERS = [
  ...['email', 'no-email', 'sms', 'unsubscribed'].map((value) => `consent=${value}`),
  ...['none', 'soft', 'hard'].map((value) => `bounce=${value}`),
  'complained=yes',
  'points=1000..',
  'points=..10',
  'orders=0',
  'orders=5..',
  'orders=60..',
  'spent=..10',
  'spent=500..',
  'ordered=within-30',
  'ordered=over-365',
  'tier=Gold',
  'tier=Platinum',
  'tag=newsletter',
  'tag=VIP',
  'tag=wholesale',
  'tag=press',
]
const SEARCHES = ['sarah', 'smithab', 'zzqqxx', 'zq', 'sa', '王', '小明', 'jürgen', 'example.org', 'garcia jones']

type Measured = { what: string; median: number; worst: number; rows: number; count: string }

setEnvironment({ LOG_LEVEL: 'error' })
const postgres = await prepareDatabase('.data/bench-members')
await prepareMembers()
const before = await sequentialScans()
const measured = [
  ...(await measureAll(['', ...FILTERS], [...MEMBER_SORTS], true)),
  ...(await measureAll(pairs(), [...MEMBER_SORTS], false)),
  ...(await measureAll(
    SEARCHES.map((words) => `q=${encodeURIComponent(words)}`),
    [...MEMBER_SORTS],
    false,
  )),
  ...(await measureDepth()),
]
const scans = (await sequentialScans()) - before
await closeDatabase()
await postgres.stop()
report()
if (scans > 0) throw new Error(`the whole table of members was read ${scans} times`)
process.exit(0)

/** Fills an empty database; one that is filled already is taken as it is. */
async function prepareMembers(): Promise<void> {
  const found = await db().query<{ count: number }>('SELECT count(*)::int AS count FROM members')
  if (found.rows[0]?.count === 2 * MEMBERS) return
  const started = performance.now()
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    `INSERT INTO tenants (tenant_id, shop, installed_at)
     SELECT n, 'shop-' || n || '.myshopify.com', now() FROM generate_series(1, 51) AS n`,
  )
  const indexes = await db().query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'members' AND indexname <> 'members_pkey'`,
  )
  for (const { name } of indexes.rows) await db().query(`DROP INDEX ${name}`)
  const people = await readFile(path.join(import.meta.dirname, 'members/people.sql'), 'utf8')
  const batches = Array.from({ length: Math.ceil((2 * MEMBERS) / BATCH) }, (_, index) => 1 + index * BATCH)
  await inTwos(batches, async (client, from) => {
    // The same people, whichever connection makes them.
    await client.query('SELECT setseed($1)', [from / (2 * MEMBERS + 1)])
    await client.query(people, [MEMBERS, from, Math.min(from + BATCH - 1, 2 * MEMBERS)])
  })
  await inTwos(indexes.rows.toReversed(), async (client, { definition }) => {
    await client.query("SET maintenance_work_mem = '512MB'")
    await client.query(definition)
  })
  for (let tenantId = 1; tenantId <= 51; tenantId += 1) await recountTotals(tenantId)
  await db().query('VACUUM ANALYZE')
  await db().query('CHECKPOINT')
  console.log(`${2 * MEMBERS} members made in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

/** Works through the items on two connections. */
async function inTwos<Item>(items: Item[], work: (client: PoolClient, item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const workOff = async () => {
    const client = await db().connect()
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(client, item)
    client.release(true)
  }
  await Promise.all([workOff(), workOff()])
}

function pairs(): string[] {
  const kind = (filter: string) => filter.split('=')[0] ?? ''
  const together = (a: string, b: string) => kind(a) !== kind(b) || kind(a) === 'tag'
  return FILTERS.flatMap((a, index) => FILTERS.slice(index + 1).flatMap((b) => (together(a, b) ? [`${a}&${b}`] : [])))
}

async function measureAll(filters: string[], sorts: string[], andNext: boolean): Promise<Measured[]> {
  const all: Measured[] = []
  for (const filter of filters) {
    for (const sort of sorts) {
      const url = `${filter}&sort=${sort.replace(' ', '+')}`
      const first = await measure(url, 'first')
      all.push(first)
      if (!andNext) continue
      const { next } = await list(url)
      if (next) all.push(await measure(`${url}&after=${encodeURIComponent(next)}`, 'next'))
    }
  }
  return all
}

/** Follows `next` to page 1,000, as far as there is one. */
async function measureDepth(): Promise<Measured[]> {
  const all: Measured[] = []
  for (const url of [
    ...MEMBER_SORTS.map((sort) => `sort=${sort.replace(' ', '+')}`),
    'consent=email',
    'tag=newsletter&sort=points+desc',
  ]) {
    let place = url
    for (let page = 2; page <= 1000; page += 1) {
      const { next } = await list(place)
      if (!next) break
      place = `${url}&after=${encodeURIComponent(next)}`
    }
    all.push(await measure(place, 'page 1,000'))
  }
  return all
}

function list(url: string) {
  return listMembers(SHOP, parseMemberQuery(new URLSearchParams(url)))
}

async function measure(url: string, which: string): Promise<Measured> {
  const page = await list(url)
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now()
    await list(url)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  const { count, exact } = page.matches
  return {
    what: `${which.padEnd(10)} ${decodeURIComponent(url.replace(/&after=.*/, ''))}`,
    median: times[Math.floor(times.length / 2)] ?? 0,
    worst: times.at(-1) ?? 0,
    rows: page.members.length,
    count: `${count}${exact ? '' : '+'}`,
  }
}

/** How often all of `members` was read: the database itself counts it, whatever the plan. */
async function sequentialScans(): Promise<number> {
  // A connection hands its counts over when it ends.
  await closeDatabase()
  const found = await db().query<{ scans: number }>(
    "SELECT seq_scan::int AS scans FROM pg_stat_user_tables WHERE relname = 'members'",
  )
  return found.rows[0]?.scans ?? 0
}

function report(): void {
  const bySlowness = measured.toSorted((a, b) => b.median - a.median)
  console.log(`${MEMBERS} members of ${2 * MEMBERS}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  console.log(
    `${measured.length} lists, each the median and the worst of ${RUNS} runs in ms; the 40 slowest and every deep page:`,
  )
  const shown = new Set([...bySlowness.slice(0, 40), ...measured.filter(({ what }) => what.startsWith('page'))])
  console.log('median   worst  rows    count  list')
  for (const { what, median, worst, rows, count } of [
    ...measured.filter(({ what: name }) => name === FIRST),
    ...shown,
  ]) {
    const cells = [
      median.toFixed(1).padStart(6),
      worst.toFixed(1).padStart(7),
      String(rows).padStart(5),
      count.padStart(8),
    ]
    console.log(`${cells.join(' ')}  ${what}`)
  }
  const over = measured.filter(({ median }) => median > 50).length
  console.log(`${over} of ${measured.length} lists take more than 50 ms; the table was read whole ${scans} times`)
  const figures = {
    worst_ms: bySlowness[0]?.median ?? 0,
    median_ms: bySlowness[Math.floor(bySlowness.length / 2)]?.median ?? 0,
    first_page_ms: measured.find(({ what }) => what === FIRST)?.median ?? 0,
  }
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])
  console.log(JSON.stringify({ bench: 'members', figures: Object.fromEntries(rounded) }))
}
