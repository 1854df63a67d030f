// A worker process that a test may kill: loads the file of the import that its arguments name.
import { loadCustomers } from '#app/sync/import/import-load.server.ts'

const [tenantId, importId, expected, batchRows] = process.argv.slice(2, 6).map(Number)
const url = process.argv[6]
if (!tenantId || !importId || !expected || !url)
  throw new Error('usage: import-worker.ts TENANT IMPORT EXPECTED BATCH URL')
await loadCustomers({ tenantId, importId, kind: 'import', exportedFrom: new Date(), expected, url }, batchRows)
