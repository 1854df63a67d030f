// The queue of the campaigns room: a started campaign's audience is frozen by the worker, for it may be large.
import type { Queue } from '#app/platform/jobs.server.ts'
import { type CampaignKey, campaignKey } from '#app/sending/jobs.ts'

export const startQueue: Queue<CampaignKey> = {
  name: 'campaigns.start',
  schema: campaignKey,
  retryLimit: 10,
  expireInSeconds: 300,
}
