// The queue of what is imported beside the customers.
import { z } from 'zod'

/** Takes what a shop imports beside its customers one step further; enqueues itself until all of it has ended. */
export const sideImportQueue = {
  name: 'side-import',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 6,
  expireInSeconds: 3600,
}
