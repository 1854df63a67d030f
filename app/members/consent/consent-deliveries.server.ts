// What became of each change of consent on its way to Shopify: told, confirmed by reading it back, and come back as a
// message of Shopify's own. Keyed by the change's place in the ledger.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { CustomerChange } from '../core/customer.ts'
import type { MemberId } from '../core/members.server.ts'
import type { WriteBackOutcome } from '../outbox/outbox.server.ts'

export type ConsentDelivery = {
  seq: number
  /** 'waiting' until Shopify was told; 'skipped' where there is nobody to tell; 'superseded' by a newer one at Shopify. */
  outcome: WriteBackOutcome | 'waiting'
  /** Null also where Shopify had it already. */
  toldAt: Date | null
  confirmedAt: Date | null
  echoedAt: Date | null
  /** Why it was skipped or refused; of one that was taken after all, why it was refused before. */
  error: string | null
}

/** What became of a member's changes, by `seq`. One that was taken back before Shopify was told has none. */
export async function listConsentDeliveries(tenantId: number, memberId: MemberId): Promise<ConsentDelivery[]> {
  const found = await db().query<ConsentDelivery>(
    `SELECT seq, CASE WHEN waits.seq IS NOT NULL AND coalesce(d.outcome, 'refused') <> 'told' THEN 'waiting'
         ELSE d.outcome END AS outcome, d.told_at AS "toldAt", d.confirmed_at AS "confirmedAt",
       d.echoed_at AS "echoedAt", CASE WHEN waits.seq IS NULL OR d.outcome <> 'skipped' THEN d.error END AS error
     FROM (SELECT * FROM consent_deliveries WHERE tenant_id = $1 AND member_id = $2) AS d
     FULL JOIN (SELECT unnest(ARRAY[email_seq, sms_seq]) AS seq FROM outbox
       WHERE tenant_id = $1 AND member_id = $2 AND state = 'waiting') AS waits USING (seq)
     WHERE seq IS NOT NULL ORDER BY seq`,
    [tenantId, memberId],
  )
  return found.rows
}

const wholeSecond = (at: Date) => Math.floor(at.getTime() / 1000) * 1000

/**
 * Notes which of Shopify's messages are our own changes come back: the state that we told, with the time that we told,
 * of which Shopify keeps whole seconds. They are no news, and saving them writes nothing.
 */
export async function noteEchoes(sql: Sql, tenantId: number, changes: CustomerChange[]): Promise<void> {
  const states = changes.flatMap(({ memberId, email, sms }) => [
    ...(email?.exact ? [{ memberId, channel: 'email', state: email.state, at: email.at }] : []),
    ...(sms?.exact ? [{ memberId, channel: 'sms', state: sms.state, at: sms.at }] : []),
  ])
  if (states.length === 0) return
  await sql.query(
    `UPDATE consent_deliveries d SET echoed_at = $2
     FROM unnest($3::bigint[], $4::channel[], $5::marketing_state[], $6::timestamptz[], $7::timestamptz[])
       AS e (member_id, channel, state, since, until)
     JOIN consent_ledger l ON l.tenant_id = $1 AND l.member_id = e.member_id AND l.channel = e.channel AND l.new_state = e.state
     WHERE d.tenant_id = $1 AND d.member_id = e.member_id AND d.seq = l.seq AND d.told_at IS NOT NULL
       AND d.echoed_at IS NULL AND d.consented_at >= e.since AND d.consented_at < e.until`,
    [
      tenantId,
      clock.now(),
      states.map(({ memberId }) => memberId),
      states.map(({ channel }) => channel),
      states.map(({ state }) => state),
      states.map(({ at }) => new Date(wholeSecond(at))),
      states.map(({ at }) => new Date(wholeSecond(at) + 1000)),
    ],
  )
}
