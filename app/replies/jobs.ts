// The queue of the replies room, worked by the clock.
import { z } from 'zod'
import type { Queue } from '#app/platform/jobs/jobs.server.ts'

type Nothing = Record<string, never>

/** Forgets which replies were taken. */
export const repliesUpkeepQueue: Queue<Nothing> = {
  name: 'replies-upkeep',
  schema: z.object({}).strict(),
  retryLimit: 3,
  expireInSeconds: 600,
}
