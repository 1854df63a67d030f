// The delivery of webhooks: a queue in the store, so that a restart loses none. Each is signed, tried, and tried again
// up to eight times with the body and address it had at first, as Shopify does.
import { createHmac } from 'node:crypto'
import type { SimulatorContext } from '../context.ts'
import { readFaults, strikes } from './faults.ts'

const RETRIES = 8
const ANSWER_WITHIN_MS = 5_000
const CONCURRENCY = 8
const KEPT = 2_000

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
  const due = Date.now() + faults.delayMs
  const state = strikes(sim, 'drop') ? 'dropped' : 'pending'
  insert(sim, delivery, { due, state })
  if (state === 'pending' && strikes(sim, 'duplicate')) insert(sim, delivery, { due, state })
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

/** The next deliveries that are due; reversed deliveries go one by one, so that their order shows. */
function nextDue(sim: SimulatorContext): Delivery[] {
  const { paused, reorder } = readFaults(sim).webhooks
  if (paused) return []
  return sim.store.db
    .prepare(
      `SELECT * FROM shopify_deliveries WHERE state = 'pending' AND due_at <= ?
       ORDER BY seq ${reorder ? 'DESC' : 'ASC'} LIMIT ?`,
    )
    .all(Date.now(), reorder ? 1 : CONCURRENCY) as unknown as Delivery[]
}

function forgetOld(sim: SimulatorContext): void {
  sim.store.db
    .prepare(
      `DELETE FROM shopify_deliveries WHERE state <> 'pending' AND seq <= (SELECT max(seq) FROM shopify_deliveries) - ?`,
    )
    .run(KEPT)
}

/** Works the queue off while the simulator runs. */
export function startDeliveries(sim: SimulatorContext): void {
  let running = Promise.resolve()
  const life = { closed: false }
  let turns = 0
  const turn = async () => {
    for (let due = nextDue(sim); due.length > 0 && !life.closed; due = nextDue(sim)) {
      await Promise.all(due.map((delivery) => attempt(sim, delivery)))
      turns += 1
      if (turns % 100 === 0) forgetOld(sim)
    }
  }
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = turn()
      .catch((error: unknown) => sim.log(`webhook delivery stumbled: ${String(error)}`))
      .finally(() => {
        busy = false
      })
  }, 50)
  sim.onClose(async () => {
    life.closed = true
    clearInterval(timer)
    await running
  })
}
