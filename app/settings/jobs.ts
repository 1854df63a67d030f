// The queues of the settings room.
import { z } from 'zod'

/** Makes the points and tiers of a shop's members anew; those of a metafield that is new to it are only at Shopify. */
export const pointsQueue = {
  name: 'points',
  schema: z.object({ tenantId: z.number().int(), areElsewhere: z.boolean().default(false) }),
  retryLimit: 6,
  expireInSeconds: 3600,
}
