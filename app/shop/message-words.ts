// A message from Shopify in the merchant's words: what it was about, what went wrong and what to do.
import { MAX_ATTEMPTS } from './claim.ts'

export type MessageRow = {
  webhookId: string
  topic: string
  receivedAt: string
  attempts: number
  error: string | null
  /** Its content was erased with the customer whom it was about. */
  isEmpty: boolean
  state: 'waiting' | 'done' | 'dead'
  memberId: string | null
  isMember: boolean
  firstName: string | null
  lastName: string | null
  email: string | null
}

const TOPICS: Record<string, string> = {
  'customers/create': 'New customer',
  'customers/update': 'Customer changed',
  'customers/delete': 'Customer deleted',
  'customers/merge': 'Customers merged',
  'customers_email_marketing_consent/update': 'E-mail consent changed',
  'customers_marketing_consent/update': 'SMS consent changed',
  'customer.tags_added': 'Tags added to a customer',
  'customer.tags_removed': 'Tags taken from a customer',
  'customers/purchasing_summary': 'Customer bought something',
  'orders/create': 'New order',
  'orders/paid': 'Order paid',
  'orders/updated': 'Order changed',
  'orders/cancelled': 'Order cancelled',
  'customers/data_request': 'A customer asks for their data',
  'customers/redact': 'A customer must be erased',
  'shop/redact': 'All data of the store must be erased',
  'app/uninstalled': 'Glancito uninstalled',
  'app/scopes_update': 'Permissions changed',
  'bulk_operations/finish': 'Export of customers finished',
}

const OTHER_SHOP = /names another shop/

export const topicWords = (topic: string): string => TOPICS[topic] ?? `“${topic}”`

/** What giving a message up means, where that is more than a detail. */
export function discardWarning({ topic, error }: Pick<MessageRow, 'topic' | 'error'>): string {
  if (OTHER_SHOP.test(error ?? '')) return 'It is not about your store, so you lose nothing.'
  if (topic === 'customers/redact' || topic === 'shop/redact')
    return 'Shopify asks for this by law. If you discard it, erase the data yourself: Shopify does not ask again.'
  if (topic === 'customers/data_request')
    return 'The customer has a right to an answer. If you discard it, answer them yourself: Shopify does not ask again.'
  return 'What it says is not applied. The nightly consent check still finds and mends what differs from Shopify.'
}

export type Problem = { what: string; advice: string }

const CHECK = 'Until then the nightly consent check mends what differs from Shopify.'

/** What went wrong with a failed message, and what to do about it. */
export function problemOf({ error, isEmpty, attempts }: Pick<MessageRow, 'error' | 'isEmpty' | 'attempts'>): Problem {
  if (isEmpty)
    return {
      what: 'What it said was erased together with the customer.',
      advice: 'There is nothing left to try again: discard it.',
    }
  const known = KNOWN.find(({ test }) => test.test(error ?? ''))
  if (known) return known
  // Only what makes no sense is given up before the last try.
  return attempts < MAX_ATTEMPTS
    ? {
        what: 'Glancito does not understand what it says.',
        advice: `Try it again after the next update of Glancito. ${CHECK}`,
      }
    : {
        what: `Glancito failed on it ${MAX_ATTEMPTS} times.`,
        advice: `Try it again. If it fails once more, ask for help with the technical reason below. ${CHECK}`,
      }
}

const KNOWN: (Problem & { test: RegExp })[] = [
  {
    test: /worker stopped each time/,
    what: 'Glancito stopped each time it worked on it.',
    advice: `Try it again after the next update of Glancito. ${CHECK}`,
  },
  {
    test: /no (session|token) for|Shopify answered 40[1-4]|has uninstalled the app/,
    what: 'Glancito could not sign in to your store to read the customer.',
    advice: 'You have just opened the app, which signs it in again: try it again now.',
  },
  {
    test: /still has the app/,
    what: 'Shopify asks to erase all data of the store, although Glancito is still installed.',
    advice: 'Discard it, unless you are about to uninstall Glancito.',
  },
  {
    test: OTHER_SHOP,
    what: 'It is about another store than the one it was sent for.',
    advice: 'Discard it: it is not for you.',
  },
  {
    test: /Shopify refused our request/,
    what: 'Shopify refused to show the customer.',
    advice: `Look whether Glancito has all its permissions (Shopify admin > Settings > Apps), then try it again. ${CHECK}`,
  },
]
