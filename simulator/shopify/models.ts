// What a customer, without their orders, and the shop look like in GraphQL.
import { displayName, type Customer } from './customers.ts'
import { connection, pageOf, requireField, type Fields, type GraphContext, type PageArguments } from './graph.ts'
import { gid } from './ids.ts'
import { findMetafield, type Metafield } from './metafields.ts'
import type { Shop } from './shops.ts'
import { listTimeline } from './timeline.ts'

export function money(cents: number, currency: string): Fields {
  return { amount: (cents / 100).toFixed(2), currencyCode: currency }
}

// Shopify's schema has no milliseconds.
export function time(value: string): string
export function time(value: string | null): string | null
export function time(value: string | null): string | null {
  return value === null ? null : value.replace(/\.\d+Z$/, 'Z')
}

/** A customer without their orders: see order-models.ts. */
export function profileModel(customer: Customer): Fields {
  const owner = gid('Customer', customer.id)
  return {
    __typename: 'Customer',
    id: owner,
    legacyResourceId: customer.id,
    firstName: customer.first_name,
    lastName: customer.last_name,
    displayName: displayName(customer),
    email: customer.email,
    phone: customer.phone,
    locale: customer.locale,
    note: customer.note,
    state: customer.state,
    tags: customer.tags,
    verifiedEmail: customer.verified_email === 1,
    validEmailAddress: customer.email !== null && customer.email_state !== 'INVALID',
    dataSaleOptOut: false,
    taxExempt: false,
    createdAt: time(customer.created_at),
    updatedAt: time(customer.updated_at),
    numberOfOrders: String(customer.orders_count),
    amountSpent: (_: unknown, context: GraphContext) => money(customer.spent_cents, context.shop.currency),
    defaultEmailAddress: emailModel(customer),
    defaultPhoneNumber: phoneModel(customer),
    emailMarketingConsent: customer.email ? legacyEmailConsent(customer) : null,
    defaultAddress: addressOfCustomer(customer),
    metafield: (args: { namespace?: string | null; key: string }, context: GraphContext) => {
      const { namespace, key } = splitKey(args)
      const found = findMetafield(context.sim, { shop: customer.shop, owner_id: owner }, namespace, key)
      return found && metafieldModel(found)
    },
    events: (args: PageArguments, context: GraphContext) => eventsConnection(args, context, customer),
  }
}

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' })

/** Country, province and zone are for every app; the city only where the field *address* was approved. */
function addressOfCustomer(customer: Customer): Fields | null {
  const { country_code: country, city, province_code: province } = customer
  if (country === null) return null
  const ofAddress = (value: string | null) => (_: unknown, context: GraphContext) => {
    requireField(context, 'address')
    return value
  }
  return {
    __typename: 'MailingAddress',
    id: gid('MailingAddress', customer.id),
    country: COUNTRIES.of(country) ?? country,
    countryCodeV2: country,
    province,
    provinceCode: province,
    timeZone: customer.time_zone,
    city: ofAddress(city),
    zip: ofAddress(city && '10115'),
    address1: ofAddress(city && '1 High Street'),
    address2: ofAddress(null),
  }
}

/** Namespace and key as Shopify reads them: `namespace.key` in the key, else the app's own namespace. */
export function splitKey(args: { namespace?: string | null; key: string }): { namespace: string; key: string } {
  if (args.namespace) return { namespace: args.namespace, key: args.key }
  const dot = args.key.lastIndexOf('.')
  return dot > 0
    ? { namespace: args.key.slice(0, dot), key: args.key.slice(dot + 1) }
    : { namespace: '$app', key: args.key }
}

function emailModel(customer: Customer): Fields | null {
  if (!customer.email) return null
  return {
    __typename: 'CustomerEmailAddress',
    emailAddress: customer.email,
    marketingState: customer.email_state,
    marketingOptInLevel: customer.email_opt_in,
    marketingUpdatedAt: time(customer.email_updated_at),
    openTrackingLevel: customer.open_tracking,
    sourceLocation: null,
    validFormat: customer.email_state !== 'INVALID',
  }
}

function legacyEmailConsent(customer: Customer): Fields {
  return {
    marketingState: customer.email_state,
    marketingOptInLevel: customer.email_opt_in,
    consentUpdatedAt: time(customer.email_updated_at),
    sourceLocation: null,
  }
}

