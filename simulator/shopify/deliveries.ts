// The delivery of webhooks: a queue in the store, so that a restart loses none. Each is signed, tried, and tried again
// up to eight times with the body and address it had at first, as Shopify does.
import { createHmac } from 'node:crypto'
import type { SimulatorContext } from '../context.ts'
import { readFaults, strikes } from './faults.ts'

const RETRIES = 8
const ANSWER_WITHIN_MS = 5_000
const CONCURRENCY = 16

export interface Delivery {
  seq: number
  shop: string
  topic: string
  webhook_id: string
  event_id: string
  name: string | null
  uri: string
  api_version: string
  body: string
  triggered_at: string
  attempts: number
  due_at: number
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  last_answer: string | null
  delivered_at: number | null
}

export type NewDelivery = Pick<
  Delivery,
  'shop' | 'topic' | 'webhook_id' | 'event_id' | 'name' | 'uri' | 'api_version' | 'body' | 'triggered_at'
>

/** Puts a delivery in the queue, or loses or doubles it when a fault says so. */
export function enqueue(sim: SimulatorContext, delivery: NewDelivery): void {
  const faults = readFaults(sim).webhooks
  const due = () => Date.now() + faults.delayMs + Math.floor(Math.random() * faults.spreadMs)
  const state = strikes(sim, 'drop') ? 'dropped' : 'pending'
  insert(sim, delivery, { due: due(), state })
  if (state === 'pending' && strikes(sim, 'duplicate')) insert(sim, delivery, { due: due(), state })
}

function insert(sim: SimulatorContext, delivery: NewDelivery, at: { due: number; state: Delivery['state'] }): void {
  sim.store.db
    .prepare(
      `INSERT INTO shopify_deliveries (shop, topic, webhook_id, event_id, name, uri, api_version, body, triggered_at,
         attempts, due_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    )
    .run(
      delivery.shop,
      delivery.topic,
      delivery.webhook_id,
      delivery.event_id,
      delivery.name,
      delivery.uri,
      delivery.api_version,
      delivery.body,
      delivery.triggered_at,
      at.due,
      at.state,
    )
}

/** The newest deliveries first. */
export function listDeliveries(
  sim: SimulatorContext,
  filter: { shop?: string; topic?: string; limit: number },
): Delivery[] {
  return sim.store.db
    .prepare(
      `SELECT * FROM shopify_deliveries WHERE (?1 IS NULL OR shop = ?1) AND (?2 IS NULL OR topic = ?2)
       ORDER BY seq DESC LIMIT ?3`,
    )
    .all(filter.shop ?? null, filter.topic ?? null, filter.limit) as unknown as Delivery[]
}

/** Every delivery that is remembered, the oldest first, without its body. */
export function listFates(sim: SimulatorContext, page: { after: number; limit: number }) {
  return sim.store.db
    .prepare(
      `SELECT seq, shop, topic, webhook_id AS webhookId, attempts, state FROM shopify_deliveries
       WHERE seq > ? ORDER BY seq LIMIT ?`,
    )
    .all(page.after, page.limit)
}

export function countPending(sim: SimulatorContext): number {
  return Number(
    sim.store.db.prepare(`SELECT count(*) AS n FROM shopify_deliveries WHERE state = 'pending'`).get()?.['n'],
  )
}

function headersOf(sim: SimulatorContext, delivery: Delivery): Record<string, string> {
  const hmac = createHmac('sha256', sim.settings.apiSecret).update(delivery.body, 'utf8').digest('base64')
  return {
    'content-type': 'application/json',
    'user-agent': 'Shopify-Captain-Hook',
    'x-shopify-topic': delivery.topic,
    'x-shopify-hmac-sha256': hmac,
    'x-shopify-shop-domain': delivery.shop,
    'x-shopify-api-version': delivery.api_version,
    'x-shopify-webhook-id': delivery.webhook_id,
    'x-shopify-event-id': delivery.event_id,
    'x-shopify-triggered-at': delivery.triggered_at,
    ...(delivery.name ? { 'x-shopify-name': delivery.name } : {}),
  }
}

async function post(sim: SimulatorContext, delivery: Delivery): Promise<{ delivered: boolean; answer: string }> {
  try {
    const response = await fetch(sim.settings.appUrl + delivery.uri, {
      method: 'POST',
      headers: headersOf(sim, delivery),
      body: delivery.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    await response.arrayBuffer()
    return { delivered: response.ok, answer: `HTTP ${response.status}` }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return { delivered: false, answer: cause }
  }
}

async function attempt(sim: SimulatorContext, delivery: Delivery): Promise<void> {
  const { delivered, answer } = await post(sim, delivery)
  const attempts = delivery.attempts + 1
  const state = delivered ? 'delivered' : attempts > RETRIES ? 'failed' : 'pending'
  const due = Date.now() + readFaults(sim).webhooks.retryMs * 2 ** (attempts - 1)
  sim.store.db
    .prepare(
      'UPDATE shopify_deliveries SET attempts = ?, state = ?, due_at = ?, last_answer = ?, delivered_at = ? WHERE seq = ?',
    )
    .run(attempts, state, due, answer, delivered ? Date.now() : null, delivery.seq)
  if (!delivered) sim.log(`webhook ${delivery.topic} to ${delivery.uri}: ${answer} (attempt ${attempts}, ${state})`)
}

/** The next deliveries that are due and not under way; reversed deliveries go one by one, so that their order shows. */
function nextDue(sim: SimulatorContext, underWay: Map<number, Promise<void>>): Delivery[] {
  const { paused, reorder } = readFaults(sim).webhooks
  if (paused || (reorder && underWay.size > 0)) return []
  const due = sim.store.db
    .prepare(
      `SELECT * FROM shopify_deliveries WHERE state = 'pending' AND due_at <= ?
       ORDER BY ${reorder ? 'seq DESC' : 'due_at, seq'} LIMIT ?`,
    )
    .all(Date.now(), reorder ? 1 : 2 * CONCURRENCY) as unknown as Delivery[]
  return due.filter(({ seq }) => !underWay.has(seq)).slice(0, CONCURRENCY - underWay.size)
}

function forgetOld(sim: SimulatorContext): void {
  sim.store.db
    .prepare(
      `DELETE FROM shopify_deliveries WHERE state <> 'pending' AND seq <= (SELECT max(seq) FROM shopify_deliveries) - ?`,
    )
    .run(readFaults(sim).webhooks.keep)
}

const POLL_MS = 50
const FORGET_EVERY = 800

/** Works the queue off while the simulator runs. */
export function startDeliveries(sim: SimulatorContext): void {
  const underWay = new Map<number, Promise<void>>()
  let closed = false
  let ended = 0
  const launch = () => {
    // Half empty, so that one look fills many places.
    if (closed || underWay.size > CONCURRENCY / 2) return
    for (const delivery of nextDue(sim, underWay)) underWay.set(delivery.seq, deliver(delivery))
  }
  const deliver = async (delivery: Delivery) => {
    await attempt(sim, delivery).catch((error: unknown) => sim.log(`webhook delivery stumbled: ${String(error)}`))
    underWay.delete(delivery.seq)
    ended += 1
    if (ended % FORGET_EVERY === 0) forgetOld(sim)
    launch()
  }
  const timer = setInterval(launch, POLL_MS)
  sim.onClose(async () => {
    closed = true
    clearInterval(timer)
    await Promise.all(underWay.values())
  })
}
