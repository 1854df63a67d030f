// Whom a delivery concerns, and which deliveries of a customer wait for which. They are processed in the order in which
// they came, but nothing waits for a refresh except the next one: it makes us read the customer as they are by then, and
// while Shopify can not be asked an opt-out must not stand behind it.
import { customerNumber } from '#app/members/core/customer.ts'
import { isBigint } from '#app/platform/text/bounds.ts'
import { parseLossless } from './delivery.ts'
import { HANDLED_TOPICS, type DeliveryKind, topicOf } from './topics.ts'

export function kindOf(topic: string): DeliveryKind {
  return topicOf(topic)?.kind ?? 'refresh'
}

/** Whether a delivery waits until an earlier one of the same customer has ended. */
export function waitsFor(later: DeliveryKind, earlier: DeliveryKind): boolean {
  return earlier !== 'refresh' || later === 'refresh'
}

export type Concerned = { memberId: string | null; mergedId: string | null }

/** The topics that are processed by reading the customer from Shopify. */
export const READ_TOPICS = HANDLED_TOPICS.filter((topic) => topicOf(topic)?.isRead)

/** The least that such a delivery must say to be processed: the customer's number, where its topic has it. */
export function bareHint(topic: string, memberId: string): string {
  const path = topicOf(topic)?.customer ?? []
  const number = path.includes('customerId') ? `"gid://shopify/Customer/${memberId}"` : memberId
  return path.reduceRight((inner, key) => `{"${key}":${inner}}`, number)
}

/** The customers whom a delivery concerns, two for a merge; known also where the rest of its body makes no sense. */
export function concernedBy(topic: string, body: Buffer): Concerned {
  const places = topicOf(topic)
  if (!places?.customer) return { memberId: null, mergedId: null }
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
  return isBigint(value) ? value : customerNumber(value)
}
