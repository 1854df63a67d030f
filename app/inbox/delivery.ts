// A Shopify webhook as it is delivered, and what it means for us. Ids exceed 2^53, so JSON is read without losing digits.
import { isBigint } from '#app/platform/text/bounds.ts'
import { z } from 'zod'
import { customerNumber, moment, type Consent, type CustomerChange } from '#app/members/core/customer.ts'
import { MARKETING_STATES } from '#app/members/core/consent.ts'
import type { Order, Refund } from '#app/orders/order.ts'
import { readOrderMessage, readRefundMessage } from '#app/orders/order-message.ts'
import { RefusedMessage } from './message-fault.ts'
import { isTopic, type Topic } from './topics.ts'

export type Delivery = {
  tenantId: number
  shop: string
  webhookId: string
  topic: string
  triggeredAt: Date
  receivedAt: Date
  body: Uint8Array
  /** Whom it concerns, where its body says so. */
  memberId: string | null
  /** How often it was tried, this time included. */
  attempts: number
}

/** What a delivery asks of us. */
export type DeliveryAction =
  | { do: 'apply-consent'; change: CustomerChange }
  | { do: 'read-customer'; memberId: string }
  | { do: 'save-order'; order: Order }
  | { do: 'save-refund'; orderId: string; refund: Refund }
  | { do: 'check-deleted'; memberId: string }
  | { do: 'erase-member'; memberId: string; orders: string[] }
  | { do: 'erase-orders'; orders: string[] }
  | { do: 'merge-members'; kept: string; gone: string }
  | { do: 'note-uninstall' }
  | { do: 'note-scopes' }
  | { do: 'load-import'; bulkOperationId: string }
  | { do: 'redact-shop' }
  | { do: 'note-data-request'; requestId: string; memberId: string; orders: string[] }
  | { do: 'note'; what: string }

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value

/** Sixteen digits in a row are the least that a number may not hold; a reviver makes parsing ten times as slow. */
const LONG_NUMBER = /\d{16}/

/** Parses JSON; integers that a number cannot hold come out as strings. */
export function parseLossless(json: string): unknown {
  if (!LONG_NUMBER.test(json)) return JSON.parse(json)
  // TypeScript does not know the reviver's third argument yet (ES2026).
  return JSON.parse(json, keepDigits as (key: string, value: unknown) => unknown)
}

const id = z.union([z.string(), z.number().int().positive()]).transform(String).refine(isBigint)
const gid = z.string().transform((value, context) => {
  const number = customerNumber(value)
  if (number) return number
  context.addIssue('not a customer')
  return z.NEVER
})
const upper = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), schema)

const consent = z.object({
  state: upper(z.enum(MARKETING_STATES).catch('NOT_SUBSCRIBED')),
  opt_in_level: upper(z.enum(['SINGLE_OPT_IN', 'CONFIRMED_OPT_IN', 'UNKNOWN']).nullable().catch(null)),
  consent_updated_at: z.union([moment, z.string().transform(() => 'impossible' as const)]).nullish(),
})
/** Null where there is none, or one of a time that can not be: then the customer is read, who has it. */
const toldConsent = consent
  .transform(({ consent_updated_at: at, ...told }) =>
    at === 'impossible' ? null : { ...told, consent_updated_at: at ?? null },
  )
  .nullish()

function toConsent(given: NonNullable<z.infer<typeof toldConsent>>, triggeredAt: Date): Consent {
  const at = given.consent_updated_at
  return { state: given.state, optInLevel: given.opt_in_level, at: at ?? triggeredAt, exact: at !== null }
}

const customer = z.object({ id }).transform((body) => body.id)
const customerOfEvent = z.object({ customerId: gid }).transform((body) => body.customerId)
const emailConsent = z.object({ customer_id: id, email_marketing_consent: toldConsent })
const smsConsent = z.object({ id, sms_marketing_consent: toldConsent })
const buyer = z.object({ customer: z.object({ id }).nullish() })
const merge = z.object({
  admin_graphql_api_customer_kept_id: gid,
  admin_graphql_api_customer_deleted_id: gid,
  status: z.string().max(100),
})
const bulk = z.object({
  admin_graphql_api_id: z
    .string()
    .max(200)
    .regex(/^gid:\/\/shopify\/BulkOperation\/\d{1,19}$/),
})
const uninstalled = z.object({ myshopify_domain: z.string().max(255) })
const compliance = z.object({ shop_domain: z.string().max(255), customer: z.object({ id }).nullish() })
const redaction = z.object({ orders_to_redact: z.array(id).nullish() })
const dataRequest = z.object({
  customer: z.object({ id }),
  orders_requested: z.array(id).nullish(),
  data_request: z.object({ id }),
})

