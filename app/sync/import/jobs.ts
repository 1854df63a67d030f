// The queues of the sync room.
import { z } from 'zod'

/** Takes a shop's import one step further; enqueues itself until the import has ended. */
export const importQueue = {
  name: 'import',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 6,
  expireInSeconds: 3600,
}

/** Each minute: takes up installations and imports whose worker was killed or whose job gave up. */
export const importWatchQueue = {
  name: 'import-watch',
  schema: z.object({}),
  retryLimit: 0,
  expireInSeconds: 60,
}

/** Every five minutes: begins the nightly checks that are due. */
export const nightlyCheckQueue = { name: 'reconcile-night', schema: z.object({}), retryLimit: 0, expireInSeconds: 240 }
