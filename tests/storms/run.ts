// `npm run storm:consent`: the large storm of consent (storm.ts), with the whole app in its own processes. Ends with
// a table and, last, one line of JSON; with 1 when a rule was broken or a difference is left.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'
import { openDatabase } from './database.ts'
import { raiseStorm, type StormReport } from './storm.ts'
import { buildApp } from '../../scripts/build-app.ts'
import { ROOT } from '../../scripts/processes.ts'

const FOLDER = path.join(ROOT, '.data/storm')
const SHOWN = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now()) },
    customers: { type: 'string', default: '5000' },
    changes: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '240' },
    unsubscribes: { type: 'string', default: '2500' },
    workers: { type: 'string', default: '2' },
    'import-kills': { type: 'string', default: '3' },
  },
})

function show({ figures, findings, before, after }: StormReport): void {
  console.log('')
  for (const [name, figure] of Object.entries(figures)) {
    console.log(`${name.replaceAll('_', ' ').padEnd(28)} ${figure.toLocaleString('en').padStart(10)}`)
  }
  const kinds = Map.groupBy(before, ({ channel, shopify, here }) => `${channel}: ${shopify} at Shopify, ${here} here`)
  console.log('\nDifferences before the reconcile:')
  for (const [kind, all] of [...kinds].toSorted(([one], [other]) => one.localeCompare(other)))
    console.log(`${String(all.length).padStart(6)}  ${kind}`)
  for (const { memberId, channel, shopify, here } of after.slice(0, SHOWN))
    console.log(`STILL DIFFERENT  ${memberId} ${channel}: ${shopify} at Shopify, ${here} here`)
  for (const finding of findings.slice(0, SHOWN)) console.log(`BROKEN  ${finding}`)
}

console.log(`Seed ${values.seed} (--seed=${values.seed} makes the same changes again)`)
rmSync(FOLDER, { recursive: true, force: true })
const database = await openDatabase(FOLDER)
let passed = false
try {
  await migrate(database.url)
  await buildApp()
  const since = Date.now()
  const report = await raiseStorm({
    seed: values.seed,
    databaseUrl: database.url,
    logFolder: path.join(FOLDER, 'log'),
    customers: Number(values.customers),
    changes: Number(values.changes),
    seconds: Number(values.seconds),
    unsubscribes: Number(values.unsubscribes),
    workers: Number(values.workers),
    web: 'app/server.ts',
    killEveryMs: 5000,
    importKills: Number(values['import-kills']),
    drop: 0.05,
    spreadMs: 20_000,
    drainSeconds: 600,
    say: (line) => console.log(`${String(Math.round((Date.now() - since) / 1000)).padStart(4)} s  ${line}`),
  })
  show(report)
  passed = report.findings.length === 0 && report.after.length === 0
  const figures = { ...report.figures, broken_rules: report.findings.length }
  console.log(`\n${passed ? 'Passed' : 'FAILED'}; logs in ${path.relative(ROOT, FOLDER)}/log`)
  console.log(JSON.stringify({ storm: 'consent', figures }))
} finally {
  await closeDatabase()
  await database.stop()
}
process.exit(passed ? 0 : 1)
