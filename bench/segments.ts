// Counting a segment and showing ten of its people at a million members of one shop, beside a million of 50 others, 300
// campaigns, 20 million recipients, 10 million events and a million orders: every field and operator, and pairs. Through the
// product's own doors. BENCH_MEMBERS, BENCH_CAMPAIGNS, BENCH_RECIPIENTS and BENCH_ORDERS make it smaller.
import { cpus } from 'node:os'
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { somePeople } from '#app/segments/people.server.ts'
import { rulesInWords } from '#app/segments/rule-words.ts'
import { countSegment } from '#app/segments/segments.server.ts'
import { fill, SHOP } from './segments/fill.ts'
import { MEASURED } from './segments/rules.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'

const size = (name: string, otherwise: number) => Number(process.env[`BENCH_${name}`] ?? otherwise)
const SIZE = {
  members: size('MEMBERS', 1_000_000),
  campaigns: size('CAMPAIGNS', 300),
  recipients: size('RECIPIENTS', 20_000_000),
  orders: size('ORDERS', 1_000_000),
}
const RUNS = size('ROUNDS', 3)
const EXAMPLES = 10

type Row = { name: string; heavy: boolean; members: number; countMs: number; sampleMs: number }

setEnvironment({ LOG_LEVEL: 'error' })
// As what is made says when it happened.
clock.set(() => new Date('2026-11-20T12:00:00Z'))
const postgres = await prepareDatabase('.data/bench-segments')
await fill(SIZE)
const rows = await measureAll()
await closeDatabase()
await postgres.stop()
report()
process.exit(0)

async function measureAll(): Promise<Row[]> {
  const measured: Row[] = []
  for (const { name, rules, heavy = false } of MEASURED) {
    const { members } = await countSegment(SHOP, rules)
    measured.push({
      name: name || rulesInWords(rules),
      heavy,
      members,
      countMs: await medianOf(() => countSegment(SHOP, rules)),
      sampleMs: await medianOf(() => somePeople(SHOP, { rules, members }, EXAMPLES)),
    })
  }
  return measured
}

async function medianOf(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now()
    await ask()
    times.push(performance.now() - started)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0
}

function report(): void {
  console.log(`${JSON.stringify(SIZE)}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  console.log(`${rows.length} segments, each the median of ${RUNS} runs in ms, the slowest count first:`)
  console.log('  count  sample  members  segment')
  for (const { name, heavy, members, countMs, sampleMs } of rows.toSorted((a, b) => b.countMs - a.countMs))
    console.log(
      `${countMs.toFixed(0).padStart(7)} ${sampleMs.toFixed(0).padStart(7)} ${String(members).padStart(8)}  ${heavy ? 'heavy: ' : ''}${name}`,
    )
  const worst = (of: 'countMs' | 'sampleMs', heavy: boolean) =>
    Math.max(...rows.filter((row) => row.heavy === heavy).map((row) => row[of]))
  const figures = {
    count_ms: worst('countMs', false),
    sample_ms: worst('sampleMs', false),
    heavy_ms: Math.max(worst('countMs', true), worst('sampleMs', true)),
  }
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(1))])
  console.log(JSON.stringify({ bench: 'segments', figures: Object.fromEntries(rounded) }))
}
