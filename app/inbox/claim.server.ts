// Taking deliveries from the inbox and giving them back. One claim at a time in all processes, so that two workers never
// hold deliveries of one customer in the wrong order; the work itself goes on side by side.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { chooseClaim, MAX_ATTEMPTS, type Choice, type Held, type Ready } from './claim.ts'
import type { Delivery } from './delivery.ts'
import { READ_TOPICS } from './delivery-order.ts'

/** As many as one claim looks at, shared by the shops that wait. */
const CLAIM = 1000
const SHOPS = 50
const MAX_LOOKS = 20
/** A killed worker's deliveries come back after it; a living one renews it (inbox-worker.server.ts). */
const LEASE = '60 seconds'
/** How long a shop is not asked again after Shopify failed, unless Shopify says. */
const PAUSE_MS = 15_000

/** Takes deliveries that are due, of each customer the next ones in the order in which they came; `busy` shops are left out. */
export async function claimDeliveries(busy: number[] = []): Promise<Delivery[]> {
  return transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtext('inbox-claim'))")
    await readyDue(sql)
    for (let look = 0; look < MAX_LOOKS; look += 1) {
      const ready = await listReady(sql, busy)
      if (ready.length === 0) break
      const { take, defer, giveUp } = chooseClaim(ready, await listHeld(sql, ready))
      await deferUntilLater(sql, defer)
      await markDead(sql, giveUp)
      if (take.length > 0) return lease(sql, take)
      // Those deferred have made room for others; nothing else would.
      if (defer.length + giveUp.length === 0) break
    }
    return []
  })
}

/** Those whose time has come are ready again. */
async function readyDue(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE webhook_inbox SET not_before = NULL FROM (
       SELECT tenant_id, webhook_id FROM webhook_inbox WHERE state = 'waiting' AND not_before <= now()
       ORDER BY not_before LIMIT 5000 FOR UPDATE SKIP LOCKED) AS due
     WHERE webhook_inbox.tenant_id = due.tenant_id AND webhook_inbox.webhook_id = due.webhook_id`,
  )
}

/** The oldest that are ready, of each shop a share: a shop with very many must not hold up the others. */
async function listReady(sql: Sql, busy: number[]): Promise<Ready[]> {
  const found = await sql.query<Ready>(
    `WITH RECURSIVE shops (tenant_id) AS (
       SELECT min(tenant_id) FROM webhook_inbox WHERE state = 'waiting' AND not_before IS NULL
       UNION ALL SELECT (SELECT min(w.tenant_id) FROM webhook_inbox w
         WHERE w.state = 'waiting' AND w.not_before IS NULL AND w.tenant_id > shops.tenant_id)
       FROM shops WHERE shops.tenant_id IS NOT NULL
     ), next AS (
       SELECT tenant_id FROM shops CROSS JOIN LATERAL (SELECT min(w.arrival) AS oldest FROM webhook_inbox w
         WHERE w.state = 'waiting' AND w.not_before IS NULL AND w.tenant_id = shops.tenant_id) AS first
       WHERE tenant_id IS NOT NULL AND tenant_id <> ALL ($1) ORDER BY oldest LIMIT ${SHOPS}
     )
     SELECT w.* FROM next CROSS JOIN LATERAL (
       SELECT tenant_id AS "tenantId", webhook_id AS "webhookId", arrival, topic, member_id::text AS "memberId",
         merged_id::text AS "mergedId", octet_length(body) AS bytes, attempts::int, leased AS lost
       FROM webhook_inbox WHERE state = 'waiting' AND not_before IS NULL AND tenant_id = next.tenant_id
       ORDER BY arrival LIMIT (SELECT ${CLAIM} / count(*) FROM next)) AS w
     ORDER BY w.arrival`,
    [busy],
  )
  return found.rows
}

/** What is held of the customers of these, in order of arrival. */
async function listHeld(sql: Sql, ready: Ready[]): Promise<Held[]> {
  const concerned = ready.flatMap(({ tenantId, memberId, mergedId }) =>
    [memberId, mergedId].filter((id) => id !== null).map((id) => ({ tenantId, id })),
  )
  const found = await sql.query<Held>(
    `WITH customers AS (SELECT DISTINCT * FROM unnest($1::int[], $2::bigint[]) AS c (tenant_id, member_id)), held AS (
       SELECT w.* FROM customers JOIN webhook_inbox w USING (tenant_id, member_id)
       WHERE w.state = 'waiting' AND w.not_before IS NOT NULL
       UNION ALL
       SELECT w.* FROM customers c JOIN webhook_inbox w ON w.tenant_id = c.tenant_id AND w.merged_id = c.member_id
       WHERE w.state = 'waiting' AND w.not_before IS NOT NULL AND w.merged_id IS NOT NULL)
     SELECT tenant_id AS "tenantId", arrival, topic, member_id::text AS "memberId", merged_id::text AS "mergedId",
       CASE WHEN NOT leased THEN not_before END AS "retryAt" FROM held ORDER BY arrival`,
    [concerned.map(({ tenantId }) => tenantId), concerned.map(({ id }) => id)],
  )
  return found.rows
}

async function deferUntilLater(sql: Sql, defer: Choice['defer']): Promise<void> {
  if (defer.length === 0) return
  await sql.query(
    `UPDATE webhook_inbox w SET not_before = d.until
     FROM unnest($1::int[], $2::text[], $3::timestamptz[]) AS d (tenant_id, webhook_id, until)
     WHERE w.tenant_id = d.tenant_id AND w.webhook_id = d.webhook_id AND w.state = 'waiting'`,
    [...keys(defer.map(({ delivery }) => delivery)), defer.map(({ until }) => until)],
  )
}

async function markDead(sql: Sql, lost: Key[]): Promise<void> {
  if (lost.length === 0) return
  await sql.query(
    `UPDATE webhook_inbox w SET state = 'dead', leased = false, worked_at = $3, error = 'the worker stopped each time it worked on this'
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting'`,
    [...keys(lost), clock.now()],
  )
}

