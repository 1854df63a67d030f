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
      ? 'No one has been sent this campaign yet.'
      : `${formatCountOf(sent, 'email has', 'emails have')} been sent and can’t be recalled. The numbers stay.`
  const waiting =
    left === 0 ? 'No one else will get it.' : `${formatCountOf(left, 'member')} still waiting won’t get it.`
  const underWay =
    progress.sending === 0
      ? []
      : [`${formatCountOf(progress.sending, 'email is', 'emails are')} on the way and will still arrive.`]
  return [taken, ...underWay, waiting, 'A cancelled campaign can’t be resumed. Duplicate it to send it again.']
}
