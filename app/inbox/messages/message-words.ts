// A message from Shopify in the merchant's words: what it was about, what went wrong and what to do.
import { formatDate } from '#app/ui/format/format.ts'
import { MAX_ATTEMPTS } from '../claim.ts'

export type MessageRow = {
  webhookId: string
  topic: string
  /** When it happened at Shopify. */
  triggeredAt: string
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
const STILL_HERE = /still has the app/

/** What Shopify asks for by law, within thirty days: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
export const TIMED = ['customers/data_request', 'customers/redact', 'shop/redact']
const DUE_MS = 30 * 86_400_000

export const topicWords = (topic: string): string => TOPICS[topic] ?? `“${topic}”`

type Asked = Pick<MessageRow, 'topic' | 'triggeredAt' | 'error' | 'isEmpty' | 'attempts'>

const dueDay = ({ triggeredAt }: Pick<MessageRow, 'triggeredAt'>, timeZone: string): string =>
  formatDate(new Date(Date.parse(triggeredAt) + DUE_MS), timeZone)

/** What giving a message up means. */
export function discardWarning(message: Pick<MessageRow, 'topic' | 'triggeredAt' | 'error'>, timeZone: string): string {
  const { topic, error } = message
  if (OTHER_SHOP.test(error ?? '')) return 'It is not about your store, so you lose nothing.'
  const due = dueDay(message, timeZone)
  switch (topic) {
    case 'customers/data_request':
      return `The customer has a right to an answer by ${due}. If you discard it, answer them yourself: Shopify does not ask again.`
    case 'customers/redact':
      return `The law asks that this customer is erased by ${due}. If you discard it, Glancito keeps what it has of them: Shopify does not ask again.`
    case 'shop/redact':
      return STILL_HERE.test(error ?? '')
        ? 'As long as Glancito is installed, nothing is to be erased. Shopify asks again after you have uninstalled it.'
        : `The law asks that your store’s data is erased by ${due}. If you discard it, Glancito keeps them.`
    default:
      return `What it says is not applied. ${MEANWHILE[topic] ?? CHECK}`
  }
}

export type Problem = { what: string; advice: string }

const CHECK = 'The nightly consent check takes over what differs at Shopify.'

/** What holds as long as a message is not processed. Changes of a customer are in the export that each check loads. */
const MEANWHILE: Record<string, string> = {
  'customers/delete': 'The nightly consent check erases here who is no longer at Shopify.',
  'customers/merge':
    'Until then both customers stand here. The nightly consent check ends the one that Shopify no longer has, but only this message says for certain whom they were merged into.',
  'app/uninstalled': 'You are reading this in Glancito, so it is installed: there is nothing to apply, discard it.',
  'app/scopes_update': 'Until then Glancito may not know what your store lets it do.',
  'bulk_operations/finish': 'Nothing waits for it: Glancito also asks Shopify by itself how far an export is.',
}

/** What went wrong with a failed message, and what to do about it. */
export function problemOf(message: Asked, timeZone: string): Problem {
  const { topic, error, isEmpty, attempts } = message
  if (isEmpty)
    return {
      what: 'What it said was erased together with the customer.',
      advice: 'There is nothing left to try again: discard it.',
    }
  const known = KNOWN.find(({ test }) => test.test(error ?? ''))
  if (known) return known
  const what = whatOf(error, attempts)
  if (TIMED.includes(topic)) return { what, advice: `${LAW[topic]} ${dueDay(message, timeZone)}. ${BEFORE_DUE}` }
  const meanwhile = MEANWHILE[topic] ?? `Until then: ${lowerFirst(CHECK)}`
  if (topic === 'app/uninstalled') return { what, advice: meanwhile }
  // Only what makes no sense is given up before the last try.
  return attempts < MAX_ATTEMPTS || STOPPED.test(error ?? '')
    ? { what, advice: `Try it again after the next update of Glancito. ${meanwhile}` }
    : {
        what,
        advice: `Try it again. If it fails once more, ask for help with the technical reason below. ${meanwhile}`,
      }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

const LAW: Record<string, string> = {
  'customers/data_request':
    'The customer has a right to a copy of their data, and the check at night does not see to it: it is due by',
  'customers/redact':
    'The law asks that this customer is erased, and the check at night does not see to it: it is due by',
  'shop/redact': 'The law asks that your store’s data is erased: it is due by',
}

const BEFORE_DUE =
  'Try it again now. If it fails once more, ask for help with the technical reason below in good time before that day.'

const STOPPED = /worker stopped each time/

function whatOf(error: string | null, attempts: number): string {
  if (STOPPED.test(error ?? '')) return 'Glancito stopped each time it worked on it.'
  return attempts < MAX_ATTEMPTS
    ? 'Glancito does not understand what it says.'
    : `Glancito failed on it ${attempts} times.`
}

const KNOWN: (Problem & { test: RegExp })[] = [
  {
    test: /no (session|token) for|Shopify answered 40[1-4]|has uninstalled the app/,
    what: 'Glancito could not sign in to your store to read the customer.',
    advice: 'You have just opened the app, which signs it in again: try it again now.',
  },
  {
    test: STILL_HERE,
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
    advice:
      'Look whether Glancito has all its permissions (Shopify admin > Settings > Apps), then try it again: without them the nightly consent check can not read your customers, either.',
  },
]
