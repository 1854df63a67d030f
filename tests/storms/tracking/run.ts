// `npm run storm:tracking`: the large storm of hits (storm.ts), with the whole app in its own processes. Ends with a table and,
// last, one line of JSON; with 1 when a rule was broken or a living process kept a click waiting.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'
import { buildApp } from '../../../scripts/build-app.ts'
import { ROOT } from '../../../scripts/processes.ts'
import { openDatabase, type StormDatabase } from '../database.ts'
import { cutOff } from './cut-off.ts'
import type { Clicks } from './machine.ts'
import type { TrackingPlan } from './plan.ts'
import { raiseTrackingStorm, type TrackingReport } from './storm.ts'

const FOLDER = path.join(ROOT, '.data/storm-tracking')
const SHOWN = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now()) },
    hits: { type: 'string', default: '500000' },
    'per-second': { type: 'string', default: '1500' },
    kills: { type: 'string', default: '5' },
    'outage-seconds': { type: 'string', default: '12' },
  },
})

/** The server itself is ended where it is ours; else every connection to it. */
const restartOf = ({ restart }: StormDatabase): TrackingPlan['restart'] =>
  restart === null
    ? (proxy) => cutOff(proxy)
    : async (proxy, how) => {
        proxy.target = await restart(how)
      }

function show({ figures, findings, clicks }: TrackingReport): void {
  console.log('')
  for (const [name, figure] of Object.entries({ ...figures, ...clickFigures(clicks) }))
    console.log(`${name.replaceAll('_', ' ').padEnd(34)} ${figure.toLocaleString('en').padStart(10)}`)
  for (const { since, ms, own, bare, clicks: count } of clicks.worst)
    console.log(
      `LATE  ${count} clicks at ${(since / 1000).toFixed(0)} s took up to ${ms.toFixed(0)} ms; the readers stood still for ${own.toFixed(0)}, the bare server took ${bare.toFixed(0)}`,
    )
  for (const finding of findings.slice(0, SHOWN)) console.log(`BROKEN  ${finding}`)
}

function clickFigures(clicks: Clicks): Record<string, number> {
  const round = (ms: number) => Math.round(ms * 10) / 10
  return {
    clicks_answered: clicks.clicks,
    click_p50_ms: round(clicks.p50),
    click_p99_ms: round(clicks.p99),
    click_p999_ms: round(clicks.p999),
    click_slowest_ms: round(clicks.slowest),
    bare_p99_ms: round(clicks.barep99),
    bare_slowest_ms: round(clicks.bareSlowest),
    clicks_over_100_ms: clicks.late,
    of_them_beyond_our_own_stops: clicks.lateBeyondOurselves,
    of_them_beyond_the_machine: clicks.lateBeyondMachine,
  }
}

console.log(`Seed ${values.seed} (--seed=${values.seed} kills at the same moments again)`)
rmSync(FOLDER, { recursive: true, force: true })
const database = await openDatabase(FOLDER)
let passed = false
try {
  await migrate(database.url)
  await buildApp()
  const since = Date.now()
  const report = await raiseTrackingStorm({
    seed: values.seed,
    databaseUrl: database.url,
    logFolder: path.join(FOLDER, 'log'),
    hits: Number(values.hits),
    perSecond: Number(values['per-second']),
    web: 'app/server.ts',
    kills: Number(values.kills),
    outageSeconds: Number(values['outage-seconds']),
    restarts: ['in order', 'as a crash'],
    restart: restartOf(database),
    drainSeconds: 300,
    say: (line) => console.log(`${String(Math.round((Date.now() - since) / 1000)).padStart(4)} s  ${line}`),
  })
  show(report)
  passed = report.findings.length === 0 && report.clicks.lateBeyondMachine === 0
  const figures = { ...report.figures, ...clickFigures(report.clicks), broken_rules: report.findings.length }
  console.log(`\n${passed ? 'Passed' : 'FAILED'}; logs in ${path.relative(ROOT, FOLDER)}/log`)
  console.log(JSON.stringify({ storm: 'tracking', figures }))
} finally {
  await closeDatabase()
  await database.stop()
}
process.exit(passed ? 0 : 1)
