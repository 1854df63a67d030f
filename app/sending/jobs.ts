// The queues of the sending room: the recipients of a mailing are chosen, mailed in slices, so that many mailings share a
// worker and a crash costs seconds, and skipped when it is cancelled; their domains are resolved beside it.
import type { Queue } from '#app/platform/jobs/jobs.server.ts'
import { z } from 'zod'

export type MailingKey = { tenantId: number; mailingId: number }

const mailingKey = z.object({ tenantId: z.number().int(), mailingId: z.number().int() })

export const prepareQueue: Queue<MailingKey> = {
  name: 'sending.prepare',
  schema: mailingKey,
  retryLimit: 10,
  expireInSeconds: 300,
}

export const sendSliceQueue: Queue<MailingKey> = {
  name: 'sending.send-slice',
  schema: mailingKey,
  retryLimit: 20,
  expireInSeconds: 60,
}

/** Beside the sending: whose mail servers the recipients' are. */
export const resolveQueue: Queue<MailingKey> = {
  name: 'sending.resolve-domains',
  schema: mailingKey,
  retryLimit: 5,
  expireInSeconds: 300,
}

/** By the clock: what DNS did not answer is asked again. */
export const askAgainQueue: Queue<object> = {
  name: 'sending.ask-dns-again',
  schema: z.object({}),
  retryLimit: 0,
  expireInSeconds: 120,
}

export const skipQueue: Queue<MailingKey> = {
  name: 'sending.skip',
  schema: mailingKey,
  retryLimit: 10,
  expireInSeconds: 300,
}

/** Its name is that of jobs and a schedule that databases hold already. */
export const recoveryQueue: Queue<object> = {
  name: 'sending.tend',
  schema: z.object({}),
  retryLimit: 0,
  expireInSeconds: 50,
}

export const mailingUpkeepQueue: Queue<object> = {
  name: 'sending.upkeep',
  schema: z.object({}),
  retryLimit: 3,
  expireInSeconds: 3_600,
}

export const keyOf = ({ tenantId, mailingId }: MailingKey): string => `${tenantId}-${mailingId}`
