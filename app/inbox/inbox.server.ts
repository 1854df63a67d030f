// The inbox of webhooks: stored before Shopify gets its 200, processed by the worker (inbox-worker.server.ts).
import pg from 'pg'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, TimeIsUp } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { bareHint, concernedBy, READ_TOPICS } from './delivery-order.ts'
import { COMPLIANCE_TOPICS } from './topics.ts'

export type NewDelivery = {
  shop: string
  webhookId: string
  topic: string
  apiVersion: string
  triggeredAt: Date
  body: Buffer
}

const LARGEST_BATCH = 500
const LARGEST_BATCH_BYTES = 8 * 1024 * 1024
/** Batches under way at once: while one waits for the disk, the next is worked on. */
const MAX_BATCHES_AT_ONCE = 2
/** What makes a further batch worth its statement: with fewer, the database pays more than the overlap saves. */
const QUEUED_FOR_ANOTHER_BATCH = 24
const NOTIFY_WITHIN_MS = 10
/** Shopify waits 5 s for its answer, and sends again what it got none for. */
const STORE_WITHIN_MS = 4_000
/** Bodies in hand, also of statements given up that the database may still answer; past it nothing more is taken on. */
const HELD_BYTES = 64 * 1024 * 1024
const DEADLOCK = '40P01'
/** Nothing that separates. */
const WORDS = /^[!-~]+$/

type Waiting = { delivery: NewDelivery; resolve: () => void; reject: (error: unknown) => void }
let waiting: Waiting[] = []
let batchesRunning = 0
let heldBytes = 0
let notifying = false

/**
 * Stores a delivery; resolves once it is committed. Those that arrive while others are being stored share the next batch.
 * One of a shop without the app is dropped, unless the law asks for it; one already stored is not stored again.
 * @throws within seconds when the database does not take it: it is to be sent again.
 */
export function storeDelivery(delivery: NewDelivery): Promise<void> {
  const { shop, webhookId, topic, apiVersion } = delivery
  if (!WORDS.test(shop + webhookId + topic + apiVersion))
    throw new Error('the texts of a delivery must be words: they are stored in lists')
  if (heldBytes >= HELD_BYTES) return Promise.reject(new TimeIsUp('more deliveries wait than may be held'))
  heldBytes += delivery.body.length
  return new Promise((resolve, reject) => {
    waiting.push({ delivery, resolve, reject })
    if (batchesRunning === 0 || (batchesRunning < MAX_BATCHES_AT_ONCE && waiting.length >= QUEUED_FOR_ANOTHER_BATCH))
      void flush()
  })
}

async function flush(): Promise<void> {
  batchesRunning += 1
  // Those whose requests were read in the same turn of the event loop share the first batch.
  await new Promise((resolve) => setImmediate(resolve))
  while (waiting.length > 0) {
    const batch = takeBatch()
    try {
      await within(STORE_WITHIN_MS, insertAndLetGo(batch))
      for (const { resolve } of batch) resolve()
      notifySoon()
    } catch (error) {
      // The others would only come to the same, later.
      const turnedAway = isDatabaseAway(error) ? waiting.splice(0) : []
      letGo(turnedAway)
      for (const { reject } of [...batch, ...turnedAway]) reject(error)
    }
    if (batchesRunning > 1 && waiting.length < QUEUED_FOR_ANOTHER_BATCH) break
  }
  batchesRunning -= 1
}

async function insertAndLetGo(batch: Waiting[]): Promise<void> {
  try {
    await insertAgain(batch.map(({ delivery }) => delivery))
  } finally {
    letGo(batch)
  }
}

function letGo(batch: Waiting[]): void {
  for (const { delivery } of batch) heldBytes -= delivery.body.length
}

function takeBatch(): Waiting[] {
  let bytes = 0
  let count = 0
  for (const { delivery } of waiting) {
    bytes += delivery.body.length
    if (count === LARGEST_BATCH || (count > 0 && bytes > LARGEST_BATCH_BYTES)) break
    count += 1
  }
  const batch = waiting.slice(0, count)
  waiting = waiting.slice(count)
  return batch
}

