import type { Progress } from '#app/sending/recipients.server.ts'
import { skippedTotal } from './skip-words.ts'

/** Whole percent of the recipients that are settled; 100 only when all are. */
export function progressPercent(progress: Progress): number {
  const settled = progress.sent + progress.failed + progress.unconfirmed + skippedTotal(progress.skipped)
  const open = progress.queued + progress.sending
  if (open === 0) return 100
  return Math.floor((100 * settled) / (settled + open))
}
