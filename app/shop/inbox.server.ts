// The inbox of webhooks: stored before Shopify gets its 200, worked off by the worker (work-off.server.ts).
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db.server.ts'
import { COMPLIANCE_TOPICS, type Delivery } from './delivery.ts'

export type NewDelivery = {
  shop: string
  webhookId: string
  topic: string
  apiVersion: string
  triggeredAt: Date
  body: Uint8Array
}

const LARGEST_FLUSH = 500
const MAX_ATTEMPTS = 5
const CLAIM = 100
/** Longer than a claim takes even when Shopify throttles; a killed worker's rows come back after it. */
const LEASE = '5 minutes'

type Waiting = { delivery: NewDelivery; resolve: () => void; reject: (error: unknown) => void }
let waiting: Waiting[] = []
let flushing = false

/**
 * Stores a delivery; resolves once it is committed. Those that arrive while a flush is under way share the next one.
 * One of a shop without the app is dropped, unless the law asks for it; one already stored is not stored again.
 */
export function storeDelivery(delivery: NewDelivery): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ delivery, resolve, reject })
    if (!flushing) void flush()
  })
}

async function flush(): Promise<void> {
  flushing = true
  while (waiting.length > 0) {
    const batch = waiting.slice(0, LARGEST_FLUSH)
    waiting = waiting.slice(LARGEST_FLUSH)
    try {
      await insert(batch.map(({ delivery }) => delivery))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  flushing = false
}

async function insert(deliveries: NewDelivery[]): Promise<void> {
  await db().query(
    `WITH stored AS (
       INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body)
       SELECT tenant_id, d.webhook_id, d.topic, d.api_version, d.triggered_at, $6, d.body
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $7::bytea[])
         AS d (shop, webhook_id, topic, api_version, triggered_at, body)
       JOIN tenants USING (shop) WHERE uninstalled_at IS NULL OR d.topic = ANY ($8)
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT pg_notify('inbox', '') WHERE EXISTS (SELECT FROM stored)`,
    [
      deliveries.map((delivery) => delivery.shop),
      deliveries.map((delivery) => delivery.webhookId),
      deliveries.map((delivery) => delivery.topic),
      deliveries.map((delivery) => delivery.apiVersion),
      deliveries.map((delivery) => delivery.triggeredAt),
      clock.now(),
      deliveries.map((delivery) => delivery.body),
      COMPLIANCE_TOPICS,
    ],
  )
}

/** Takes the oldest deliveries that are due. They come back when their worker dies. */
export async function claimDeliveries(): Promise<Delivery[]> {
  const claimed = await db().query<Delivery>(
    `UPDATE webhook_inbox w SET attempts = w.attempts + 1, not_before = now() + interval '${LEASE}'
     FROM (SELECT tenant_id, webhook_id FROM webhook_inbox
           WHERE state = 'waiting' AND (not_before IS NULL OR not_before <= now())
           ORDER BY received_at LIMIT ${CLAIM} FOR UPDATE SKIP LOCKED) AS due JOIN tenants t USING (tenant_id)
     WHERE w.tenant_id = due.tenant_id AND w.webhook_id = due.webhook_id
     RETURNING w.tenant_id AS "tenantId", t.shop, w.webhook_id AS "webhookId", w.topic, w.triggered_at AS "triggeredAt",
       w.received_at AS "receivedAt", w.body, w.attempts::int`,
  )
  return claimed.rows.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
}

type Key = Pick<Delivery, 'tenantId' | 'webhookId'>

/** Marks deliveries as worked off. */
export async function markDone(tenantId: number, webhookIds: string[]): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET state = 'done', worked_at = $3, error = NULL
     WHERE tenant_id = $1 AND webhook_id = ANY ($2)`,
    [tenantId, webhookIds, clock.now()],
  )
}

/** A delivery that failed waits longer each time; after the fifth it is dead and keeps its error for people to see. */
export async function markFailed({ tenantId, webhookId }: Key, error: string): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET state = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'dead'::inbox_state ELSE 'waiting' END,
       not_before = now() + interval '5 seconds' * 2 ^ attempts, worked_at = $3, error = $4
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [tenantId, webhookId, clock.now(), error.slice(0, 500)],
  )
}

/** Shopify could not be asked: that is no fault of the delivery, so the try does not count. */
export async function postpone({ tenantId, webhookId }: Key, error: string): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET attempts = attempts - 1, not_before = now() + interval '15 seconds', error = $3
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [tenantId, webhookId, error.slice(0, 500)],
  )
}

/** Empties the bodies of worked-off deliveries that speak of a member who was erased. */
export async function forgetBodies(tenantId: number, memberId: string): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET body = '', error = NULL WHERE tenant_id = $1 AND state <> 'waiting' AND position($2::bytea IN body) > 0`,
    [tenantId, Buffer.from(memberId)],
  )
}

/** Worked-off deliveries are kept a week to be looked at, dead ones a month. */
export async function purgeInbox(): Promise<void> {
  await db().query(
    `DELETE FROM webhook_inbox WHERE (state = 'done' AND received_at < $1::timestamptz - interval '7 days')
       OR (state = 'dead' AND received_at < $1::timestamptz - interval '30 days')`,
    [clock.now()],
  )
}