/** In a statement of its own and at most every few milliseconds: commits that notify wait for each other's disk. */
function notifySoon(): void {
  if (notifying) return
  notifying = true
  setTimeout(() => {
    notifying = false
    // The worker looks by itself every two seconds.
    db()
      .query("SELECT pg_notify('inbox', '')")
      .catch((error: unknown) => logFailure(error, 'inbox: worker not woken'))
  }, NOTIFY_WITHIN_MS)
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

// Lists go as one text each and the bodies as one run of bytes: arrays of either cost the driver more than all the rest.
const list = (parameter: number) => `string_to_array($${parameter}, ' ')`
const ids = (parameter: number) => `string_to_array($${parameter}, ' ', '-')::bigint[]`
const INSERT = `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, member_id, merged_id)
  SELECT tenant_id, webhook_id, topic, api_version, triggered_at, $10, substring($9::bytea FROM ends - bytes + 1 FOR bytes),
    member_id, merged_id
  FROM (SELECT *, sum(bytes) OVER (ORDER BY place)::int AS ends
    FROM unnest(${list(1)}, ${list(2)}, ${list(3)}, ${list(4)}, ${list(5)}::timestamptz[], ${ids(6)}, ${ids(7)}, ${list(8)}::int[])
      WITH ORDINALITY AS d (shop, webhook_id, topic, api_version, triggered_at, member_id, merged_id, bytes, place)) AS d
  JOIN tenants USING (shop) WHERE uninstalled_at IS NULL OR topic = ANY ($11)
  ORDER BY place ON CONFLICT DO NOTHING`

async function insert(deliveries: NewDelivery[]): Promise<void> {
  const rows = deliveries.map((delivery) => ({ ...delivery, ...concernedBy(delivery.topic, delivery.body) }))
  const lists = [
    rows.map(({ shop }) => shop),
    rows.map(({ webhookId }) => webhookId),
    rows.map(({ topic }) => topic),
    rows.map(({ apiVersion }) => apiVersion),
    rows.map(({ triggeredAt }) => triggeredAt.toISOString()),
    rows.map(({ memberId }) => memberId ?? '-'),
    rows.map(({ mergedId }) => mergedId ?? '-'),
    rows.map(({ body }) => body.length),
  ].map((column) => column.join(' '))
  const bodies = Buffer.concat(deliveries.map(({ body }) => body))
  const values = [...lists, bodies, clock.now(), COMPLIANCE_TOPICS]
  await db().query({ name: 'store-deliveries', text: INSERT, values })
}

/**
 * Empties the bodies of dead deliveries that speak of a member who was erased; those processed have none. Of those that
 * wait to have the customer read the number stays, for Shopify may still have somebody under it.
 */
export async function forgetBodies(tenantId: number, memberId: string): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET body = '', error = NULL, fault = NULL WHERE tenant_id = $1 AND state = 'dead'
       AND ($2::bigint IN (member_id, merged_id) OR position($3::bytea IN body) > 0)`,
    [tenantId, memberId, Buffer.from(memberId)],
  )
  await db().query(
    `UPDATE webhook_inbox w SET body = b.body, error = NULL, fault = NULL
     FROM unnest($3::text[], $4::bytea[]) AS b (topic, body)
     WHERE w.tenant_id = $1 AND w.member_id = $2 AND w.state = 'waiting' AND w.topic = b.topic`,
    [tenantId, memberId, READ_TOPICS, READ_TOPICS.map((topic) => Buffer.from(bareHint(topic, memberId)))],
  )
}

/**
 * Worked-off deliveries are kept a week, so that a late copy is known as one, dead ones a month. A dead one about a customer
 * who is no member, as of one erased before it came, keeps its body for a day.
 */
export async function purgeInbox(): Promise<void> {
  const ago = (days: number) => new Date(clock.now().getTime() - days * 86_400_000)
  const shops = await db().query<{ tenantId: number }>('SELECT tenant_id AS "tenantId" FROM tenants ORDER BY 1')
  for (const { tenantId } of shops.rows) {
    await db().query(
      `DELETE FROM webhook_inbox WHERE tenant_id = $1 AND ((state = 'done' AND received_at < $2)
         OR (state = 'dead' AND received_at < $3 AND topic <> ALL ($4)))`,
      [tenantId, ago(7), ago(30), COMPLIANCE_TOPICS],
    )
    await db().query(
      `UPDATE webhook_inbox w SET body = '' WHERE w.tenant_id = $1 AND w.state = 'dead' AND w.received_at < $2
         AND w.body <> '' AND w.topic <> ALL ($3) AND w.member_id IS NOT NULL
         AND NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = $1 AND m.member_id = w.member_id)`,
      [tenantId, ago(1), COMPLIANCE_TOPICS],
    )
  }
}
