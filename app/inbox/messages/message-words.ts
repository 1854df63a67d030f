// A message from Shopify in the merchant's words: what it was about, what went wrong and what to do.
import { formatDate } from '#app/ui/format/format.ts'
import { MAX_ATTEMPTS } from '../claim.ts'
import type { MessageFault } from '../message-fault.ts'
import { isTopic, type Topic } from '../topics.ts'

export type MessageRow = {
  webhookId: string
  topic: string
  /** When it happened at Shopify. */
  triggeredAt: string
  receivedAt: string
  attempts: number
  /** For whoever runs the app. */
  error: string | null
  fault: MessageFault | null
  /** Its content was erased with the customer whom it was about. */
  isEmpty: boolean
  state: 'waiting' | 'done' | 'dead'
  memberId: string | null
  isMember: boolean
  firstName: string | null
  lastName: string | null
  email: string | null
}

const TOPICS: Record<Topic, string> = {
  'customers/create': 'New customer',
  'customers/update': 'Customer updated',
  'customers/delete': 'Customer deleted',
  'customers/merge': 'Customers merged',
  'customers_email_marketing_consent/update': 'Email consent changed',
  'customers_marketing_consent/update': 'SMS consent changed',
  'customer.tags_added': 'Tags added to a customer',
  'customer.tags_removed': 'Tags removed from a customer',
  'customers/purchasing_summary': 'Customer made a purchase',
  'orders/create': 'New order',
  'orders/paid': 'Order paid',
  'orders/updated': 'Order updated',
  'orders/cancelled': 'Order cancelled',
  'refunds/create': 'Refund',
  'customers/data_request': 'Customer data request',
  'customers/redact': 'Customer erasure request',
  'shop/redact': 'Store erasure request',
  'app/uninstalled': 'Glancito uninstalled',
  'app/scopes_update': 'Permissions changed',
  'bulk_operations/finish': 'Customer export finished',
}

/** What the law asks for is due within thirty days. */
const DUE_MS = 30 * 86_400_000

export const topicWords = (topic: string): string => (isTopic(topic) ? TOPICS[topic] : `“${topic}”`)

type Asked = Pick<MessageRow, 'topic' | 'triggeredAt' | 'fault' | 'isEmpty' | 'attempts'>

const dueDay = ({ triggeredAt }: Pick<MessageRow, 'triggeredAt'>, timeZone: string): string =>
  formatDate(new Date(Date.parse(triggeredAt) + DUE_MS), timeZone)

/** What giving a message up means. */
export function discardWarning(message: Pick<MessageRow, 'topic' | 'triggeredAt' | 'fault'>, timeZone: string): string {
  const { topic, fault } = message
  if (fault === 'other-shop') return 'It isn’t about your store, so nothing is lost.'
  const due = dueDay(message, timeZone)
  switch (topic) {
    case 'customers/data_request':
      return `The customer has a right to an answer by ${due}. If you discard this, answer them yourself: Shopify won’t ask again.`
    case 'customers/redact':
      return `By law, this customer must be erased by ${due}. If you discard this, Glancito keeps their data: Shopify won’t ask again.`
    case 'shop/redact':
      return fault === 'still-installed'
        ? 'Nothing has to be erased while Glancito is installed. Shopify asks again after you uninstall it.'
        : `By law, your store’s data must be erased by ${due}. If you discard this, Glancito keeps it.`
    default:
      return `The change won’t be applied. ${MEANWHILE[topic] ?? CHECK}`
  }
}

export type Problem = { what: string; advice: string }

const CHECK = 'The nightly consent check picks up any difference in Shopify.'

/** What holds as long as a message is not processed. Changes of a customer are in the export that each check loads. */
const MEANWHILE: Record<string, string> = {
  'customers/delete': 'The nightly consent check erases customers who are no longer in Shopify.',
  'customers/merge':
    'Until then, both customers are listed here. The nightly consent check removes the one Shopify no longer has, but only this message says for certain who they were merged into.',
  'app/uninstalled':
    'You’re reading this in Glancito, so it’s installed. There’s nothing to apply: discard this message.',
  'app/scopes_update': 'Until then, Glancito may not know which permissions it has.',
  'bulk_operations/finish': 'Nothing depends on it: Glancito also checks on exports itself.',
}

/** What went wrong with a failed message, and what to do about it. */
export function problemOf(message: Asked, timeZone: string): Problem {
  const { topic, fault, isEmpty, attempts } = message
  if (isEmpty)
    return {
      what: 'Its content was erased with the customer.',
      advice: 'There’s nothing left to retry: discard it.',
    }
  const known = fault && KNOWN[fault]
  if (known) return known
  const what = whatOf(fault, attempts)
  if (LAW[topic]) return { what, advice: `${LAW[topic]} ${dueDay(message, timeZone)}. ${BEFORE_DUE}` }
  const meanwhile = MEANWHILE[topic] ?? `Until then, ${lowerFirst(CHECK)}`
  if (topic === 'app/uninstalled') return { what, advice: meanwhile }
  // Only what makes no sense is given up before the last try.
  return attempts < MAX_ATTEMPTS || fault === 'stopped' || fault === 'unreadable'
    ? { what, advice: `Try again after the next Glancito update. ${meanwhile}` }
    : {
        what,
        advice: `Try again. If it fails again, contact support with the technical reason below. ${meanwhile}`,
      }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

const LAW: Record<string, string> = {
  'customers/data_request':
    'The customer has a right to a copy of their data, which the nightly check doesn’t cover. It’s due by',
  'customers/redact': 'By law, this customer must be erased, which the nightly check doesn’t cover. It’s due by',
  'shop/redact': 'By law, your store’s data must be erased. It’s due by',
}

const BEFORE_DUE =
  'Try again now. If it fails again, contact support with the technical reason below well before that date.'

/** What failed before there were codes has none. */
function whatOf(fault: MessageFault | null, attempts: number): string {
  if (fault === 'unreadable') return 'Glancito doesn’t understand this message.'
  if (fault === 'stopped') return 'Glancito stopped every time it processed this message.'
  return `Glancito failed to process it ${attempts === 1 ? 'once' : `${attempts} times`}.`
}

const KNOWN: Partial<Record<MessageFault, Problem>> = {
  'signed-out': {
    what: 'Glancito couldn’t sign in to your store to read the customer.',
    advice: 'Opening the app signed it in again. Try again now.',
  },
  'still-installed': {
    what: 'Shopify asked to erase your store’s data, but Glancito is still installed.',
    advice: 'Discard it, unless you’re about to uninstall Glancito.',
  },
  'other-shop': {
    what: 'It’s about a different store than the one it was sent for.',
    advice: 'Discard it: it isn’t for you.',
  },
  refused: {
    what: 'Shopify refused access to the customer.',
    advice:
      'Check that Glancito has all its permissions (Shopify admin > Settings > Apps), then try again. Without them, the nightly consent check can’t read your customers either.',
  },
}
