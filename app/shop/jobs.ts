// The queues of the shop room.
import { z } from 'zod'

/** Reads the shop's own data from Shopify: name, currency, time zone, contact. */
export const refreshQueue = {
  name: 'refresh-shop',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 6,
  expireInSeconds: 120,
}

/** Each night: deletes webhooks that were worked off long ago, and what came in for shops that are gone. */
export const purgeQueue = { name: 'purge-inbox', schema: z.object({}), retryLimit: 1, expireInSeconds: 600 }
