// The queues of tracking: both by the clock.
import { z } from 'zod'
import type { Queue } from '#app/platform/jobs/jobs.server.ts'

type Nothing = Record<string, never>
const schema: z.ZodType<Nothing> = z.object({}).strict()

/** Settles recipients in doubt by what their mail has shown of itself. */
export const evidenceQueue: Queue<Nothing> = { name: 'evidence', schema, retryLimit: 0, expireInSeconds: 120 }
/** Settles, thins and drops the days of the log, and forgets what protects from nothing any more. */
export const upkeepQueue: Queue<Nothing> = { name: 'tracking-upkeep', schema, retryLimit: 3, expireInSeconds: 7_200 }
