// The queues of the campaigns room: a campaign's audience is frozen, and skipped when it is cancelled, by the worker, for
// it may be large.
import type { Queue } from '#app/platform/work/jobs.server.ts'
import { type MailingKey, mailingKey } from '#app/sending/jobs.ts'

export const startQueue: Queue<MailingKey> = {
  name: 'campaigns.start',
  schema: mailingKey,
  retryLimit: 10,
  expireInSeconds: 300,
}

export const cancelQueue: Queue<MailingKey> = {
  name: 'campaigns.cancel',
  schema: mailingKey,
  retryLimit: 10,
  expireInSeconds: 300,
}
