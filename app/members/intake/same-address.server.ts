// Other members with the address of one who is erased. Shopify lets no two customers have one address, so it is the same
// person: deleted there and created anew, of which the messages came in the wrong order.
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import type { MarketingState } from '../core/consent.ts'
import { type Ending, endConsent } from '../consent/end-consent.server.ts'
import { optedInAfter } from '../consent/erased-addresses.server.ts'
import { type MemberId, normOf, type OptInLevel } from '../core/members.server.ts'
import { noteUpdated, WAS } from '../core/totals.server.ts'

/** Locks a member and who has the same address, in the order of ids as everybody does. */
export async function lockSameAddress(sql: Sql, tenantId: number, memberId: MemberId): Promise<void> {
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
  phone: string | null
  unsubscribedAt: Date | null
  complaintAt: Date | null
  bouncedAt: Date | null
  smsUnsubscribedAt: Date | null
}

type Ended = {
  memberId: bigint
  email: MarketingState
  emailLevel: OptInLevel | null
  sms: MarketingState
  smsLevel: OptInLevel | null
  endsEmail: boolean
  endsSms: boolean
}

type Times = { email: Date | null; sms: Date | null }

/** Whether an opt-out at `at` ends a member's consent. */
const ends = (channel: 'email' | 'sms', at: string) =>
  `(${at}::timestamptz IS NOT NULL AND ${channel}_state <> 'UNSUBSCRIBED' AND NOT ${optedInAfter(channel, at)})`

/**
 * Lays what suppresses a member who is about to be erased over who has the same address, and their opt-out from SMS where
 * the number is the same, too. The caller holds the locks of those that were there; who came since is locked here.
 */
export async function suppressSameAddress(
  sql: Sql,
  tenantId: number,
  memberId: MemberId,
  { email, phone, unsubscribedAt, complaintAt, bouncedAt, smsUnsubscribedAt }: Suppressed,
): Promise<void> {
  const found = await sql.query<Ended>(
    `WITH sharing AS (
       SELECT member_id, email_state, email_opt_in_level, sms_state, sms_opt_in_level, ${WAS},
         NOT email_unsubscribed AND ${ends('email', '$4')} AS ends_email, phone = $7 AND ${ends('sms', '$8')} AS ends_sms
       FROM members WHERE tenant_id = $1 AND member_id <> $2 AND email_norm = ${normOf('$3')} ORDER BY member_id FOR UPDATE
     ), updated AS (
       UPDATE members m SET email_complaint_at = greatest(email_complaint_at, $5),
         email_bounce_type = CASE WHEN $6::timestamptz IS NULL THEN email_bounce_type ELSE 'hard' END,
         email_bounce_at = greatest(email_bounce_at, $6)
       FROM sharing n WHERE m.tenant_id = $1 AND m.member_id = n.member_id
       RETURNING n.*, m.email, m.facets
     ), ${noteUpdated}
     SELECT member_id AS "memberId", email_state AS email, email_opt_in_level AS "emailLevel", sms_state AS sms,
       sms_opt_in_level AS "smsLevel", ends_email AS "endsEmail", coalesce(ends_sms, false) AS "endsSms" FROM updated`,
    [tenantId, memberId, spellingsOf(email ?? ''), unsubscribedAt, complaintAt, bouncedAt, phone, smsUnsubscribedAt],
  )
  const at = { email: unsubscribedAt, sms: smsUnsubscribedAt }
  for (const ended of found.rows) await end(sql, tenantId, ended, at)
}

async function end(sql: Sql, tenantId: number, ended: Ended, at: Times): Promise<void> {
  const endings: Ending[] = []
  if (ended.endsEmail && at.email)
    endings.push({ channel: 'email', at: at.email, oldState: ended.email, optInLevel: ended.emailLevel })
  if (ended.endsSms && at.sms)
    endings.push({ channel: 'sms', at: at.sms, oldState: ended.sms, optInLevel: ended.smsLevel })
  await endConsent(sql, { tenantId, memberId: ended.memberId }, endings, {
    source: 'erased-opt-out',
    shopifyAt: null,
    mailingId: null,
    reference: null,
    consentedAt: clock.now(),
  })
}
