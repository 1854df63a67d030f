// The bodies of Shopify's webhooks, field by field as API 2026-10 sends them. Consent is not part of customers/update.
import type { BulkOperation } from './bulk-store.ts'
import type { Customer } from './customers.ts'
import { gid } from './ids.ts'
import { time } from './models.ts'
import type { Shop } from './shops.ts'

declare global {
  interface JSON {
    rawJSON(text: string): object
  }
}

export type Payload = Record<string, unknown>

/** Prints a 64-bit id exactly: as a number it would lose its last digits. */
export function exact(id: string): object {
  return JSON.rawJSON(id)
}

export function price(cents: number): string {
  return (cents / 100).toFixed(2)
}

export function customerPayload(customer: Customer, currency: string): Payload {
  return {
    id: exact(customer.id),
    created_at: time(customer.created_at),
    updated_at: time(customer.updated_at),
    first_name: customer.first_name,
    last_name: customer.last_name,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.verified_email === 1,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency,
    addresses: addressPayload(customer),
    default_address: addressPayload(customer)[0] ?? null,
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', customer.id),
  }
}

function addressPayload(customer: Customer): Payload[] {
  const { country_code, province_code, city } = customer
  return country_code === null
    ? []
    : [{ customer_id: exact(customer.id), city, country_code, province_code, default: true }]
}

export function emailConsentPayload(customer: Customer): Payload {
  return {
    customer_id: exact(customer.id),
    email_address: customer.email,
    email_marketing_consent: {
      state: customer.email_state.toLowerCase(),
      opt_in_level: customer.email_opt_in?.toLowerCase() ?? null,
      consent_updated_at: time(customer.email_updated_at),
    },
  }
}

/** SMS consent: its topic has no `sms` in its name, and its body says `id`, not `customer_id`. */
export function smsConsentPayload(customer: Customer): Payload {
  return {
    id: exact(customer.id),
    phone: customer.phone,
    sms_marketing_consent: {
      state: customer.sms_state.toLowerCase(),
      opt_in_level: customer.sms_opt_in?.toLowerCase() ?? 'unknown',
      consent_updated_at: time(customer.sms_updated_at),
      consent_collected_from: (customer.sms_collected_from ?? 'OTHER').toLowerCase(),
    },
  }
}

export function customerDeletedPayload(id: string): Payload {
  return { id: exact(id), tax_exemptions: [], admin_graphql_api_id: gid('Customer', id) }
}

export function mergePayload(ids: { kept: string; deleted: string; job: string }): Payload {
  return {
    admin_graphql_api_customer_kept_id: gid('Customer', ids.kept),
    admin_graphql_api_customer_deleted_id: gid('Customer', ids.deleted),
    admin_graphql_api_job_id: gid('Job', ids.job),
    status: 'completed',
    errors: [],
  }
}

export function tagsPayload(customerId: string, tags: string[], occurredAt: string): Payload {
  return { customerId: gid('Customer', customerId), tags, occurredAt }
}

export function purchasingSummaryPayload(customer: Customer, currency: string): Payload {
  return {
    customerId: gid('Customer', customer.id),
    numberOfOrders: customer.orders_count,
    amountSpent: { amount: price(customer.spent_cents), currencyCode: currency },
    lastOrderId: customer.last_order_id ? gid('Order', customer.last_order_id) : null,
    occurredAt: time(customer.updated_at),
  }
}

export function bulkFinishPayload(operation: BulkOperation): Payload {
  return {
    admin_graphql_api_id: gid('BulkOperation', operation.id),
    completed_at: time(operation.completed_at),
    created_at: time(operation.created_at),
    error_code: operation.error_code?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: 'query',
  }
}

export function shopPayload(shop: Shop): Payload {
  return {
    id: exact(shop.id),
    name: shop.name,
    email: shop.email,
    domain: shop.shop,
    created_at: shop.created_at,
    currency: shop.currency,
    iana_timezone: shop.timezone,
    shop_owner: 'Demo Owner',
    plan_name: 'basic',
    myshopify_domain: shop.shop,
  }
}

export type ComplianceTopic = 'customers/data_request' | 'customers/redact' | 'shop/redact'

export interface ComplianceCase {
  customer: { id: string; email: string | null; phone: string | null } | null
  orderIds: string[]
  requestId: string
}

export function compliancePayload(topic: ComplianceTopic, shop: Shop, about: ComplianceCase): Payload {
  const common = { shop_id: exact(shop.id), shop_domain: shop.shop }
  if (topic === 'shop/redact' || !about.customer) return common
  const customer = { ...about.customer, id: exact(about.customer.id) }
  const orders = about.orderIds.map(exact)
  if (topic === 'customers/redact') return { ...common, customer, orders_to_redact: orders }
  return { ...common, orders_requested: orders, customer, data_request: { id: exact(about.requestId) } }
}
