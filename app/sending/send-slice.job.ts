import { finishCampaign, pauseFor } from '#app/campaigns/campaigns.server.ts'
import { NOT_COMPILABLE } from '#app/campaigns/problems.ts'
import { settleCancelled } from '#app/campaigns/send/cancel.server.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { refusalWords } from '#app/platform/ses/ses-words.ts'
import { type CampaignMail, loadMail, NotCompilable } from './campaign-mail.server.ts'
import { type CampaignKey, keyOf, sendSliceQueue } from './jobs.ts'
import { sendSlice, type SliceEnd } from './slice.server.ts'

export async function performSlice({ tenantId, campaignId }: CampaignKey): Promise<void> {
  const mail = await loadMail({ tenantId, campaignId }).catch((error: unknown) => {
    if (error instanceof NotCompilable) return error
    throw error
  })
  // Tried again it would fail again, and the campaign would stand still without a word.
  if (mail instanceof NotCompilable) return pauseFor(tenantId, campaignId, { reason: NOT_COMPILABLE })
  await goOn(mail, await sendSlice(mail))
}

async function goOn({ tenantId, campaignId, sender, senderVersion }: CampaignMail, end: SliceEnd): Promise<void> {
  switch (end.kind) {
    case 'finished':
      return finishCampaign(tenantId, campaignId)
    case 'stopped':
      return pauseFor(tenantId, campaignId, {
        reason: refusalWords(end.refusal, sender.fromEmail),
        detail: end.refusal.reason,
        senderVersion,
      })
    case 'more': {
      const startAfter = end.at ?? undefined
      return enqueue(
        sendSliceQueue,
        { tenantId, campaignId },
        { key: keyOf({ tenantId, campaignId }), ...(startAfter && { startAfter }) },
      )
    }
    case 'paused':
      return settleCancelled({ tenantId, campaignId })
  }
}
