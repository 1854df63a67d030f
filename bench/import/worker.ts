// The process that imports, alone, so that its memory is its own: loads the file that its arguments name, as the worker
// does, and tells how much it ever held.
import { readFileSync } from 'node:fs'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { loadCustomers } from '#app/sync/import/import-load.server.ts'

const [tenantId = 0, importId = 0, expected = 0] = process.argv.slice(2, 5).map(Number)
const started = performance.now()
await loadCustomers({
  tenantId,
  importId,
  kind: 'import',
  exportedFrom: new Date(),
  expected,
  url: process.argv[5] ?? '',
})
const seconds = (performance.now() - started) / 1000
await closeDatabase()
const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
process.send?.({ seconds, peakMb: peak, cpuSeconds: process.cpuUsage().user / 1e6 })
process.disconnect?.()
