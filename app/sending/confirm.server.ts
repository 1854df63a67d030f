// What proves, after the hand-over, that SES took a message, and why one came back.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import type { BounceCauseCode } from '#app/tracking/provider/bounce-cause.ts'
import { findProviders } from '#app/tracking/provider/domains.server.ts'
import { type Receipt, receiptKey } from '#app/tracking/receipts.server.ts'

export type Delivery = Receipt & { messageId: string | null }

/**
 * Evidence that SES took messages (events with our tags, hits on their links): the recipients are sent. SES may report
 * before our own statement has stored its answer. Whoever turns out to have been handed over gets a provider before an event
 * of theirs is counted. Returns of how many this was news.
 */
export async function confirmDeliveries(deliveries: Delivery[]): Promise<number> {
  let confirmed = 0
  for (const [tenantId, own] of Map.groupBy(deliveries, (delivery) => delivery.tenantId))
    confirmed += await confirmOf(tenantId, firstOfEach(own))
  return confirmed
}

const KEYS = 'unnest($2::int[], $3::smallint[], $4::bigint[]'
const keysOf = (all: Omit<Receipt, 'tenantId'>[]) => [
  all.map(({ mailingId }) => mailingId),
  all.map(({ sendNo }) => sendNo),
  all.map(({ memberId }) => memberId),
]
/** SQL: the row of a shop's recipients that `g` names. */
const NAMED = 'r.tenant_id = $1 AND r.mailing_id = g.mailing_id AND r.send_no = g.send_no AND r.member_id = g.member_id'

type Unsettled = Omit<Receipt, 'tenantId'> & { email: string | null }

async function confirmOf(tenantId: number, deliveries: Delivery[]): Promise<number> {
  const found = await db().query<Unsettled>(
    `SELECT r.mailing_id AS "mailingId", r.send_no AS "sendNo", r.member_id::text AS "memberId", m.email
     FROM ${KEYS}) AS g(mailing_id, send_no, member_id)
     JOIN recipients r ON ${NAMED} LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = r.member_id
     WHERE r.state NOT IN ('sent', 'failed') ORDER BY 1, 2, r.member_id`,
    [tenantId, ...keysOf(deliveries)],
  )
  const unsettled = found.rows
  if (unsettled.length === 0) return 0
  const providers = await findProviders(unsettled.map(({ email }) => email))
  const messageIds = new Map(deliveries.map((delivery) => [receiptKey(delivery), delivery.messageId]))
  const told = unsettled.map((row) => messageIds.get(receiptKey({ tenantId, ...row })) ?? null)
  const at = clock.now()
  return transaction(async (sql) => {
    await sql.query(
      `UPDATE recipients r SET provider = g.provider
       FROM ${KEYS}, $5::smallint[]) AS g(mailing_id, send_no, member_id, provider)
       WHERE ${NAMED} AND r.state NOT IN ('sent', 'failed') AND r.provider IS NULL`,
      [tenantId, ...keysOf(unsettled), providers],
    )
    const confirmed = await sql.query<Omit<Receipt, 'tenantId'> & { untracked: boolean }>(
      `UPDATE recipients r SET state = 'sent', message_id = coalesce(g.message_id, r.message_id), error = NULL, lease_until = NULL,
         settled_at = $6
       FROM ${KEYS}, $5::text[]) AS g(mailing_id, send_no, member_id, message_id)
       WHERE ${NAMED} AND r.state IN ('sending', 'unconfirmed')
       RETURNING r.mailing_id AS "mailingId", r.send_no AS "sendNo", r.member_id::text AS "memberId", r.untracked`,
      [tenantId, ...keysOf(unsettled), told, at],
    )
    const events = confirmed.rows.flatMap(({ untracked, ...row }): MailEvent[] => {
      const sent: MailEvent = { tenantId, ...row, type: EVENT.sent, at }
      return untracked ? [sent, { ...sent, type: EVENT.untracked }] : [sent]
    })
    if (events.length > 0) await recordEvents(sql, events)
    return confirmed.rows.length
  })
}

/** Notes why mails came back, in the transaction that records their bounces; of each the first cause stays. */
export async function noteBounceCauses(sql: Sql, bounces: (Receipt & { cause: BounceCauseCode })[]): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(bounces, (bounce) => bounce.tenantId)) {
    const first = firstOfEach(own)
    await sql.query(
      `UPDATE recipients r SET bounce_cause = g.cause
       FROM ${KEYS}, $5::smallint[]) AS g(mailing_id, send_no, member_id, cause)
       WHERE ${NAMED} AND r.bounce_cause IS NULL`,
      [tenantId, ...keysOf(first), first.map(({ cause }) => cause)],
    )
  }
}

/** In the order of their keys, in which rows are locked. */
function firstOfEach<Each extends Receipt>(all: Each[]): Each[] {
  const first = new Map<string, Each>()
  for (const each of all) if (!first.has(receiptKey(each))) first.set(receiptKey(each), each)
  return [...first.values()].toSorted(
    (one, other) =>
      one.mailingId - other.mailingId ||
      one.sendNo - other.sendNo ||
      (BigInt(one.memberId) < BigInt(other.memberId) ? -1 : 1),
  )
}
