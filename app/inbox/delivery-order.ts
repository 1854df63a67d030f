// Whom a delivery concerns, and which deliveries of a customer wait for which. They are processed in the order in which
// they came, but nothing waits for a refresh except the next one: it makes us read the customer as they are by then, and
// while Shopify can not be asked an opt-out must not stand behind it.
import { customerNumber, isCustomerNumber } from '#app/members/core/customer.ts'
import { COMPLIANCE_TOPICS, parseLossless } from './delivery.ts'

/** Of one customer: `consent` states a decision, a `refresh` asks to read them again, `lifecycle` ends or merges them. */
export type DeliveryKind = 'consent' | 'refresh' | 'lifecycle'

export function kindOf(topic: string): DeliveryKind {
  return TOPICS[topic]?.kind ?? 'refresh'
}

/** Whether a delivery waits until an earlier one of the same customer has ended. */
export function waitsFor(later: DeliveryKind, earlier: DeliveryKind): boolean {
  return earlier !== 'refresh' || later === 'refresh'
}

export type Concerned = { memberId: string | null; mergedId: string | null }

/** Where a topic's body names its customers. */
const TOPICS: Record<string, { kind: DeliveryKind; customer: string[]; merged?: string[] }> = {
  'customers/create': { kind: 'refresh', customer: ['id'] },
  'customers/update': { kind: 'refresh', customer: ['id'] },
  'customer.tags_added': { kind: 'refresh', customer: ['customerId'] },
  'customer.tags_removed': { kind: 'refresh', customer: ['customerId'] },
  'customers/purchasing_summary': { kind: 'refresh', customer: ['customerId'] },
  'orders/create': { kind: 'refresh', customer: ['customer', 'id'] },
  'orders/paid': { kind: 'refresh', customer: ['customer', 'id'] },
  'orders/updated': { kind: 'refresh', customer: ['customer', 'id'] },
  'orders/cancelled': { kind: 'refresh', customer: ['customer', 'id'] },
  'customers_email_marketing_consent/update': { kind: 'consent', customer: ['customer_id'] },
  'customers_marketing_consent/update': { kind: 'consent', customer: ['id'] },
  'customers/delete': { kind: 'lifecycle', customer: ['id'] },
  'customers/merge': {
    kind: 'lifecycle',
    customer: ['admin_graphql_api_customer_kept_id'],
    merged: ['admin_graphql_api_customer_deleted_id'],
  },
  'customers/redact': { kind: 'lifecycle', customer: ['customer', 'id'] },
  'customers/data_request': { kind: 'refresh', customer: ['customer', 'id'] },
}

/** The topics that are processed by reading the customer from Shopify. */
export const READ_TOPICS = Object.keys(TOPICS).filter(
  (topic) => kindOf(topic) === 'refresh' && !COMPLIANCE_TOPICS.includes(topic),
)

/** The least that such a delivery must say to be processed: the customer's number, where its topic has it. */
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
