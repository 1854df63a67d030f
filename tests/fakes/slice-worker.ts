// A worker process that a test may kill: sends a slice of the campaign that its arguments name.
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { sendSlice } from '#app/sending/slice.server.ts'

const [tenantId, campaignId] = process.argv.slice(2).map(Number)
if (!tenantId || !campaignId) throw new Error('usage: slice-worker.ts TENANT CAMPAIGN')
await sendSlice(await loadMail({ tenantId, campaignId }), { seconds: 30, concurrency: 4 })
