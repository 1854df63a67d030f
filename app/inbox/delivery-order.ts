// Whom a delivery concerns, and which deliveries of a customer wait for which. They are worked off in the order in which
// they came, but nothing waits for a hint except the next one: a hint makes us read the customer as they are by then, and
// while Shopify can not be asked an opt-out must not stand behind it.
import { customerNumber, isCustomerNumber } from '#app/members/core/customer.ts'
import { COMPLIANCE_TOPICS, parseLossless } from './delivery.ts'

/** Of one customer: `consent` states a decision, a `hint` asks to read them anew, an `act` ends or merges them. */
export type Lane = 'consent' | 'hint' | 'act'

export function laneOf(topic: string): Lane {
  return TOPICS[topic]?.lane ?? 'hint'
}

/** Whether a delivery waits until an earlier one of the same customer has ended. */
export function waitsFor(later: Lane, earlier: Lane): boolean {
  return earlier !== 'hint' || later === 'hint'
}

export type Concerned = { memberId: string | null; mergedId: string | null }

/** Where a topic's body names its customers. */
const TOPICS: Record<string, { lane: Lane; customer: string[]; merged?: string[] }> = {
  'customers/create': { lane: 'hint', customer: ['id'] },
  'customers/update': { lane: 'hint', customer: ['id'] },
  'customer.tags_added': { lane: 'hint', customer: ['customerId'] },
  'customer.tags_removed': { lane: 'hint', customer: ['customerId'] },
  'customers/purchasing_summary': { lane: 'hint', customer: ['customerId'] },
  'orders/create': { lane: 'hint', customer: ['customer', 'id'] },
  'orders/paid': { lane: 'hint', customer: ['customer', 'id'] },
  'orders/updated': { lane: 'hint', customer: ['customer', 'id'] },
  'orders/cancelled': { lane: 'hint', customer: ['customer', 'id'] },
  'customers_email_marketing_consent/update': { lane: 'consent', customer: ['customer_id'] },
  'customers_marketing_consent/update': { lane: 'consent', customer: ['id'] },
  'customers/delete': { lane: 'act', customer: ['id'] },
  'customers/merge': {
    lane: 'act',
    customer: ['admin_graphql_api_customer_kept_id'],
    merged: ['admin_graphql_api_customer_deleted_id'],
  },
  'customers/redact': { lane: 'act', customer: ['customer', 'id'] },
  'customers/data_request': { lane: 'hint', customer: ['customer', 'id'] },
}

/** The topics that are worked off by reading the customer from Shopify. */
export const READ_TOPICS = Object.keys(TOPICS).filter(
  (topic) => laneOf(topic) === 'hint' && !COMPLIANCE_TOPICS.includes(topic),
)

/** The least that such a delivery must say to be worked off: the customer's number, where its topic has it. */
export function bareHint(topic: string, memberId: string): string {
  const path = TOPICS[topic]?.customer ?? []
  const number = path.includes('customerId') ? `"gid://shopify/Customer/${memberId}"` : memberId
  return path.reduceRight((inner, key) => `{"${key}":${inner}}`, number)
}

/** The customers whom a delivery concerns, two for a merge; known also where the rest of its body makes no sense. */
export function concernedBy(topic: string, body: Buffer): Concerned {
  const places = TOPICS[topic]
  if (!places) return { memberId: null, mergedId: null }
  const parsed = parseOrNull(body)
  return { memberId: idAt(parsed, places.customer), mergedId: places.merged ? idAt(parsed, places.merged) : null }
}

function parseOrNull(body: Buffer): unknown {
  try {
    return parseLossless(body.toString())
  } catch {
    return null
  }
}

function idAt(parsed: unknown, path: string[]): string | null {
  let value = parsed
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null
  if (typeof value !== 'string') return null
  return isCustomerNumber(value) ? value : customerNumber(value)
}
