// The nightly work on the consent ledger.
import { log } from '#app/platform/log.server.ts'
import { faultPlace } from './ledger-faults.ts'
import { sealLedger } from './ledger-seal.server.ts'
import { verifyLedgers } from './ledger-verify.server.ts'

/** Each seal goes to the log as well: where logs are kept elsewhere, it tells whether the database's were replaced. */
export async function performLedgerSeal(): Promise<void> {
  for (const { tenantId, day, changes, signature } of await sealLedger())
    log.info({ tenant: tenantId, day, changes, seal: signature.toString('hex') }, 'consent ledger sealed')
}

export async function performLedgerVerify(): Promise<void> {
  for await (const { tenantId, entries, faultCount, faults } of verifyLedgers()) {
    if (faultCount === 0) continue
    const [first] = faults.map((fault) => `${faultPlace(fault)}: ${fault.problem}`)
    log.error({ tenant: tenantId, entries, faults: faultCount, first }, 'consent ledger does not hold')
  }
}
