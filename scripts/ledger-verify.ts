// `npm run ledger:verify`: checks every shop's consent ledger and prints what is wrong with it; ends with 1 when anything is.
import { faultPlace, PROBLEM_WORDS } from '#app/members/ledger/ledger-faults.ts'
import { verifyLedgers } from '#app/members/ledger/ledger-verify.server.ts'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { prepare } from '#app/platform/start/start.server.ts'

const stopDatabase = await prepare()
const from = performance.now()
const total = { shops: 0, entries: 0, members: 0, faults: 0 }
for await (const { entries, members, faultCount, faults } of verifyLedgers()) {
  for (const fault of faults) console.log(`${faultPlace(fault)}: ${PROBLEM_WORDS[fault.problem]}`)
  if (faultCount > faults.length) console.log(`… and ${faultCount - faults.length} more of this shop`)
  total.shops += 1
  total.entries += entries
  total.members += members
  total.faults += faultCount
}
const seconds = (performance.now() - from) / 1000
console.log(
  `Checked ${total.entries} entries of ${total.members} members in ${total.shops} shops in ${seconds.toFixed(1)} s ` +
    `(${Math.round(total.entries / seconds)} entries a second).`,
)
console.log(total.faults === 0 ? 'The consent ledger holds.' : `${total.faults} faults.`)
await closeDatabase()
await stopDatabase()
process.exit(total.faults === 0 ? 0 : 1)
