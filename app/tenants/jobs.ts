// The queues of the tenants room.
import { z } from 'zod'

/** Reads the shop's own data from Shopify: name, currency, time zone, contact. */
export const refreshQueue = {
  name: 'refresh-shop',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 6,
  expireInSeconds: 120,
}

/** A shop was installed, or came back: what the rooms above do about it. */
export const installedQueue = {
  name: 'shop-opened',
  schema: z.object({ tenantId: z.number().int() }),
  retryLimit: 6,
  expireInSeconds: 120,
}
