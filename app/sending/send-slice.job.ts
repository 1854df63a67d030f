import { finishCampaign, pauseFor } from '#app/campaigns/campaigns.server.ts'
import { enqueue } from '#app/platform/jobs.server.ts'
import { loadMail } from './campaign-mail.server.ts'
import { type CampaignKey, keyOf, sendSliceQueue } from './jobs.ts'
import { sendSlice } from './slice.server.ts'

export async function performSlice({ tenantId, campaignId }: CampaignKey): Promise<void> {
  const end = await sendSlice(await loadMail({ tenantId, campaignId }))
  switch (end.kind) {
    case 'finished':
      return finishCampaign(tenantId, campaignId)
    case 'stopped':
      return pauseFor(tenantId, campaignId, `Amazon SES does not accept e-mails: ${end.reason}`)
    case 'more': {
      const startAfter = end.at ?? undefined
      return enqueue(
        sendSliceQueue,
        { tenantId, campaignId },
        { key: keyOf({ tenantId, campaignId }), ...(startAfter && { startAfter }) },
      )
    }
    case 'paused':
  }
}
