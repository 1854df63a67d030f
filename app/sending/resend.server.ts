// Sending again what was sent: a new mailing to those whom the mailings before it have left cold, or have not reached. Never to
// anybody of whom it is not known whether the e-mail left.
import { untracked } from '#app/members/core/do-not-track.server.ts'
import { type LeftOutReason, skipReasonSql } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { rulesToSql } from '#app/segments/sql.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { type Frequency, oftenMailedSql } from './frequency.server.ts'
import type { Manifest } from './manifest.ts'

/** `cold` have got it, and no person has opened or clicked it; `missed` have not been sent it: they came since, or it failed. */
export type ResendTo = 'cold' | 'missed'

/** Frozen with the mailing: `of` are the mailings before. */
export type Resend = { to: ResendTo; of: number[] }

/** It left, is about to, or nobody knows. */
const MAY_HAVE_LEFT = "r.state IN ('queued', 'sending', 'sent', 'unconfirmed')"

/** The receipts of the mailings before, by whom their member is today. */
const receipts = (mailings: string) => `SELECT coalesce(g.kept, r.member_id) AS member_id, r.state, r.untracked
  FROM recipients r LEFT JOIN merged_members g ON g.tenant_id = r.tenant_id AND g.gone = r.member_id
  WHERE r.tenant_id = $1 AND r.mailing_id = ANY (${mailings}::int[])`

/** Whoever opened, clicked or answered. What only a machine or Apple's privacy proxy has loaded, nobody has seen. */
const engaged = (mailings: string) => `SELECT coalesce(g.kept, e.member_id) AS member_id
  FROM mail_events e LEFT JOIN merged_members g ON g.tenant_id = e.tenant_id AND g.gone = e.member_id
  WHERE e.tenant_id = $1 AND e.mailing_id = ANY (${mailings}::int[]) AND e.link_no = 0
    AND e.type IN (${EVENT.opened}, ${EVENT.clicked}, ${EVENT.replied}) AND (e.seen_hits > 0 OR e.type <> ${EVENT.opened} AND e.hits > 0)`

/**
 * SQL over `members m`: whom a mailing goes to; its values are pushed onto `params`, of which $1 is the tenant. Of who is not tracked by their own
 * choice, now or then, nobody knows whether they opened. As joins, for NOT IN walks through a list that is too long for memory.
 */
export function audienceSql(rules: SegmentRules, resend: Resend | null, params: unknown[]): string {
  if (!resend) return rulesToSql(rules, params)
  const of = `$${params.push(resend.of)}`
  if (resend.to === 'cold')
    return `m.member_id IN (SELECT r.member_id FROM (${receipts(of)}) AS r GROUP BY r.member_id
        HAVING bool_or(r.state = 'sent') AND bool_and(r.state NOT IN ('queued', 'sending', 'unconfirmed') AND NOT r.untracked))
      AND NOT EXISTS (SELECT FROM (${engaged(of)}) AS e WHERE e.member_id = m.member_id)
      AND NOT EXISTS (SELECT FROM (SELECT m.open_tracking) AS own LEFT JOIN do_not_track d ON d.tenant_id = $1 AND d.member_id = m.member_id
        WHERE ${untracked('own', 'd')})`
  return `NOT EXISTS (SELECT FROM (${receipts(of)}) AS r WHERE r.member_id = m.member_id AND ${MAY_HAVE_LEFT})
    AND (${rulesToSql(rules, params)} OR EXISTS (SELECT FROM recipients f WHERE f.tenant_id = $1 AND f.member_id = m.member_id
      AND f.mailing_id = ANY (${of}::int[]) AND f.state = 'failed'))`
}

export type ResendCount = Pick<Manifest, 'members' | 'reachable' | 'skipped'>

/** How many a campaign would go to, were it sent again now. */
export async function countResend(
  tenantId: number,
  { rules, resend, frequency }: { rules: SegmentRules; resend: Resend; frequency: Frequency | null },
): Promise<ResendCount> {
  const params: unknown[] = [tenantId, clock.now()]
  const condition = audienceSql(rules, resend, params)
  const often = frequency
    ? `m.member_id IN (SELECT member_id FROM (${oftenMailedSql(frequency, params)}) AS often)`
    : 'false'
  const counted = await db().query<{ reason: LeftOutReason | null; count: number }>(
    `SELECT coalesce(${skipReasonSql('$2')}, CASE WHEN ${often} THEN 'too-often'::skip_reason END) AS reason, count(*)::int AS count
     FROM members m WHERE m.tenant_id = $1 AND ${condition} GROUP BY 1`,
    params,
  )
  const members = counted.rows.reduce((sum, { count }) => sum + count, 0)
  const skipped = counted.rows.flatMap(({ reason, count }) => (reason ? [[reason, count] as const] : []))
  const reachable = members - skipped.reduce((sum, [, count]) => sum + count, 0)
  return { members, reachable, skipped: Object.fromEntries(skipped) }
}
