// A Shopify customer as the Admin API tells it, and the change to a member that follows from it.
import { parseMetafield } from '#app/settings/metafield.ts'
import { isBigint, LARGEST_INT } from '#app/platform/text/bounds.ts'
import { readMoment } from '#app/platform/text/moment.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { knownZone } from '#app/platform/text/zone.ts'
import { z } from 'zod'
import { MARKETING_STATES, type MarketingState } from './consent.ts'

export type OptInLevel = 'SINGLE_OPT_IN' | 'CONFIRMED_OPT_IN' | 'UNKNOWN'

export type Consent = {
  state: MarketingState
  optInLevel: OptInLevel | null
  /** When the person decided; where Shopify does not say, when it was true at the latest. */
  at: Date
  /** Whether Shopify said when. A SUBSCRIBED without its time never ends an unsubscribe. */
  exact: boolean
}

/** Of the default address; null what it does not say, or where there is none. */
type Place = { countryCode: string | null; provinceCode: string | null; timeZone: string | null }

/** What was not told stays as it is known. */
export type Profile = {
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  locale: string | null
  tags: string[]
  ordersCount: number
  amountSpent: string
  /** Undefined where the app may not read orders, or Shopify no longer shows the last one. */
  lastOrderAt?: Date | null
  place?: Place
  /** Undefined where it was not asked for: it needs an approval of its own. */
  city?: string | null
  loyaltyPoints: number | null
  openTracking: 'OPTED_IN' | 'OPTED_OUT' | 'UNKNOWN'
  createdAt: Date
  updatedAt: Date
}

/** What Shopify says of one customer; what it does not speak of is null. */
export type CustomerChange = {
  memberId: string
  profile: Profile | null
  email: Consent | null
  sms: Consent | null
  /** The delivery or operation that brought it. */
  reference: string | null
  /** When Shopify was asked, of a customer who was read by number. */
  readAt?: Date
}

/** The customer number in a global id, or null when it names something else. */
export function customerNumber(gid: string): string | null {
  const number = /^gid:\/\/shopify\/Customer\/(\d{1,19})$/.exec(gid)?.[1] ?? ''
  return isBigint(number) ? number : null
}

export function customerGid(memberId: bigint | string): string {
  return `gid://shopify/Customer/${memberId}`
}

export type Asked = {
  /** Where points come from, as `namespace.key`. */
  metafield: string | null
  /** The last order needs read_orders. */
  orders: boolean
  /** Country, province and zone of the default address. */
  place: boolean
  /** The city is a protected field, for which not every app is approved. */
  city: boolean
}

/** What is asked of each customer, in a bulk operation and in a read of a few. */
export function customerFields({ metafield, orders, place, city }: Asked): string {
  const points = metafield && parseMetafield(metafield)
  const ofAddress = [place ? 'countryCodeV2 provinceCode timeZone' : '', city ? 'city' : ''].filter(Boolean).join(' ')
  return `id firstName lastName locale createdAt updatedAt numberOfOrders amountSpent { amount } tags
    defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt openTrackingLevel }
    defaultPhoneNumber { phoneNumber smsMarketingConsent { state optInLevel updatedAt } }
    ${orders ? 'lastOrder { processedAt }' : ''} ${ofAddress ? `defaultAddress { ${ofAddress} }` : ''}
    ${points ? `metafield(namespace: "${points.namespace}", key: "${points.key}") { value }` : ''}`
}

// One value that PostgreSQL does not take would hold up all the customers who are saved with it.
/** Shopify's own limit for a name and a tag; what an app or an import got past it is cut. */
const LONGEST_TEXT = 255
const MOST_TAGS = 250
const text = z.string().transform((value) => clean(value.slice(0, LONGEST_TEXT)))
/** Half an address leads to somebody else: what is longer than any can be (RFC 5321 §4.5.3.1.3) is none. */
const LONGEST_ADDRESS = 320
const reached = z.string().transform((value) => (value.length > LONGEST_ADDRESS ? null : clean(value)))
/** A time as Shopify writes it; one that can not be is refused. */
export const moment = z.string().transform((value, context) => {
  const at = readMoment(value)
  if (at) return at
  context.addIssue('not a time')
  return z.NEVER
})
/** A time that can not be is not told. */
const time = moment.nullish().catch(null)
/** A code that is none is not told. */
const code = (form: RegExp) => z.string().regex(form).nullable().catch(null)
/** In a zone that this runtime does not know, nobody's hour could be told. */
const zone = z
  .string()
  .max(100)
  .refine((name) => knownZone(name) === name)
  .nullable()
  .catch(null)
const MOST_SPENT = 999_999_999_999
const optIn = z.enum(['SINGLE_OPT_IN', 'CONFIRMED_OPT_IN', 'UNKNOWN']).nullable().catch(null)
// SMS calls it NEVER_SUBSCRIBED; a state that Shopify adds later is no consent either.
const state = z.enum(MARKETING_STATES).catch('NOT_SUBSCRIBED')

