// The inbox of webhooks: stored before Shopify gets its 200, worked off by the worker (work-off.server.ts).
import pg from 'pg'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db.server.ts'
import { COMPLIANCE_TOPICS } from './delivery.ts'
import { concernedBy } from './lanes.ts'

export type NewDelivery = {
  shop: string
  webhookId: string
  topic: string
  apiVersion: string
  triggeredAt: Date
  body: Buffer
}

const LARGEST_FLUSH = 500
const DEADLOCK = '40P01'

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
      await insertAgain(batch.map(({ delivery }) => delivery))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  flushing = false
}

/** Two processes that store the same two copies in opposite orders wait for each other: the one sent back tries again. */
async function insertAgain(deliveries: NewDelivery[]): Promise<void> {
  try {
    await insert(deliveries)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === DEADLOCK)) throw error
    await insert(deliveries)
  }
}

async function insert(deliveries: NewDelivery[]): Promise<void> {
  const concerned = deliveries.map(({ topic, body }) => concernedBy(topic, body))
  await db().query(
    `WITH stored AS (
       INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, member_id, merged_id)
       SELECT tenant_id, d.webhook_id, d.topic, d.api_version, d.triggered_at, $6, d.body, d.member_id, d.merged_id
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $7::bytea[], $9::bigint[], $10::bigint[])
         WITH ORDINALITY AS d (shop, webhook_id, topic, api_version, triggered_at, body, member_id, merged_id, place)
       JOIN tenants USING (shop) WHERE uninstalled_at IS NULL OR d.topic = ANY ($8)
       ORDER BY d.place
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
      concerned.map(({ memberId }) => memberId),
      concerned.map(({ mergedId }) => mergedId),
    ],
  )
}

/** Empties the bodies of dead deliveries that speak of a member who was erased; those worked off have none. */
export async function forgetBodies(tenantId: number, memberId: string): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET body = '', error = NULL WHERE tenant_id = $1 AND state = 'dead'
       AND ($2::bigint IN (member_id, merged_id) OR position($3::bytea IN body) > 0)`,
    [tenantId, memberId, Buffer.from(memberId)],
  )
}

/**
 * Worked-off deliveries are kept a week, so that a late copy is known as one, dead ones a month. A dead one about a customer
 * who is no member, as of one erased before it came, keeps its body for a day.
 */
export async function purgeInbox(): Promise<void> {
  await db().query(
    `DELETE FROM webhook_inbox WHERE (state = 'done' AND received_at < $1::timestamptz - interval '7 days')
       OR (state = 'dead' AND received_at < $1::timestamptz - interval '30 days')`,
    [clock.now()],
  )
  await db().query(
    `UPDATE webhook_inbox w SET body = '' WHERE w.state = 'dead' AND w.received_at < $1::timestamptz - interval '1 day'
       AND w.body <> '' AND w.topic <> ALL ($2) AND w.member_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = w.tenant_id AND m.member_id = w.member_id)`,
    [clock.now(), COMPLIANCE_TOPICS],
  )
}
