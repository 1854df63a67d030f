// The queues of the campaigns room: a campaign's audience is frozen, and skipped when it is cancelled, by the worker, for
// it may be large.
import type { Queue } from '#app/platform/work/jobs.server.ts'
import { type CampaignKey, campaignKey } from '#app/sending/jobs.ts'

export const startQueue: Queue<CampaignKey> = {
  name: 'campaigns.start',
  schema: campaignKey,
  retryLimit: 10,
  expireInSeconds: 300,
}

export const cancelQueue: Queue<CampaignKey> = {
  name: 'campaigns.cancel',
  schema: campaignKey,
  retryLimit: 10,
  expireInSeconds: 300,
}
