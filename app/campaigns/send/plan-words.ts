// What was planned beside what happened, in words.
import type { LeftOutReason } from '#app/members/core/consent.ts'
import type { Manifest } from '#app/sending/manifest.ts'
import type { Progress } from '#app/sending/recipients.server.ts'
import { formatCount, formatCountOf, formatMoney } from '#app/ui/format/format.ts'

/** How each reason is told when it came between the plan and the send. */
const MEANWHILE: Record<LeftOutReason, string> = {
  'no-address': 'lost their email address',
  'no-consent': 'withdrew their consent',
  unsubscribed: 'unsubscribed',
  'hard-bounced': 'hard bounced',
  complained: 'marked an email as spam',
  erased: 'were erased',
  paused: 'asked for a break',
  'too-often': 'were sent other campaigns',
  cancelled: 'waited when it was cancelled',
}

/** “Planned 4,812, sent 4,809”. */
export function plannedAndSent({ reachable }: Pick<Manifest, 'reachable'>, progress: Progress): string {
  return `Planned ${formatCount(reachable)}, sent ${formatCount(progress.sent)}`
}

/** What made the difference, the most first; nothing where all went as planned. */
export function differenceWords({ members, skipped }: Manifest, progress: Progress): string[] {
  const after = Object.entries(progress.skipped) as [LeftOutReason, number][]
  const more = after
    .map(([reason, count]) => ({ reason, more: count - (skipped[reason] ?? 0) }))
    .filter((each) => each.more > 0)
    .toSorted((one, other) => other.more - one.more)
  const { queued, sending, sent, failed, unconfirmed } = progress
  const total = queued + sending + sent + failed + unconfirmed + after.reduce((sum, [, count]) => sum + count, 0)
  return [
    ...more.map(
      (each) => `${formatCount(each.more)} ${MEANWHILE[each.reason]}${each.reason === 'cancelled' ? '' : ' meanwhile'}`,
    ),
    ...some(failed, (count) => `${count} failed`),
    ...some(unconfirmed, (count) => `${count} unconfirmed`),
    ...some(queued + sending, (count) => `${count} still to be sent`),
    ...some(total - members, (count) => `${count} joined the segment meanwhile`),
    ...some(members - total, (count) => `${count} left the segment meanwhile`),
  ]
}

const some = (count: number, words: (count: string) => string) => (count > 0 ? [words(formatCount(count))] : [])

/** “About 6 minutes at your sending rate, and about $0.48 in Amazon SES fees.” */
export function estimateWords({ seconds, dollars }: Pick<Manifest, 'seconds' | 'dollars'>): string {
  const cost = `about ${formatMoney(Math.max(dollars, 0.01), 'USD')} in Amazon SES fees`
  if (seconds === null) return `${cost.charAt(0).toUpperCase()}${cost.slice(1)}.`
  return `About ${durationWords(seconds)} at your sending rate, and ${cost}.`
}

function durationWords(seconds: number): string {
  if (seconds < 60) return formatCountOf(Math.max(1, Math.round(seconds)), 'second')
  if (seconds < 5_400) return formatCountOf(Math.round(seconds / 60), 'minute')
  if (seconds < 172_800) return formatCountOf(Math.round(seconds / 3_600), 'hour')
  return formatCountOf(Math.round(seconds / 86_400), 'day')
}
