// Taking deliveries from the inbox and giving them back. One claim at a time in all processes, so that two workers never
// hold deliveries of one customer in the wrong order; the work itself goes on side by side.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { shopTurns } from '#app/platform/jobs/shop-turns.server.ts'
import { chooseClaim, MAX_ATTEMPTS, type Choice, type Held, type Ready } from './claim.ts'
import type { Delivery } from './delivery.ts'
import { READ_TOPICS } from './delivery-order.ts'
import type { MessageFault } from './message-fault.ts'

/** As many as one claim looks at, shared by the shops that wait. */
const CLAIM = 1000
const SHOPS = 50
const WOKEN = 5000
const MAX_LOOKS = 20
/** A killed worker's deliveries come back after it; a living one renews it (inbox-worker.server.ts). */
const LEASE_MS = 60_000
/** Doubled with each try. */
const RETRY_MS = 5_000
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
  const due = await sql.query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM (SELECT tenant_id FROM webhook_inbox
       WHERE state = 'waiting' AND not_before <= $1 ORDER BY not_before LIMIT ${WOKEN}) AS due`,
    [clock.now()],
  )
  for (const { tenantId } of due.rows)
    await sql.query(
      `UPDATE webhook_inbox w SET not_before = NULL FROM (
         SELECT webhook_id FROM webhook_inbox WHERE tenant_id = $1 AND state = 'waiting' AND not_before <= $2
         ORDER BY not_before LIMIT ${WOKEN} FOR UPDATE SKIP LOCKED) AS due
       WHERE w.tenant_id = $1 AND w.webhook_id = due.webhook_id`,
      [tenantId, clock.now()],
    )
}

const shopsWithReady = shopTurns(`webhook_inbox WHERE state = 'waiting' AND not_before IS NULL`)

const inOrder = <T extends { arrival: bigint }>(rows: T[]) =>
  rows.toSorted((one, other) => Number(one.arrival - other.arrival))

/** The oldest that are ready, of each shop a share: a shop with very many must not hold up the others. */
async function listReady(sql: Sql, busy: number[]): Promise<Ready[]> {
  const shops = await shopsWithReady(sql, { busy, limit: SHOPS })
  const ready: Ready[] = []
  for (const tenantId of shops) {
    const found = await sql.query<Ready>(
      `SELECT tenant_id AS "tenantId", webhook_id AS "webhookId", arrival, topic, member_id::text AS "memberId",
         merged_id::text AS "mergedId", octet_length(body) AS bytes, attempts::int, leased AS lost
       FROM webhook_inbox WHERE state = 'waiting' AND not_before IS NULL AND tenant_id = $1 ORDER BY arrival LIMIT $2`,
      [tenantId, Math.floor(CLAIM / shops.length)],
    )
    ready.push(...found.rows)
  }
  return inOrder(ready)
}

/** What is held of the customers of these, in order of arrival. */
async function listHeld(sql: Sql, ready: Ready[]): Promise<Held[]> {
  const held: Held[] = []
  for (const [tenantId, deliveries] of Map.groupBy(ready, (delivery) => delivery.tenantId)) {
    const customers = deliveries.flatMap(({ memberId, mergedId }) => [memberId, mergedId]).filter((id) => id !== null)
    const found = await sql.query<Held>(
      `SELECT tenant_id AS "tenantId", arrival, topic, member_id::text AS "memberId", merged_id::text AS "mergedId",
         CASE WHEN NOT leased THEN not_before END AS "retryAt" FROM (
           SELECT * FROM webhook_inbox WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
             AND state = 'waiting' AND not_before IS NOT NULL
           UNION ALL SELECT * FROM webhook_inbox WHERE tenant_id = $1 AND merged_id = ANY ($2::bigint[])
             AND state = 'waiting' AND not_before IS NOT NULL AND merged_id IS NOT NULL) AS held`,
      [tenantId, [...new Set(customers)]],
    )
    held.push(...found.rows)
  }
  return inOrder(held)
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
    `UPDATE webhook_inbox w SET state = 'dead', leased = false, worked_at = $3, fault = 'stopped',
       error = 'the worker stopped each time it worked on this'
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting'`,
    [...keys(lost), clock.now()],
  )
}

async function lease(sql: Sql, take: Key[]): Promise<Delivery[]> {
  const claimed = await sql.query<Delivery & { arrival: bigint }>(
    `UPDATE webhook_inbox w SET attempts = w.attempts + 1, leased = true, not_before = $3
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id) JOIN tenants t USING (tenant_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting'
     RETURNING w.tenant_id AS "tenantId", t.shop, w.webhook_id AS "webhookId", w.topic, w.triggered_at AS "triggeredAt",
       w.received_at AS "receivedAt", w.body, w.member_id::text AS "memberId", w.attempts::int, w.arrival`,
    [...keys(take), later(LEASE_MS)],
  )
  return inOrder(claimed.rows)
}

/** Keeps deliveries in this worker's hands. */
export async function renewLease(deliveries: Key[]): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox w SET not_before = $3
     FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id)
     WHERE w.tenant_id = k.tenant_id AND w.webhook_id = k.webhook_id AND w.state = 'waiting' AND w.leased
       AND w.not_before IS NOT NULL`,
    [...keys(deliveries), later(LEASE_MS)],
  )
}

type Key = Pick<Delivery, 'tenantId' | 'webhookId'>
type Taken = Key & Pick<Delivery, 'attempts'>
/** Why it was not processed: for the merchant, and for whoever runs the app. */
type Failure = { fault: MessageFault; error: string }

const later = (ms: number) => new Date(clock.now().getTime() + ms)

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
  settle(taken, `state = 'done', body = '', error = NULL, fault = NULL, not_before = NULL`)

/** Waits longer each time; after the fifth it is dead and keeps its error for people to see. */
export const markFailed = (taken: Taken, { fault, error }: Failure): Promise<void> =>
  settle([taken], `state = $7, not_before = $8, error = $5, fault = $6`, [
    error.slice(0, 500),
    fault,
    taken.attempts >= MAX_ATTEMPTS ? 'dead' : 'waiting',
    later(RETRY_MS * 2 ** taken.attempts),
  ])

/** Another try would read the same bytes: dead at once, so that nothing waits behind it. */
export const markUnreadable = (taken: Taken, { fault, error }: Failure): Promise<void> =>
  settle([taken], `state = 'dead', not_before = NULL, error = $5, fault = $6`, [error.slice(0, 500), fault])

/** Not tried: an earlier one of the same customer failed just now. */
export const release = (taken: Taken[]): Promise<void> => settle(taken, 'attempts = w.attempts - 1, not_before = NULL')

const pausedUntil = (until: Date | null) => later(until ? Math.max(1000, until.getTime() - Date.now()) : PAUSE_MS)

/** Shopify could not be asked: that is no fault of the deliveries, so the try does not count. */
export const postpone = (taken: Taken[], error: string, until: Date | null): Promise<void> =>
  settle(taken, `attempts = w.attempts - 1, error = $5, not_before = $6`, [error.slice(0, 500), pausedUntil(until)])

/** Lets all that would read from a shop wait as well: each would only ask in vain. */
export async function pauseReads(tenantId: number, until: Date | null): Promise<void> {
  await db().query(
    `UPDATE webhook_inbox SET not_before = $2
     WHERE tenant_id = $1 AND state = 'waiting' AND not_before IS NULL AND NOT leased AND topic = ANY ($3)`,
    [tenantId, pausedUntil(until), READ_TOPICS],
  )
}
