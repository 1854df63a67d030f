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
    ...(addresses ? ['Tonight: the full IP addresses of all opens and clicks. Their first parts are kept.'] : []),
  ]
}

function eventsWords({ days, campaigns }: NonNullable<Loss['events']>): string {
  if (campaigns === 0)
    return `Who got, opened, and clicked each campaign, ${daysWords(days)} after its last email. No campaign is that old today.`
  return `Tonight: who got, opened, and clicked ${formatCountOf(campaigns, 'campaign')} whose last email was sent more than ${daysWords(days)} ago, and later ones when they reach that age.`
}