function phoneModel(customer: Customer): Fields | null {
  if (!customer.phone) return null
  const updatedAt = time(customer.sms_updated_at)
  return {
    __typename: 'CustomerPhoneNumber',
    phoneNumber: customer.phone,
    marketingState: customer.sms_state,
    marketingOptInLevel: customer.sms_opt_in,
    marketingUpdatedAt: updatedAt,
    marketingCollectedFrom: customer.sms_collected_from,
    sourceLocation: null,
    smsMarketingConsent: {
      __typename: 'CustomerSmsMarketingConsent',
      // Since 2026-10 "never asked" has another name here than in the older field beside it.
      state: customer.sms_state === 'NOT_SUBSCRIBED' ? 'NEVER_SUBSCRIBED' : customer.sms_state,
      optInLevel: customer.sms_opt_in,
      updatedAt,
      collectedFrom: customer.sms_collected_from,
      sourceLocation: null,
    },
  }
}

export function metafieldModel(field: Metafield): Fields {
  return {
    __typename: 'Metafield',
    id: gid('Metafield', field.id),
    legacyResourceId: field.id,
    namespace: field.namespace,
    key: field.key,
    type: field.type,
    value: field.value,
    jsonValue: field.type.startsWith('number') ? Number(field.value) : field.value,
    createdAt: time(field.created_at),
    updatedAt: time(field.updated_at),
  }
}

function eventsConnection(args: PageArguments, context: GraphContext, customer: Customer): Fields {
  const page = pageOf(args, context)
  const newest = listTimeline(context.sim, customer, 1000)
  const ordered = page.reverse ? newest : newest.toReversed()
  const start = page.after ? ordered.findIndex((event) => event.id === page.after?.id) + 1 : 0
  const entries = ordered.slice(start, start + page.limit + 1).map((event) => ({
    node: {
      __typename: 'BasicEvent',
      id: gid('BasicEvent', event.id),
      action: event.action,
      message: event.message,
      createdAt: time(event.created_at),
      attributeToApp: event.by_app === 1,
      attributeToUser: event.by_app === 0,
      appTitle: event.by_app === 1 ? 'Glancito' : null,
      criticalAlert: false,
      subjectId: gid('Customer', event.customer_id),
      subjectType: 'CUSTOMER',
    },
    cursor: { value: event.created_at, id: event.id },
  }))
  return connection(entries, page)
}

export function shopModel(shop: Shop, now: Date): Fields {
  const part = (style: 'longOffset' | 'short') =>
    new Intl.DateTimeFormat('en', { timeZone: shop.timezone, timeZoneName: style })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const offset = part('longOffset').replace('GMT', '') || '+00:00'
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':')
  const url = `https://${shop.shop}`
  return {
    __typename: 'Shop',
    id: gid('Shop', shop.id),
    name: shop.name,
    email: shop.email,
    contactEmail: shop.email,
    shopOwnerName: 'Demo Owner',
    myshopifyDomain: shop.shop,
    url,
    createdAt: time(shop.created_at),
    currencyCode: shop.currency,
    ianaTimezone: shop.timezone,
    timezoneAbbreviation: part('short'),
    timezoneOffset: offset.replace(':', ''),
    timezoneOffsetMinutes: (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes)),
    primaryDomain: { __typename: 'Domain', id: gid('Domain', shop.id), host: shop.shop, url, sslEnabled: true },
    plan: { publicDisplayName: 'Basic', displayName: 'Basic', partnerDevelopment: true, shopifyPlus: false },
    shopAddress: addressModel(shop),
    billingAddress: addressModel(shop),
  }
}

function addressModel(shop: Shop): Fields {
  return {
    __typename: 'ShopAddress',
    id: gid('ShopAddress', shop.id),
    company: shop.name,
    address1: 'Musterstraße 12',
    address2: null,
    city: 'Berlin',
    province: null,
    provinceCode: null,
    zip: '10115',
    country: 'Germany',
    countryCodeV2: 'DE',
    phone: null,
    formatted: [shop.name, 'Musterstraße 12', '10115 Berlin', 'Germany'],
  }
}
