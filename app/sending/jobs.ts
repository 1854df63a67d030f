// The queue of the sending room: slices of a campaign, so that many campaigns share a worker and a crash costs seconds.
import type { Queue } from '#app/platform/work/jobs.server.ts'
import { z } from 'zod'

export type MailingKey = { tenantId: number; mailingId: number }

export const mailingKey = z.object({ tenantId: z.number().int(), mailingId: z.number().int() })

export const sendSliceQueue: Queue<MailingKey> = {
  name: 'sending.send-slice',
  schema: mailingKey,
  retryLimit: 20,
  expireInSeconds: 60,
}

export const tendQueue: Queue<object> = {
  name: 'sending.tend',
  schema: z.object({}),
  retryLimit: 0,
  expireInSeconds: 50,
}

export const keyOf = ({ tenantId, mailingId }: MailingKey): string => `${tenantId}-${mailingId}`
