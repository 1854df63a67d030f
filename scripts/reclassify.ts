// `npm run events:reclassify`: judges the log of hits anew with the rules of today, restates what they change, and says of each
// mailing what that is.
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { prepare } from '#app/platform/start/start.server.ts'
import { reclassify } from '#app/tracking/hits/reclassify/reclassify.server.ts'

const stopDatabase = await prepare()
const changed = await reclassify()
for (const { tenantId, mailingId, hits, opened, clicked, left } of changed) {
  const changes = `opened ${opened.before} → ${opened.after}, clicked ${clicked.before} → ${clicked.after}`
  const rest = left > 0 ? `; ${left} events are left as they are, for the log has not all of their hits` : ''
  console.log(`Shop ${tenantId}, mailing ${mailingId}: ${hits} hits judged otherwise; people who ${changes}${rest}`)
}
console.log(changed.length === 0 ? 'Every hit is judged as before.' : `${changed.length} mailings have changed.`)
await closeDatabase()
await stopDatabase()
process.exit(0)
