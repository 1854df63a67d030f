// What happens to a customer: the change itself, the line in the timeline, and the webhooks that Shopify sends for it.
import { HttpError } from '../http.ts'
import type { SimulatorContext } from '../context.ts'
import {
  blankCustomer,
  displayName,
  findCustomerByEmail,
  getCustomer,
  saveCustomers,
  type Customer,
  type EmailState,
  type OptInLevel,
  type SmsState,
} from './customers.ts'
import { nextId } from './ids.ts'
import { addTimelineEvent } from './timeline.ts'
import {
  customerDeletedPayload,
  customerPayload,
  emailConsentPayload,
  mergePayload,
  smsConsentPayload,
  tagsPayload,
} from './payloads.ts'
import { getShop } from './shops.ts'
import { emit, type Emission } from './webhooks.ts'

/** Which customer of which shop, and whether the app itself asks for the change. */
export interface Target {
  shop: string
  id: string
  byApp?: boolean
}

export interface ConsentChange<State> {
  state: State
  optIn?: OptInLevel | null
  /** When the person decided; now when it is left out. */
  at?: string
}

export interface NewCustomer {
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phone?: string | null
  locale?: string
  note?: string | null
  tags?: string[]
  emailState?: EmailState
  smsState?: SmsState
  optIn?: OptInLevel
  country?: string | null
  province?: string | null
  city?: string | null
  timeZone?: string | null
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export function createCustomer(sim: SimulatorContext, shop: string, input: NewCustomer): Customer {
  if (input.email && findCustomerByEmail(sim, shop, input.email))
    throw new HttpError(422, 'Email has already been taken')
  if (!input.email && !input.phone && !input.firstName && !input.lastName) {
    throw new HttpError(422, 'Customer must have a name, phone number or email address')
  }
  const now = sim.clock.now().toISOString()
  const emailState = input.email && !EMAIL.test(input.email) ? 'INVALID' : (input.emailState ?? 'NOT_SUBSCRIBED')
  const smsState = input.smsState ?? 'NOT_SUBSCRIBED'
  const optIn = input.optIn ?? 'SINGLE_OPT_IN'
  const customer: Customer = {
    ...blankCustomer(shop, nextId(sim), now),
    first_name: input.firstName ?? null,
    last_name: input.lastName ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    locale: input.locale ?? 'en',
    note: input.note ?? null,
    tags: input.tags ?? [],
    email_state: input.email ? emailState : 'NOT_SUBSCRIBED',
    sms_state: input.phone ? smsState : 'NOT_SUBSCRIBED',
    country_code: input.country ?? null,
    province_code: input.province ?? null,
    city: input.city ?? null,
    time_zone: input.timeZone ?? null,
  }
  if (customer.email_state !== 'NOT_SUBSCRIBED') Object.assign(customer, { email_opt_in: optIn, email_updated_at: now })
  if (customer.sms_state !== 'NOT_SUBSCRIBED') {
    Object.assign(customer, { sms_opt_in: optIn, sms_updated_at: now, sms_collected_from: 'SHOPIFY' })
  }
  sim.store.transaction(() => {
    saveCustomers(sim, [customer])
    addTimelineEvent(sim, customer, { action: 'create', message: `${displayName(customer)} was added`, byApp: false })
    emit(sim, shop, [
      { topic: 'customers/create', payload: customerPayload(customer, getShop(sim, shop).currency) },
      ...(customer.email_updated_at ? [emailConsentEmission(customer)] : []),
      ...(customer.sms_updated_at ? [smsConsentEmission(customer)] : []),
    ])
  })
  return customer
}

function emailConsentEmission(customer: Customer): Emission {
  return { topic: 'customers_email_marketing_consent/update', payload: emailConsentPayload(customer) }
}

function smsConsentEmission(customer: Customer): Emission {
  return { topic: 'customers_marketing_consent/update', payload: smsConsentPayload(customer) }
}

interface Outcome {
  message: string
  action: string
  emissions: Emission[]
}

/** Saves the changed customer, its timeline line and its webhooks, all or nothing. */
export function commitChange(sim: SimulatorContext, target: Target, customer: Customer, outcome: Outcome): Customer {
  const saved = { ...customer, updated_at: sim.clock.now().toISOString() }
  sim.store.transaction(() => {
    saveCustomers(sim, [saved])
    addTimelineEvent(sim, saved, { action: outcome.action, message: outcome.message, byApp: target.byApp ?? false })
    emit(sim, target.shop, [
      ...outcome.emissions,
      { topic: 'customers/update', payload: customerPayload(saved, getShop(sim, target.shop).currency) },
    ])
  })
  return saved
}

/** Changes e-mail consent; a change that changes nothing sends nothing. */
export function setEmailConsent(sim: SimulatorContext, target: Target, change: ConsentChange<EmailState>): Customer {
  const before = getCustomer(sim, target.shop, target.id)
  if (!before.email) throw new HttpError(422, 'Customer has no email address')
  const optIn = change.optIn === undefined ? before.email_opt_in : change.optIn
  if (before.email_state === change.state && before.email_opt_in === optIn) return before
  const customer = {
    ...before,
    email_state: change.state,
    email_opt_in: optIn,
    email_updated_at: change.at ?? sim.clock.now().toISOString(),
  }
  return commitChange(sim, target, customer, {
    action: 'email_marketing_consent',
    message: `Email marketing: ${change.state.toLowerCase().replace('_', ' ')}`,
    emissions: [emailConsentEmission(customer)],
  })
}

/** Changes SMS consent; a change that changes nothing sends nothing. */
export function setSmsConsent(sim: SimulatorContext, target: Target, change: ConsentChange<SmsState>): Customer {
  const before = getCustomer(sim, target.shop, target.id)
  if (!before.phone) throw new HttpError(422, 'Customer has no phone number')
  const optIn = change.optIn === undefined ? before.sms_opt_in : change.optIn
  if (before.sms_state === change.state && before.sms_opt_in === optIn) return before
  const customer: Customer = {
    ...before,
    sms_state: change.state,
    sms_opt_in: optIn,
    sms_updated_at: change.at ?? sim.clock.now().toISOString(),
    sms_collected_from: target.byApp ? 'OTHER' : 'SHOPIFY',
  }
  return commitChange(sim, target, customer, {
    action: 'sms_marketing_consent',
    message: `SMS marketing: ${change.state.toLowerCase().replace('_', ' ')}`,
    emissions: [smsConsentEmission(customer)],
  })
}

export type ProfileChange = Partial<
  Pick<
    Customer,
    | 'first_name'
    | 'last_name'
    | 'email'
    | 'phone'
    | 'note'
    | 'locale'
    | 'open_tracking'
    | 'country_code'
    | 'province_code'
    | 'city'
    | 'time_zone'
  >
>

export function updateProfile(sim: SimulatorContext, target: Target, change: ProfileChange): Customer {
  const before = getCustomer(sim, target.shop, target.id)
  const owner = change.email ? findCustomerByEmail(sim, target.shop, change.email) : null
  if (owner && owner.id !== target.id) throw new HttpError(422, 'Email has already been taken')
  return commitChange(
    sim,
    target,
    { ...before, ...change },
    { action: 'update', message: 'Profile changed', emissions: [] },
  )
}

/** Adds and removes tags, each compared without regard to case. */
export function changeTags(
  sim: SimulatorContext,
  target: Target,
  change: { add?: string[]; remove?: string[] },
): Customer {
  const before = getCustomer(sim, target.shop, target.id)
  const has = (tags: string[], tag: string) => tags.some((other) => other.toLowerCase() === tag.toLowerCase())
  const added = (change.add ?? []).filter((tag, index, all) => !has(before.tags, tag) && !has(all.slice(0, index), tag))
  const removed = before.tags.filter((tag) => has(change.remove ?? [], tag))
  if (added.length + removed.length === 0) return before
  const at = sim.clock.now().toISOString()
  const customer = { ...before, tags: [...before.tags.filter((tag) => !removed.includes(tag)), ...added] }
  return commitChange(sim, target, customer, {
    action: 'tags',
    message: `Tags are now: ${customer.tags.join(', ') || 'none'}`,
    emissions: [
      ...(added.length > 0 ? [{ topic: 'customer.tags_added', payload: tagsPayload(target.id, added, at) }] : []),
      ...(removed.length > 0 ? [{ topic: 'customer.tags_removed', payload: tagsPayload(target.id, removed, at) }] : []),
    ],
  })
}

export function deleteCustomer(sim: SimulatorContext, target: Target): void {
  getCustomer(sim, target.shop, target.id)
  sim.store.transaction(() => {
    removeRows(sim, target)
    emit(sim, target.shop, [{ topic: 'customers/delete', payload: customerDeletedPayload(target.id) }])
  })
}

function removeRows(sim: SimulatorContext, target: Target): void {
  for (const [table, column] of [
    ['shopify_customers', 'id'],
    ['shopify_events', 'customer_id'],
  ] as const) {
    sim.store.db.prepare(`DELETE FROM ${table} WHERE shop = ? AND ${column} = ?`).run(target.shop, target.id)
  }
}

/** Merges one customer into another: orders and tags move over, the merged one is gone. */
export function mergeCustomers(sim: SimulatorContext, shop: string, ids: { kept: string; deleted: string }): Customer {
  if (ids.kept === ids.deleted) throw new HttpError(422, 'A customer cannot be merged with itself')
  const kept = getCustomer(sim, shop, ids.kept)
  const gone = getCustomer(sim, shop, ids.deleted)
  const merged: Customer = {
    ...kept,
    email: kept.email ?? gone.email,
    phone: kept.phone ?? gone.phone,
    tags: [...new Set([...kept.tags, ...gone.tags])],
    orders_count: kept.orders_count + gone.orders_count,
    spent_cents: kept.spent_cents + gone.spent_cents,
    last_order_id:
      [kept.last_order_id, gone.last_order_id]
        .filter((id) => id !== null)
        .toSorted()
        .at(-1) ?? null,
  }
  sim.store.transaction(() => {
    sim.store.db
      .prepare('UPDATE shopify_orders SET customer_id = ? WHERE shop = ? AND customer_id = ?')
      .run(ids.kept, shop, ids.deleted)
    removeRows(sim, { shop, id: ids.deleted })
    commitChange(sim, { shop, id: ids.kept }, merged, {
      action: 'merge',
      message: `Merged with ${displayName(gone)}`,
      emissions: [{ topic: 'customers/merge', payload: mergePayload({ ...ids, job: nextId(sim) }) }],
    })
  })
  return getCustomer(sim, shop, ids.kept)
}
