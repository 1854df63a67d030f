// `npm run recount`: counts the rollups again from the events and prints every difference; ends with 1 when there is one.
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { prepare } from '#app/platform/start/start.server.ts'
import { countGone, recount } from '#app/tracking/recount.server.ts'

const stopDatabase = await prepare()
const differences = await recount()
for (const { rollup, key, columns, kept, counted } of differences)
  console.log(`${rollup} ${key}: keeps ${kept}, the events say ${counted} (${columns})`)
console.log(differences.length === 0 ? 'The rollups agree with the events.' : `${differences.length} differences.`)
const gone = await countGone()
if (gone > 0) console.log(`Left out: ${gone} closed mailings whose events are gone; they keep what was counted.`)
await closeDatabase()
await stopDatabase()
process.exit(differences.length === 0 ? 0 : 1)
