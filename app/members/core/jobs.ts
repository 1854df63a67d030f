// The queues of the members room.
import { z } from 'zod'

/** Each night: seals the days of the consent ledger that have ended. */
export const ledgerSealQueue = { name: 'ledger-seal', schema: z.object({}), retryLimit: 10, expireInSeconds: 3600 }

/** Each night: checks every shop's consent ledger. */
export const ledgerVerifyQueue = {
  name: 'ledger-verify',
  schema: z.object({}),
  retryLimit: 2,
  expireInSeconds: 6 * 3600,
}

/** Takes a shop's bulk action further; enqueues itself until it has ended. */
export const bulkQueue = {
  name: 'bulk-action',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 3,
  expireInSeconds: 120,
}

/** Each minute: takes up bulk actions whose worker was killed or whose job gave up, and ends those that get nowhere. */
export const bulkWatchQueue = {
  name: 'bulk-watch',
  schema: z.object({}),
  retryLimit: 0,
  expireInSeconds: 60,
}
