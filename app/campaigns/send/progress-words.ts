import type { Progress } from '#app/sending/recipients.server.ts'
import { formatCountOf } from '#app/ui/format/format.ts'
import { skippedTotal } from './skip-words.ts'

/** Whole percent of the recipients that are settled; 100 only when all are. */
export function progressPercent(progress: Progress): number {
  const settled = progress.sent + progress.failed + progress.unconfirmed + skippedTotal(progress.skipped)
  const open = progress.queued + progress.sending
  if (open === 0) return 100
  return Math.floor((100 * settled) / (settled + open))
}

/** What cancelling means for those who have got the campaign and for those who have not. */
export function cancelWords(progress: Progress): string[] {
  const sent = progress.sent + progress.unconfirmed
  const left = progress.queued
  const taken =
    sent === 0
      ? 'Nobody has been sent this campaign yet.'
      : `${formatCountOf(sent, 'e-mail has', 'e-mails have')} been sent and can’t be recalled. The numbers stay.`
  const waiting =
    left === 0 ? 'Nobody else will get it.' : `${formatCountOf(left, 'member')} still waiting will not get it.`
  const underWay =
    progress.sending === 0
      ? []
      : [`${formatCountOf(progress.sending, 'e-mail is', 'e-mails are')} on the way and will still arrive.`]
  return [taken, ...underWay, waiting, 'A cancelled campaign can’t be resumed. Duplicate it to send it again.']
}
