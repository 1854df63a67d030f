import { z } from 'zod'

const count = z.number().int().min(0)

/** What can be wrong with the simulated SES. Kept in memory: a restart is a healthy SES. */
export const faults = z.object({
  /** Every call answers 503. */
  down: z.boolean(),
  slowMs: count,
  /** The next n sends are accepted, then the connection is cut: the caller cannot know. */
  acceptThenDrop: count,
  /** The next n sends are accepted, then answered 500. */
  acceptThenFail: count,
  /** The next n sends are cut before anything is accepted. */
  dropNext: count,
  /** The next n sends get this error. */
  refuseNext: z.object({ count, type: z.string(), message: z.string(), status: z.number().int().min(400).max(599) }),
})

export type Faults = z.infer<typeof faults>

export function noFaults(): Faults {
  return {
    down: false,
    slowMs: 0,
    acceptThenDrop: 0,
    acceptThenFail: 0,
    dropNext: 0,
    refuseNext: { count: 0, type: 'BadRequestException', message: 'Refused by the simulator.', status: 400 },
  }
}