const schema = z.object({
  id: z.string().transform((gid, context) => {
    const number = customerNumber(gid)
    if (number) return number
    context.addIssue('not a customer')
    return z.NEVER
  }),
  firstName: text.nullable(),
  lastName: text.nullable(),
  locale: text.nullable(),
  createdAt: time,
  updatedAt: moment,
  numberOfOrders: z.coerce
    .number()
    .int()
    .transform((orders) => Math.max(0, Math.min(LARGEST_INT, orders))),
  amountSpent: z.object({
    amount: z
      .string()
      .max(40)
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(storable),
  }),
  tags: z.array(text).transform((tags) => tags.slice(0, MOST_TAGS)),
  defaultEmailAddress: z
    .object({
      emailAddress: reached.nullable(),
      marketingState: state,
      marketingOptInLevel: optIn,
      marketingUpdatedAt: time,
      openTrackingLevel: z.enum(['OPTED_IN', 'OPTED_OUT', 'UNKNOWN']).catch('UNKNOWN'),
    })
    .nullable(),
  defaultPhoneNumber: z
    .object({
      phoneNumber: reached.nullable(),
      smsMarketingConsent: z.object({ state, optInLevel: optIn, updatedAt: time }).nullable(),
    })
    .nullable(),
  lastOrder: z.object({ processedAt: time }).nullish(),
  defaultAddress: z
    .object({
      countryCodeV2: code(/^[A-Z]{2}$/).optional(),
      provinceCode: code(/^[\w-]{1,10}$/).optional(),
      timeZone: zone.optional(),
      city: text.nullish(),
    })
    .nullish(),
  metafield: z.object({ value: z.string() }).nullish(),
})

/** Parses a customer node. @throws ZodError when it is not what `customerFields` asks for. */
export function parseCustomer(node: unknown, reference: string | null): CustomerChange {
  const customer = schema.parse(node)
  const { updatedAt, defaultEmailAddress: email, defaultPhoneNumber: phone } = customer
  const sms = phone?.smsMarketingConsent
  return {
    memberId: customer.id,
    reference,
    profile: {
      firstName: customer.firstName,
      lastName: customer.lastName,
      email: email?.emailAddress ?? null,
      phone: phone?.phoneNumber ?? null,
      locale: customer.locale,
      tags: customer.tags,
      ordersCount: customer.numberOfOrders,
      amountSpent: customer.amountSpent.amount,
      ...toldLastOrder(customer),
      ...toldPlace(customer.defaultAddress),
      loyaltyPoints: wholePoints(customer.metafield?.value),
      openTracking: email?.openTrackingLevel ?? 'UNKNOWN',
      createdAt: customer.createdAt ?? updatedAt,
      updatedAt,
    },
    email: consent(email?.marketingState, email?.marketingOptInLevel, email?.marketingUpdatedAt, updatedAt),
    sms: consent(sms?.state, sms?.optInLevel, sms?.updatedAt, updatedAt),
  }
}

type Customer = z.infer<typeof schema>

/** Shopify shows an app sixty days of orders: of who has ordered, none shown is not none. */
function toldLastOrder({ lastOrder, numberOfOrders }: Customer): Pick<Profile, 'lastOrderAt'> {
  if (lastOrder === undefined || (lastOrder === null && numberOfOrders > 0)) return {}
  return { lastOrderAt: lastOrder?.processedAt ?? null }
}

function toldPlace(address: Customer['defaultAddress']): Pick<Profile, 'place' | 'city'> {
  if (address === undefined) return {}
  if (address === null) return { place: { countryCode: null, provinceCode: null, timeZone: null }, city: null }
  const { countryCodeV2: countryCode, provinceCode, timeZone, city } = address
  return {
    ...(countryCode !== undefined && {
      place: { countryCode, provinceCode: provinceCode ?? null, timeZone: timeZone ?? null },
    }),
    ...(city !== undefined && { city }),
  }
}

function consent(
  state: MarketingState = 'NOT_SUBSCRIBED',
  optInLevel: OptInLevel | null = null,
  at: Date | null = null,
  known: Date,
): Consent {
  return { state, optInLevel, at: at ?? known, exact: at !== null }
}

/** The column holds twelve digits before the point. */
function storable(amount: string): string {
  return Math.abs(Number(amount)) < MOST_SPENT ? amount : String(Math.sign(Number(amount)) * MOST_SPENT)
}

/** Loyalty apps write number_integer, number_decimal or plain text. */
function wholePoints(value: string | undefined): number | null {
  const points = Math.floor(Number(value))
  return value !== undefined && Number.isFinite(points)
    ? Math.max(-LARGEST_INT - 1, Math.min(LARGEST_INT, points))
    : null
}
