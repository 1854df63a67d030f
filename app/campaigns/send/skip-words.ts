import type { LeftOutReason } from '#app/members/core/consent.ts'

/** Why members are left out, as a merchant reads it. */
export const SKIP_LABELS: Record<LeftOutReason, string> = {
  'no-address': 'No email address',
  'no-consent': 'No consent to email marketing',
  unsubscribed: 'Unsubscribed',
  'hard-bounced': 'Address hard bounced or on the suppression list',
  complained: 'Marked an email as spam',
  erased: 'Erased at the customer’s request',
  paused: 'Taking a break from emails',
  'too-often': 'Emailed as often as you allow',
  cancelled: 'Not sent: campaign cancelled',
}

export type SkipCount = { reason: LeftOutReason; count: number }

/** The reasons that occur, the most frequent first. */
export function skipRows(counts: Partial<Record<LeftOutReason, number>>): SkipCount[] {
  return (Object.entries(counts) as [LeftOutReason, number][])
    .map(([reason, count]) => ({ reason, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
}

export function skippedTotal(counts: Partial<Record<LeftOutReason, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
