// Other members with the address of one who is erased. Shopify lets no two customers have one address, so it is the same
// person: deleted there and created anew, of which the messages came in the wrong order.
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db.server.ts'
import type { MarketingState } from './consent.ts'
import { appendChanges, type LedgerEntry } from './ledger.server.ts'
import type { MemberId, OptInLevel } from './members.server.ts'
import { oweConsent } from './outbox.server.ts'

/** Locks a member and who has the same address, in the order of ids as everybody does. */
export async function lockWithNamesakes(sql: Sql, tenantId: number, memberId: MemberId): Promise<void> {
  await sql.query(
    `SELECT FROM members WHERE tenant_id = $1 AND member_id IN (SELECT $2::bigint UNION SELECT o.member_id FROM members m
       JOIN members o ON o.tenant_id = m.tenant_id AND o.email_norm = m.email_norm
       WHERE m.tenant_id = $1 AND m.member_id = $2)
     ORDER BY member_id FOR UPDATE`,
    [tenantId, memberId],
  )
}

type Suppressed = {
  email: string | null
  unsubscribedAt: Date | null
  complaintAt: Date | null
  bouncedAt: Date | null
}

type Ended = { memberId: bigint; oldState: MarketingState; optInLevel: OptInLevel | null; ends: boolean }

/**
 * Lays what suppresses a member who is about to be erased over who has the same address; an opt-in at Shopify that is later
 * than the opt-out stands. The caller holds their locks.
 */
export async function suppressNamesakes(
  sql: Sql,
  tenantId: number,
  memberId: MemberId,
  { email, unsubscribedAt, complaintAt, bouncedAt }: Suppressed,
): Promise<void> {
  const found = await sql.query<Ended>(
    `WITH namesakes AS (
       SELECT member_id, email_state, email_opt_in_level, $4::timestamptz IS NOT NULL AND NOT email_unsubscribed
         AND email_state <> 'UNSUBSCRIBED'
         AND NOT coalesce(email_state = 'SUBSCRIBED' AND email_consent_exact AND email_consent_updated_at > $4, false) AS ends
       FROM members WHERE tenant_id = $1 AND member_id <> $2 AND email_norm = lower($3)
     )
     UPDATE members m SET email_unsubscribed = email_unsubscribed OR n.ends,
       email_unsubscribed_at = CASE WHEN n.ends THEN $4 ELSE email_unsubscribed_at END,
       email_complaint_at = greatest(email_complaint_at, $5),
       email_bounce_type = CASE WHEN $6::timestamptz IS NULL THEN email_bounce_type ELSE 'hard' END,
       email_bounce_at = greatest(email_bounce_at, $6)
     FROM namesakes n WHERE m.tenant_id = $1 AND m.member_id = n.member_id
     RETURNING m.member_id AS "memberId", n.email_state AS "oldState", n.email_opt_in_level AS "optInLevel", n.ends`,
    [tenantId, memberId, email, unsubscribedAt, complaintAt, bouncedAt],
  )
  for (const ended of found.rows.filter(({ ends }) => ends)) await endConsent(sql, tenantId, ended)
}

async function endConsent(sql: Sql, tenantId: number, { memberId, oldState, optInLevel }: Ended): Promise<void> {
  const change: LedgerEntry = {
    channel: 'email',
    source: 'erased-opt-out',
    oldState,
    newState: 'UNSUBSCRIBED',
    optInLevel,
    shopifyAt: null,
    campaignId: null,
    reference: null,
  }
  await appendChanges(sql, tenantId, memberId, [change])
  const owed = { emailState: 'UNSUBSCRIBED', smsState: null, consentedAt: clock.now() } as const
  await oweConsent(sql, { tenantId, memberId, ...owed })
}
