// The changes that a storm makes at Shopify, and what it remembers of them.
import type { Chance } from '#simulator/random.ts'
import type { Result, StormCustomer } from './shopify.ts'

type Channel = 'email' | 'sms'

/** What Shopify has been told so far, by the storm's own account. */
export class Memory {
  readonly present: string[] = []
  readonly deleted = new Set<string>()
  readonly #merges: { kept: string; at: number }[] = []
  refused = 0
  /** The times of each customer's opt-ins at Shopify, in whole seconds, as Shopify tells them. */
  readonly #optIns = new Map<string, number[]>()

  meet(customer: StormCustomer): void {
    this.present.push(customer.id)
    this.#note(customer)
  }

  #askedAt = 0

  /** Changes are about to be asked for: none of them happens earlier. */
  ask(): void {
    this.#askedAt = Date.now()
  }

  /** When others were merged into this customer, at the earliest. */
  mergesInto(id: string): number[] {
    return this.#merges.filter(({ kept }) => kept === id).map(({ at }) => at)
  }

  /** Takes in what came of a change. */
  learn(change: object, result: Result): void {
    if ('problem' in result) {
      this.refused += 1
      return
    }
    if ('create' in change && result.customer) this.present.push(result.customer.id)
    if ('delete' in change) this.#forget(String(change.delete))
    if ('merge' in change && result.customer) {
      const { deleted } = change.merge as { deleted: string }
      this.#merges.push({ kept: result.customer.id, at: this.#askedAt })
      this.#forget(deleted)
    }
    if (result.customer) this.#note(result.customer)
  }

  optIns(id: string, channel: Channel): number[] {
    return this.#optIns.get(`${id} ${channel}`) ?? []
  }

  #forget(id: string): void {
    this.deleted.add(id)
    const place = this.present.indexOf(id)
    if (place >= 0) this.present.splice(place, 1)
  }

  #note(customer: StormCustomer): void {
    const told = { email: customer.email_updated_at, sms: customer.sms_updated_at }
    for (const channel of ['email', 'sms'] as const) {
      const at = told[channel]
      if (customer[`${channel}_state`] !== 'SUBSCRIBED' || at === null) continue
      const key = `${customer.id} ${channel}`
      const seconds = Math.floor(Date.parse(at) / 1000)
      const known = this.#optIns.get(key) ?? []
      if (known.at(-1) !== seconds) this.#optIns.set(key, [...known, seconds])
    }
  }
}

const STATES = ['SUBSCRIBED', 'SUBSCRIBED', 'SUBSCRIBED', 'UNSUBSCRIBED', 'UNSUBSCRIBED', 'PENDING', 'NOT_SUBSCRIBED']
const LEVELS = ['SINGLE_OPT_IN', 'SINGLE_OPT_IN', 'CONFIRMED_OPT_IN', 'UNKNOWN']
/** So many customers get a fifth of all changes, so that theirs follow each other closely. */
const BUSY = 50

let number = 0

/** One random change of a random customer. */
export function nextChange(chance: Chance, memory: Memory): object {
  const { present } = memory
  const id = chance.happens(0.2) ? chance.pick(present.slice(0, BUSY)) : chance.pick(present)
  number += 1
  const roll = chance.next()
  if (roll < 0.55) return { id, emailState: chance.pick(STATES), ...details(chance) }
  if (roll < 0.8) return { id, smsState: chance.pick(STATES), ...details(chance) }
  if (roll < 0.88) return { id, addTags: [`storm-${number}`] }
  if (roll < 0.92) return { id, order: { amount: 10 + (number % 90) } }
  if (roll < 0.95) return { id, email: `moved-${number}@storm.example` }
  if (roll < 0.965) return { id, phone: chance.happens(0.3) ? null : `+1555${String(number).padStart(7, '0')}` }
  if (roll < 0.985) return { create: stranger(chance) }
  if (roll < 0.993) return { merge: { kept: id, deleted: other(chance, present, id) } }
  return { delete: chance.pick(present) }
}

/** Now and then another app hands in what was decided a while ago. */
function details(chance: Chance): object {
  const at = chance.happens(0.02) && { at: new Date(Date.now() - chance.next() * 20_000).toISOString() }
  return { optIn: chance.pick(LEVELS), ...at }
}

function stranger(chance: Chance): object {
  return {
    firstName: `Stranger ${number}`,
    email: `stranger-${number}@storm.example`,
    phone: `+1666${String(number).padStart(7, '0')}`,
    emailState: chance.pick(STATES),
    smsState: chance.pick(STATES),
  }
}

function other(chance: Chance, present: string[], id: string): string {
  const found = chance.pick(present)
  return found === id ? other(chance, present, id) : found
}
