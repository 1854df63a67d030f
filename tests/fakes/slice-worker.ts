// A worker process that a test may kill: sends a slice of the mailing that its arguments name.
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { sendSlice } from '#app/sending/slice.server.ts'

const [tenantId, mailingId] = process.argv.slice(2).map(Number)
if (!tenantId || !mailingId) throw new Error('usage: slice-worker.ts TENANT MAILING')
await sendSlice(await loadMail({ tenantId, mailingId }), { seconds: 30, concurrency: 4 })
