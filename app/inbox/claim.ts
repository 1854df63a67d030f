// Which of the deliveries that wait a worker takes now. Of a customer they are taken in the order in which they came: none
// while an earlier one is in another worker's hands or waits to be tried again. Of different customers any number.
import { kindOf, waitsFor, type Concerned, type DeliveryKind } from './delivery-order.ts'

type Key = { tenantId: number; webhookId: string }

/** A delivery that could be taken. */
export type Ready = Key &
  Concerned & {
    arrival: bigint
    topic: string
    bytes: number
    attempts: number
    /** The worker that had it died. */
    lost: boolean
  }

/** A delivery in some worker's hands, or one that is to be tried again at a time to come. */
export type Held = Concerned & { tenantId: number; arrival: bigint; topic: string; retryAt: Date | null }

export type Choice = {
  take: Ready[]
  /** Behind one that is tried again later: not worth a look before that. */
  defer: { delivery: Ready; until: Date }[]
  /** Each worker that took it died. */
  giveUp: Ready[]
}

export const MAX_ATTEMPTS = 5
/** What one claim may hold in memory. */
const MAX_BYTES = 16 * 1024 * 1024
/** Of those whose worker died once, so many at a time: one of them may be what kills. After the second time, each alone. */
const SUSPECTS = 32

/** Chooses among the oldest that are ready, given those of the same customers that are held. Both in order of arrival. */
export function chooseClaim(ready: Ready[], held: Held[]): Choice {
  const kills = (delivery: Ready) => delivery.lost && delivery.attempts >= MAX_ATTEMPTS
  const choice: Choice = { take: [], defer: [], giveUp: ready.filter(kills) }
  const living = ready.filter((delivery) => !kills(delivery))
  const customers = new Customers(held)
  const limit = limitOf(living[0])
  let bytes = 0
  for (const delivery of living) {
    const blocked = customers.check(delivery)
    const fits = choice.take.length === 0 || (choice.take.length < limit && bytes + delivery.bytes <= MAX_BYTES)
    const taken = blocked === null && limitOf(delivery) === limit && fits
    if (taken) {
      choice.take.push(delivery)
      bytes += delivery.bytes
    }
    const until = blocked instanceof Date ? blocked : null
    if (until) choice.defer.push({ delivery, until })
    customers.note(delivery, { as: taken ? 'taken' : 'left', ...(until && { retryAt: until }) })
  }
  return choice
}

/** How many of its kind a claim takes; the oldest decides the kind, so that those under suspicion are among themselves. */
function limitOf(delivery: Ready | undefined): number {
  if (!delivery?.lost) return Infinity
  return delivery.attempts === 1 ? SUSPECTS : 1
}

type Trace = { kind: DeliveryKind; as: 'taken' | 'left' | 'leased'; retryAt?: Date; arrival: bigint }

/** What is known of each customer's deliveries so far: at most one trace of each kind and state, so that long queues cost no more. */
class Customers {
  readonly #traces = new Map<string, Trace[]>()

  constructor(held: Held[]) {
    for (const one of held) {
      const { arrival, retryAt } = one
      this.#add(one, { kind: kindOf(one.topic), arrival, ...(retryAt ? { as: 'left', retryAt } : { as: 'leased' }) })
    }
  }

  /** Null when nothing stands in the way, else until when it does, as far as that is known. */
  check(delivery: Ready): Date | 'unknown' | null {
    const kind = kindOf(delivery.topic)
    let until: Date | 'unknown' | null = null
    for (const trace of this.#tracesOf(delivery)) {
      if (trace.arrival > delivery.arrival || !waitsFor(kind, trace.kind)) continue
      // Taken together they stay in order, unless one of them changes who the customer is.
      if (trace.as === 'taken' && kind !== 'lifecycle' && trace.kind !== 'lifecycle') continue
      if (!trace.retryAt) return 'unknown'
      if (!(until instanceof Date) || trace.retryAt > until) until = trace.retryAt
    }
    return until
  }

  note(delivery: Ready, seen: Pick<Trace, 'as' | 'retryAt'>): void {
    this.#add(delivery, { kind: kindOf(delivery.topic), arrival: delivery.arrival, ...seen })
  }

  #tracesOf(one: Concerned & { tenantId: number }): Trace[] {
    return keysOf(one).flatMap((key) => this.#traces.get(key) ?? [])
  }

  #add(one: Concerned & { tenantId: number }, trace: Trace): void {
    for (const key of keysOf(one)) {
      const traces = this.#traces.get(key)
      if (!traces) this.#traces.set(key, [trace])
      else if (
        !traces.some(({ kind, as, retryAt }) => kind === trace.kind && as === trace.as && !retryAt === !trace.retryAt)
      )
        traces.push(trace)
    }
  }
}

function keysOf({ tenantId, memberId, mergedId }: Concerned & { tenantId: number }): string[] {
  return [memberId, mergedId].filter((id) => id !== null).map((id) => `${tenantId} ${id}`)
}
