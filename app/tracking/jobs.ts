// The queues of tracking: both by the clock.
import { z } from 'zod'
import type { Queue } from '#app/platform/jobs/jobs.server.ts'

type Nothing = Record<string, never>
const schema: z.ZodType<Nothing> = z.object({}).strict()

/** Settles recipients in doubt by what their mail has shown of itself. */
export const evidenceQueue: Queue<Nothing> = { name: 'evidence', schema, retryLimit: 0, expireInSeconds: 120 }
/** Forgets old SNS receipts. */
export const upkeepQueue: Queue<Nothing> = { name: 'tracking-upkeep', schema, retryLimit: 3, expireInSeconds: 600 }
