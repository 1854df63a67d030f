// A request for data in plain words.
import { formatDate } from '#app/ui/format/format.ts'

const DAY_MS = 86_400_000
/** Less than this and the list says how many days are left. */
const SOON_DAYS = 10

type Times = { dueAt: Date; handedOverAt: Date | null }

export type RequestBadge = { text: string; tone: 'success' | 'attention' | 'critical' }

/** How a request stands: handed over, open, or late. */
export function requestBadge({ dueAt, handedOverAt }: Times, now: Date): RequestBadge {
  if (handedOverAt) return { text: 'Handed over', tone: 'success' }
  const days = Math.ceil((dueAt.getTime() - now.getTime()) / DAY_MS)
  if (days <= 0) return { text: 'Overdue', tone: 'critical' }
  if (days > SOON_DAYS) return { text: 'Open', tone: 'attention' }
  return { text: days === 1 ? 'Due within a day' : `Due in ${days} days`, tone: 'attention' }
}

/** What the home page says of requests that wait; null when none does. */
export function openRequestsWords(
  { open, dueAt }: { open: number; dueAt: Date | null },
  now: Date,
  timeZone: string,
): string | null {
  if (open === 0 || !dueAt) return null
  const who = open === 1 ? 'A customer asks' : `${open} customers ask`
  const when = dueAt <= now ? 'was due on' : 'is due by'
  return `${who} for a copy of their data: the ${open === 1 ? 'answer' : 'first answer'} ${when} ${formatDate(dueAt, timeZone)}.`
}

/** Whom a request is about, and what there is to hand over. */
export function standingWords(
  standing: 'member' | 'merged' | 'erased' | 'unknown',
  { asked, now }: { asked: string; now: string },
): { title: string; text: string } {
  switch (standing) {
    case 'member':
      return { title: 'All that Glancito holds of this customer', text: `They are customer ${asked} at Shopify.` }
    case 'merged':
      return {
        title: 'All that Glancito holds of this customer',
        text: `Shopify has merged customer ${asked} into customer ${now}; what was known of both is here.`,
      }
    case 'erased':
      return {
        title: 'This customer was erased',
        text: `Name, address and phone number are gone. What is left hangs on the bare customer number ${asked}, so that campaigns add up and consent can be proved.`,
      }
    case 'unknown':
      return {
        title: 'Glancito holds nothing of this customer',
        text: `Nothing is stored under customer ${asked}. Tell them so, and mark the request as handed over.`,
      }
  }
}
