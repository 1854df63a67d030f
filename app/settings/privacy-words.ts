// Lengths of time as merchants say them, and what keeping less will cost.
import { formatCountOf } from '#app/ui/format/format.ts'
import type { Loss } from './privacy.server.ts'

const YEARS: Record<number, string> = { 365: '1 year', 730: '2 years' }

/** “90 days”, “1 year”. */
export const daysWords = (days: number): string => YEARS[days] ?? `${days} days`

/** What will be deleted, a sentence each. */
export function lossWords({ events, addresses }: Loss): string[] {
  return [
    ...(events ? [eventsWords(events)] : []),
    ...(addresses ? ['The full IP addresses of all opens and clicks. Their first parts are kept.'] : []),
  ]
}

function eventsWords({ days, campaigns }: NonNullable<Loss['events']>): string {
  const what = 'Who got, opened, and clicked'
  if (campaigns === 0)
    return `${what} each campaign, once its last email was sent ${daysWords(days)} ago. That’s none today.`
  return `${what} ${formatCountOf(campaigns, 'campaign')} whose last email was sent more than ${daysWords(days)} ago, and later ones when they reach that age.`
}
