// The queues of the inbox.
import { z } from 'zod'

/** Each night: deletes webhooks that were processed long ago, and what came in for shops that are gone. */
export const purgeQueue = { name: 'purge-inbox', schema: z.object({}), retryLimit: 1, expireInSeconds: 600 }