async function lease(sql: Sql, take: Key[]): Promise<Delivery[]> {
  const claimed = await sql.query<Delivery & { arrival: bigint }>(
    `UPDATE webhook_inbox w SET attempts = w.attempts + 1, leased = true, not_before = now() + interval '${LEASE}'
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id) JOIN tenants t USING (tenant_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting'
     RETURNING w.tenant_id AS "tenantId", t.shop, w.webhook_id AS "webhookId", w.topic, w.triggered_at AS "triggeredAt",
       w.received_at AS "receivedAt", w.body, w.member_id::text AS "memberId", w.attempts::int, w.arrival`,
    keys(take),
  )
  return claimed.rows.toSorted((one, other) => Number(one.arrival - other.arrival))
}

/** Keeps deliveries in this worker's hands. */
export async function renewLease(deliveries: Key[]): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox w SET not_before = now() + interval '${LEASE}'
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting' AND w.leased
       AND w.not_before IS NOT NULL`,
    keys(deliveries),
  )
}

type Key = Pick<Delivery, 'tenantId' | 'webhookId'>
type Taken = Key & Pick<Delivery, 'attempts'>

const keys = (of: Key[]) => [of.map(({ tenantId }) => tenantId), of.map(({ webhookId }) => webhookId)]

/**
 * Settles deliveries that this worker took. One that another worker has taken since, for this one was thought dead, is
 * the other's to settle.
 */
async function settle(taken: Taken[], change: string, more: unknown[] = []): Promise<void> {
  if (taken.length === 0) return
  await db().query(
    `UPDATE webhook_inbox w SET leased = false, worked_at = $4, ${change}
     FROM unnest($1::int[], $2::text[], $3::int[]) AS k (tenant_id, webhook_id, attempts)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.attempts = k.attempts AND w.state = 'waiting'`,
    [...keys(taken), taken.map(({ attempts }) => attempts), clock.now(), ...more],
  )
}

/** Worked off. Nobody needs the body any more, and it speaks of a person; the row stays, so that a copy is known as one. */
export const markDone = (taken: Taken[]): Promise<void> =>
  settle(taken, `state = 'done', body = '', error = NULL, not_before = NULL`)

/** Waits longer each time; after the fifth it is dead and keeps its error for people to see. */
export const markFailed = (taken: Taken, error: string): Promise<void> =>
  settle(
    [taken],
    `state = CASE WHEN w.attempts >= ${MAX_ATTEMPTS} THEN 'dead'::inbox_state ELSE 'waiting' END,
     not_before = now() + interval '5 seconds' * 2 ^ w.attempts, error = $5`,
    [error.slice(0, 500)],
  )

/** Another try would read the same bytes: dead at once, so that nothing waits behind it. */
export const markUnreadable = (taken: Taken, error: string): Promise<void> =>
  settle([taken], `state = 'dead', not_before = NULL, error = $5`, [error.slice(0, 500)])

/** Not tried: an earlier one of the same customer failed just now. */
export const release = (taken: Taken[]): Promise<void> => settle(taken, 'attempts = w.attempts - 1, not_before = NULL')

const waitMs = (until: Date | null) => (until ? Math.max(1000, until.getTime() - Date.now()) : PAUSE_MS)

/** Shopify could not be asked: that is no fault of the deliveries, so the try does not count. */
export const postpone = (taken: Taken[], error: string, until: Date | null): Promise<void> =>
  settle(taken, `attempts = w.attempts - 1, error = $5, not_before = now() + $6 * interval '1 ms'`, [
    error.slice(0, 500),
    waitMs(until),
  ])

/** Lets all that would read from a shop wait as well: each would only ask in vain. */
export async function pauseReads(tenantId: number, until: Date | null): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET not_before = now() + $2 * interval '1 ms'
     WHERE tenant_id = $1 AND state = 'waiting' AND not_before IS NULL AND NOT leased AND topic = ANY ($3)`,
    [tenantId, waitMs(until), READ_TOPICS],
  )
}
