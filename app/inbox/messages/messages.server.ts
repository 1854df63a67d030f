// What the merchant sees of the inbox: the deliveries that failed, and what they can do about each.
import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import type { MessageProgress } from './message-progress.ts'
import type { MessageRow } from './message-words.ts'

/** As many as a page shows; the rest come into view as these are dealt with. */
const SHOWN = 50
/** How long the outcome of a replay stays in the list. */
const OUTCOME = '15 minutes'
const TRIED_AGAIN = `(w.replayed_at IS NOT NULL
  AND (w.state = 'waiting' OR w.worked_at > $2::timestamptz - interval '${OUTCOME}'))`

export type FailedMessage = Omit<MessageRow, 'triggeredAt' | 'receivedAt'> & { triggeredAt: Date; receivedAt: Date }

/** The messages that failed, and those just tried again with what became of them; the newest first, tried again or not. */
export async function listFailedMessages(tenantId: number): Promise<FailedMessage[]> {
  const found = await db().query<FailedMessage>(
    `SELECT w.webhook_id AS "webhookId", w.topic, w.triggered_at AS "triggeredAt",
       w.received_at AS "receivedAt", w.attempts::int, w.error, w.fault,
       w.body = '' AS "isEmpty", w.state, coalesce(m.member_id, w.member_id)::text AS "memberId", m.member_id IS NOT NULL AS "isMember",
       m.first_name AS "firstName", m.last_name AS "lastName", m.email
     FROM webhook_inbox w LEFT JOIN merged_members g ON g.tenant_id = $1 AND g.gone = w.member_id
     LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = coalesce(g.kept, w.member_id)
     WHERE w.tenant_id = $1 AND (w.state = 'dead' OR ${TRIED_AGAIN})
     ORDER BY w.received_at DESC, w.webhook_id LIMIT ${SHOWN}`,
    [tenantId, clock.now()],
  )
  return found.rows
}

/** What became so far of the messages just tried again, as far as they are listed; the newest first. */
export async function listMessageProgress(tenantId: number): Promise<MessageProgress[]> {
  const found = await db().query<MessageProgress>(
    `SELECT w.webhook_id AS "webhookId", w.state, w.attempts::int, w.error, w.fault FROM webhook_inbox w
     WHERE w.tenant_id = $1 AND ${TRIED_AGAIN} ORDER BY w.received_at DESC, w.webhook_id LIMIT ${SHOWN}`,
    [tenantId, clock.now()],
  )
  return found.rows
}

export type InboxCounts = { received: number; worked: number; waiting: number; failed: number; oldest: Date | null }

/** What came in and was processed in the last 24 hours, and what waits or has failed now. */
export async function countMessages(tenantId: number): Promise<InboxCounts> {
  const found = await db().query<InboxCounts>(
    `SELECT count(webhook_id)::int AS received, count(webhook_id) FILTER (WHERE state = 'done')::int AS worked,
       (SELECT count(*)::int FROM webhook_inbox WHERE tenant_id = $1 AND state = 'dead') AS failed, waiting, oldest
     FROM (SELECT count(*)::int AS waiting, min(received_at) AS oldest FROM webhook_inbox
       WHERE tenant_id = $1 AND state = 'waiting') AS w
     LEFT JOIN webhook_inbox ON tenant_id = $1 AND received_at > $2::timestamptz - interval '24 hours'
     GROUP BY waiting, oldest`,
    [tenantId, clock.now()],
  )
  return found.rows[0] ?? { received: 0, worked: 0, waiting: 0, failed: 0, oldest: null }
}

/** What a failed message says, or null when there is no such message or it is empty by now. */
export async function findMessageText(tenantId: number, webhookId: string): Promise<string | null> {
  const found = await db().query<{ body: Buffer }>(
    `SELECT body FROM webhook_inbox WHERE tenant_id = $1 AND webhook_id = $2 AND state <> 'done' AND body <> ''`,
    [tenantId, webhookId],
  )
  return found.rows[0]?.body.toString() ?? null
}

/**
 * Has failed messages processed again, one or all of them, behind what waits; returns how many. Their tries are counted
 * on, so that one that had all of them fails at once again.
 */
export async function replayMessages(tenantId: number, webhookId: string | null = null): Promise<number> {
  return transaction(async (sql) => {
    const dead = await sql.query<{ id: string }>(
      `SELECT webhook_id AS id FROM webhook_inbox
       WHERE tenant_id = $1 AND state = 'dead' AND body <> '' AND ($2::text IS NULL OR webhook_id = $2)
       ORDER BY arrival FOR UPDATE`,
      [tenantId, webhookId],
    )
    // Drawn by itself: within the update, each machine would draw numbers of its own.
    const drawn = await sql.query<{ number: bigint }>(
      "SELECT nextval('webhook_inbox_arrival_seq') AS number FROM generate_series(1, $1::int)",
      [dead.rows.length],
    )
    await sql.query(
      `UPDATE webhook_inbox w SET state = 'waiting', not_before = NULL, leased = false, replayed_at = $2, arrival = a.number
       FROM unnest($3::text[], $4::bigint[]) AS a (id, number) WHERE w.tenant_id = $1 AND w.webhook_id = a.id`,
      [tenantId, clock.now(), dead.rows.map(({ id }) => id), drawn.rows.map(({ number }) => number)],
    )
    if (dead.rows.length > 0) await sql.query("SELECT pg_notify('inbox', '')")
    return dead.rows.length
  })
}

/** How long somebody who asked for another try waits for what becomes of it. */
const PATIENCE_MS = 1500
const LOOK_EVERY_MS = 75

/** What became of a message that was just tried again; 'waiting' where that takes longer than a moment. */
export async function awaitOutcome(tenantId: number, webhookId: string): Promise<MessageRow['state']> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const found = await db().query<{ state: MessageRow['state'] }>(
      'SELECT state FROM webhook_inbox WHERE tenant_id = $1 AND webhook_id = $2',
      [tenantId, webhookId],
    )
    const state = found.rows[0]?.state
    if (state === 'done' || state === 'dead') return state
    await sleep(LOOK_EVERY_MS)
  }
  return 'waiting'
}

/** Gives up a failed message. Its row stays, empty, so that a late copy is known as one. */
export async function discardMessage(tenantId: number, webhookId: string): Promise<boolean> {
  const discarded = await db().query(
    `UPDATE webhook_inbox SET state = 'done', body = '', error = NULL, fault = NULL, not_before = NULL, worked_at = $3, replayed_at = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND state = 'dead'`,
    [tenantId, webhookId, clock.now()],
  )
  return discarded.rowCount === 1
}
