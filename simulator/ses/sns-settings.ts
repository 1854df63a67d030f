import { z } from 'zod'

const share = z.number().min(0).max(1)

/** How the simulated SNS behaves, and which of its faults are on. Kept in memory: a restart is a healthy SNS. */
export const snsSettings = z.object({
  signatureVersion: z.enum(['1', '2']),
  /** Event publishing of the configuration set, the identity's feedback notifications, or both at once. */
  form: z.enum(['event', 'notification', 'both']),
  /** After the first attempt, for 5xx answers, time-outs and refused connections. */
  retries: z.number().int().min(0).max(100),
  retryDelayMs: z.number().int().min(0),
  drop: share,
  dropNext: z.number().int().min(0),
  duplicate: share,
  delayMs: z.number().int().min(0),
  /** Each notification waits a random part of this, so that they overtake each other. */
  reorderMs: z.number().int().min(0),
  paused: z.boolean(),
})

export type SnsSettings = z.infer<typeof snsSettings>

// A delivery policy that stretches over an hour, as the app's documentation asks for: AWS's default gives up after a minute.
export const healthySns: SnsSettings = {
  signatureVersion: '2',
  form: 'event',
  retries: 100,
  retryDelayMs: 2000,
  drop: 0,
  dropNext: 0,
  duplicate: 0,
  delayMs: 0,
  reorderMs: 0,
  paused: false,
}
