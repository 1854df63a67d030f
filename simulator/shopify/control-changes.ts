// What the control API may do to customers: one change, or many in one request.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { HttpError } from '../http.ts'
import {
  changeTags,
  createCustomer,
  deleteCustomer,
  mergeCustomers,
  setEmailConsent,
  setSmsConsent,
  updateProfile,
  type Target,
} from './changes.ts'
import { findCustomer, type Customer } from './customers.ts'
import { placeOrder, type NewOrder } from './order-changes.ts'
import { writeCustomerMetafield } from './shop-changes.ts'

const emailState = z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING', 'INVALID'])
const smsState = z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING'])
const optIn = z.enum(['CONFIRMED_OPT_IN', 'SINGLE_OPT_IN', 'UNKNOWN'])
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString())

const profile = {
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  locale: z.string().optional(),
  note: z.string().nullish(),
  /** Of the default address. */
  country: z.string().nullish(),
  province: z.string().nullish(),
  city: z.string().nullish(),
  timeZone: z.string().nullish(),
}

export const newCustomer = z.strictObject({
  ...profile,
  tags: z.array(z.string()).optional(),
  emailState: emailState.optional(),
  smsState: smsState.optional(),
  optIn: optIn.optional(),
})

export const customerChange = z.strictObject({
  ...profile,
  openTracking: z.enum(['OPTED_IN', 'OPTED_OUT', 'UNKNOWN']).optional(),
  addTags: z.array(z.string()).optional(),
  removeTags: z.array(z.string()).optional(),
  emailState: emailState.optional(),
  smsState: smsState.optional(),
  optIn: optIn.optional(),
  at: instant.optional(),
  metafield: z.strictObject({ namespace: z.string(), key: z.string(), type: z.string(), value: z.string() }).optional(),
})

const orderFields = z.strictObject({
  amount: z.number().min(0).optional(),
  lines: z
    .array(
      z.strictObject({
        product: z.string(),
        variant: z.string().optional(),
        quantity: z.number().int().min(1).default(1),
      }),
    )
    .min(1)
    .optional(),
  landingSite: z.string().nullish(),
  referringSite: z.string().nullish(),
  test: z.boolean().optional(),
  paid: z.boolean().optional(),
  at: instant.optional(),
  processedAt: instant.optional(),
  presentment: z.strictObject({ currency: z.string().length(3), rate: z.number().positive() }).optional(),
})
const toOrder = ({ amount, ...order }: Partial<z.infer<typeof orderFields>>): NewOrder => ({
  ...order,
  amountCents: amount === undefined ? undefined : Math.round(amount * 100),
})

export const newOrder = orderFields.transform(toOrder)
/** Of somebody whom Shopify made no customer of. */
export const guestOrder = orderFields
  .extend({ email: z.string().nullish() })
  .transform(({ email, ...order }) => ({ email: email ?? null, order: toOrder(order) }))

/** One entry does one thing: changes the customer `id`, lets it order, makes, merges or deletes one. */
export const manyChanges = z.strictObject({
  changes: z
    .array(
      z.union([
        customerChange.extend({ id: z.string() }),
        z.strictObject({ id: z.string(), order: newOrder }),
        z.strictObject({ create: newCustomer }),
        z.strictObject({ merge: z.strictObject({ kept: z.string(), deleted: z.string() }) }),
        z.strictObject({ delete: z.string() }),
      ]),
    )
    .max(5000),
})

type OneChange = z.infer<typeof manyChanges>['changes'][number]

export function changeCustomer(sim: SimulatorContext, target: Target, change: z.infer<typeof customerChange>): void {
  const { firstName, lastName, openTracking, email, phone, locale, note, country, province, city, timeZone } = change
  const names = { first_name: firstName, last_name: lastName, open_tracking: openTracking, email, phone, locale, note }
  const given = { ...names, country_code: country, province_code: province, city, time_zone: timeZone }
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const consent = { ...(change.optIn ? { optIn: change.optIn } : {}), ...(change.at ? { at: change.at } : {}) }
  if (Object.keys(fields).length > 0) updateProfile(sim, target, fields)
  if (change.addTags ?? change.removeTags)
    changeTags(sim, target, { add: change.addTags ?? [], remove: change.removeTags ?? [] })
  if (change.emailState) setEmailConsent(sim, target, { state: change.emailState, ...consent })
  if (change.smsState) setSmsConsent(sim, target, { state: change.smsState, ...consent })
  if (change.metafield) writeCustomerMetafield(sim, target, change.metafield)
}

/** What came of one change: the customer as it is now, null when it is gone, or why nothing happened. */
type Result = { customer: Customer | null } | { problem: string }

/** Does the changes in their order, in one transaction; one that is refused leaves no trace and stops no other. */
export function changeMany(sim: SimulatorContext, shop: string, changes: OneChange[]): Result[] {
  return sim.store.transaction(() => changes.map((change) => tryOne(sim, shop, change)))
}

function tryOne(sim: SimulatorContext, shop: string, change: OneChange): Result {
  sim.store.db.exec('SAVEPOINT one')
  try {
    const customer = changeOne(sim, shop, change)
    sim.store.db.exec('RELEASE one')
    return { customer }
  } catch (error) {
    sim.store.db.exec('ROLLBACK TO one; RELEASE one')
    if (error instanceof HttpError) return { problem: error.message }
    throw error
  }
}

function changeOne(sim: SimulatorContext, shop: string, change: OneChange): Customer | null {
  if ('create' in change) return createCustomer(sim, shop, change.create)
  if ('merge' in change) return mergeCustomers(sim, shop, change.merge)
  if ('delete' in change) {
    deleteCustomer(sim, { shop, id: change.delete })
    return null
  }
  const target = { shop, id: change.id }
  if ('order' in change) placeOrder(sim, target, change.order)
  else changeCustomer(sim, target, change)
  return findCustomer(sim, shop, change.id)
}
