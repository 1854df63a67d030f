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
  const who = open === 1 ? 'A customer asked' : `${open} customers asked`
  const when = dueAt <= now ? 'was due on' : 'is due by'
  return `${who} for a copy of their data. The ${open === 1 ? 'answer' : 'first answer'} ${when} ${formatDate(dueAt, timeZone)}.`
}

/** Whom a request is about, and what there is to hand over. */
export function standingWords(
  standing: 'member' | 'merged' | 'erased' | 'unknown',
  { asked, now }: { asked: string; now: string },
): { title: string; text: string } {
  switch (standing) {
    case 'member':
      return { title: 'Everything Glancito stores about this customer', text: `They’re customer ${asked} in Shopify.` }
    case 'merged':
      return {
        title: 'Everything Glancito stores about this customer',
        text: `Shopify merged customer ${asked} into customer ${now}. This includes data from both.`,
      }
    case 'erased':
      return {
        title: 'This customer was erased',
        text: `Their name, address, and phone number are gone, and within a day of the erasure so are the programs and IP addresses of their opens and clicks. What’s left is tied only to customer number ${asked}, so that campaign figures add up and consent can be proven.`,
      }
    case 'unknown':
      return {
        title: 'Glancito stores nothing about this customer',
        text: `Nothing is stored under customer ${asked}. Let them know, then mark the request as handed over.`,
      }
  }
}
