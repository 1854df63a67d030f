import { finishCampaign, pauseFor } from '#app/campaigns/campaigns.server.ts'
import { NOT_COMPILABLE } from '#app/campaigns/send/problems.ts'
import { settleCancelled } from '#app/campaigns/send/cancel.server.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { refusalWords } from '#app/platform/ses/ses-words.ts'
import { type MailingMail, loadMail, NotCompilable } from './mailing-mail.server.ts'
import { type MailingKey, keyOf, sendSliceQueue } from './jobs.ts'
import { sendSlice, type SliceEnd } from './slice.server.ts'

export async function performSlice({ tenantId, mailingId }: MailingKey): Promise<void> {
  const mail = await loadMail({ tenantId, mailingId }).catch((error: unknown) => {
    if (error instanceof NotCompilable) return error
    throw error
  })
  // Tried again it would fail again, and the campaign would stand still without a word.
  if (mail instanceof NotCompilable) return pauseFor(tenantId, mailingId, { reason: NOT_COMPILABLE })
  await goOn(mail, await sendSlice(mail))
}

async function goOn({ tenantId, mailingId, sender, senderVersion }: MailingMail, end: SliceEnd): Promise<void> {
  switch (end.kind) {
    case 'finished':
      return finishCampaign(tenantId, mailingId)
    case 'stopped':
      return pauseFor(tenantId, mailingId, {
        reason: refusalWords(end.refusal, sender.fromEmail),
        detail: end.refusal.reason,
        senderVersion,
      })
    case 'more': {
      const startAfter = end.at ?? undefined
      return enqueue(
        sendSliceQueue,
        { tenantId, mailingId },
        { key: keyOf({ tenantId, mailingId }), ...(startAfter && { startAfter }) },
      )
    }
    case 'paused':
      return settleCancelled({ tenantId, mailingId })
  }
}