function readCompliance(body: unknown, { shop }: Pick<Delivery, 'shop'>) {
  const request = compliance.parse(body)
  requireSameShop(request.shop_domain, shop)
  return request
}

/** The signature covers the body alone: what ends a shop or a customer must name in its body the shop that its header names. */
function requireSameShop(named: string, shop: string): void {
  if (named.toLowerCase() !== shop)
    throw new RefusedMessage('other-shop', 'the body names another shop than the header')
}

type PayloadReader = (body: unknown, delivery: Pick<Delivery, 'shop' | 'webhookId' | 'triggeredAt'>) => DeliveryAction

const readCustomer: PayloadReader = (body) => ({ do: 'read-customer', memberId: customer.parse(body) })
const readCustomerOfEvent: PayloadReader = (body) => ({ do: 'read-customer', memberId: customerOfEvent.parse(body) })
/** One that names its customer alone, as from before orders were kept or once they were erased, has the customer read. */
const readOrder: PayloadReader = (body, { triggeredAt }) => {
  const { customer: by } = buyer.parse(body)
  if (Object.hasOwn(Object(body), 'total_price_set'))
    return { do: 'save-order', order: readOrderMessage(body, triggeredAt) }
  return by ? { do: 'read-customer', memberId: by.id } : { do: 'note', what: 'an order without a customer' }
}

const READERS: Record<Topic, PayloadReader> = {
  'customers/create': readCustomer,
  'customers/update': readCustomer,
  'customers/delete': (body) => ({ do: 'check-deleted', memberId: customer.parse(body) }),
  'customer.tags_added': readCustomerOfEvent,
  'customer.tags_removed': readCustomerOfEvent,
  'customers/purchasing_summary': readCustomerOfEvent,
  'orders/create': readOrder,
  'orders/paid': readOrder,
  'orders/updated': readOrder,
  'orders/cancelled': readOrder,
  'refunds/create': (body) => ({ do: 'save-refund', ...readRefundMessage(body) }),
  'customers_email_marketing_consent/update': (body, { webhookId, triggeredAt }) => {
    const { customer_id: memberId, email_marketing_consent: given } = emailConsent.parse(body)
    if (!given) return { do: 'read-customer', memberId }
    const email = toConsent(given, triggeredAt)
    return { do: 'apply-consent', change: { memberId, profile: null, email, sms: null, reference: webhookId } }
  },
  'customers_marketing_consent/update': (body, { webhookId, triggeredAt }) => {
    const { id: memberId, sms_marketing_consent: given } = smsConsent.parse(body)
    if (!given) return { do: 'read-customer', memberId }
    const sms = toConsent(given, triggeredAt)
    return { do: 'apply-consent', change: { memberId, profile: null, email: null, sms, reference: webhookId } }
  },
  'customers/merge': (body) => {
    const { status, ...ids } = merge.parse(body)
    const { admin_graphql_api_customer_kept_id: kept, admin_graphql_api_customer_deleted_id: gone } = ids
    return status === 'completed' ? { do: 'merge-members', kept, gone } : { do: 'note', what: `a merge: ${status}` }
  },
  'app/uninstalled': (body, { shop }) => {
    requireSameShop(uninstalled.parse(body).myshopify_domain, shop)
    return { do: 'note-uninstall' }
  },
  'app/scopes_update': () => ({ do: 'note-scopes' }),
  'bulk_operations/finish': (body) => ({ do: 'load-import', bulkOperationId: bulk.parse(body).admin_graphql_api_id }),
  'customers/data_request': (body, delivery) => {
    readCompliance(body, delivery)
    const { customer: asks, orders_requested: orders, data_request: request } = dataRequest.parse(body)
    return { do: 'note-data-request', requestId: request.id, memberId: asks.id, orders: orders ?? [] }
  },
  'customers/redact': (body, delivery) => {
    const memberId = readCompliance(body, delivery).customer?.id
    const orders = redaction.parse(body).orders_to_redact ?? []
    return memberId ? { do: 'erase-member', memberId, orders } : { do: 'erase-orders', orders }
  },
  'shop/redact': (body, delivery) => {
    readCompliance(body, delivery)
    return { do: 'redact-shop' }
  },
}

/** What a delivery asks of us. @throws when its body is not what its topic sends. */
export function readDelivery(
  delivery: Pick<Delivery, 'shop' | 'topic' | 'webhookId' | 'triggeredAt' | 'body'>,
): DeliveryAction {
  const { topic } = delivery
  if (!isTopic(topic)) return { do: 'note', what: 'a topic that nobody handles' }
  return READERS[topic](parseLossless(new TextDecoder().decode(delivery.body)), delivery)
}
