import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { refusalWords } from '#app/platform/ses/ses-words.ts'
import { settleCancelled } from './cancelled.server.ts'
import { type MailingMail, loadMail, NotCompilable } from './mailing-mail.server.ts'
import { finishMailing, pauseFor } from './mailing-states.server.ts'
import { type MailingKey, keyOf, sendSliceQueue } from './jobs.ts'
import { NOT_COMPILABLE } from './problems.ts'
import { sendSlice, type SliceEnd } from './slice.server.ts'

export async function performSlice({ tenantId, mailingId }: MailingKey): Promise<void> {
  const mail = await loadMail({ tenantId, mailingId }).catch((error: unknown) => {
    if (error instanceof NotCompilable) return error
    throw error
  })
  // Tried again it would fail again, and the mailing would stand still without a word.
  if (mail instanceof NotCompilable) return pauseFor({ tenantId, mailingId }, { reason: NOT_COMPILABLE })
  await goOn(mail, await sendSlice(mail))
}

async function goOn({ tenantId, mailingId, sender, senderVersion }: MailingMail, end: SliceEnd): Promise<void> {
  const mailing = { tenantId, mailingId }
  switch (end.kind) {
    case 'finished':
      return finishMailing(mailing)
    case 'stopped':
      return pauseFor(mailing, {
        reason: refusalWords(end.refusal, sender.fromEmail),
        detail: end.refusal.reason,
        senderVersion,
      })
    case 'more': {
      const startAfter = end.at ?? undefined
      return enqueue(sendSliceQueue, mailing, { key: keyOf(mailing), ...(startAfter && { startAfter }) })
    }
    case 'paused':
      return settleCancelled(mailing)
  }
}
