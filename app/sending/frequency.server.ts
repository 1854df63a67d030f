// How often a member is mailed: at most so many campaigns and bulk e-mails in so many days. Asked twice: when a mailing's
// recipients are frozen, and once more when each is claimed, for another mailing may have come in between.
import { skipReasonSql } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { rulesToSql } from '#app/segments/sql.server.ts'
import { BLOCK, blockAt } from './blocks.ts'
import type { MailingKey } from './jobs.ts'

/** At most so many mails in so many days. */
export type Frequency = { most: number; days: number }

const DAY_MS = 86_400_000

/** Since when a mail counts, and the first number that a mailing which still sent then can have: its block or the one before. */
function boundsOf({ days }: Frequency, now: Date) {
  const since = new Date(now.getTime() - days * DAY_MS)
  return { since, first: Math.max(0, blockAt(since) - 1) * BLOCK }
}

/** Mailings that count, as `w`. */
const COUNTS = "w.source IN ('campaign', 'bulk') AND w.purpose = 'marketing'"

/**
 * SQL: the members who have had, or are to have, as many mails as the limit allows, with the last of these mailings
 * (`after_mailing`). $1 is the tenant. Mails that wait count, and those of which nobody knows whether they left.
 */
export function oftenMailedSql(frequency: Frequency, params: unknown[], except: number | null = null): string {
  const { since, first } = boundsOf(frequency, clock.now())
  const own = params.push(except)
  const [fromMailing, after, most] = [params.push(first), params.push(since), params.push(frequency.most)]
  return `SELECT r.member_id, max(r.mailing_id) AS after_mailing
    FROM recipients r JOIN mailings w ON w.tenant_id = r.tenant_id AND w.mailing_id = r.mailing_id
    WHERE r.tenant_id = $1 AND r.mailing_id >= $${fromMailing} AND ($${own}::int IS NULL OR r.mailing_id <> $${own}) AND ${COUNTS}
      AND (r.state IN ('queued', 'sending') OR r.state IN ('sent', 'unconfirmed') AND r.settled_at > $${after})
    GROUP BY r.member_id HAVING count(*) >= $${most}`
}

/** How many whom the rules hold could be mailed now, but for the limit. */
export async function countOftenMailed(tenantId: number, rules: SegmentRules, frequency: Frequency): Promise<number> {
  const params: unknown[] = [tenantId, clock.now()]
  const condition = rulesToSql(rules, params)
  const often = oftenMailedSql(frequency, params)
  const counted = await db().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM members m JOIN (${often}) AS often ON often.member_id = m.member_id
     WHERE m.tenant_id = $1 AND ${condition} AND ${skipReasonSql('$2')} IS NULL`,
    params,
  )
  return counted.rows[0]?.count ?? 0
}

/** `wait` is for another mailing that has the member in hand at this moment: what becomes of that decides. */
export type TooOften = { afterMailing: number } | 'wait'

/**
 * Of members just claimed for a mailing, those who must not get it. What waits in an earlier mailing counts, in a later one it
 * does not: of two that wait for each other's turn the earlier one is sent. What a later one has in hand is waited for, for
 * it may end either way: so nobody gets one too many, and nobody none because of two that both gave way.
 */
export async function findTooOften(
  { tenantId, mailingId }: MailingKey,
  memberIds: bigint[],
  frequency: Frequency,
): Promise<Map<bigint, TooOften>> {
  const { since, first } = boundsOf(frequency, clock.now())
  const found = await db().query<{ memberId: bigint; certain: number; afterMailing: number }>(
    `SELECT r.member_id AS "memberId", max(r.mailing_id) AS "afterMailing",
       count(*) FILTER (WHERE r.state <> 'sending' OR r.mailing_id < $2)::int AS certain
     FROM recipients r JOIN mailings w ON w.tenant_id = r.tenant_id AND w.mailing_id = r.mailing_id
     WHERE r.tenant_id = $1 AND r.member_id = ANY ($3::bigint[]) AND r.mailing_id >= $4 AND r.mailing_id <> $2 AND ${COUNTS}
       AND (r.state = 'sending' OR r.state = 'queued' AND r.mailing_id < $2
         OR r.state IN ('sent', 'unconfirmed') AND r.settled_at > $5)
     GROUP BY r.member_id HAVING count(*) >= $6`,
    [tenantId, mailingId, memberIds, first, since, frequency.most],
  )
  return new Map(
    found.rows.map(({ memberId, certain, afterMailing }) => [
      memberId,
      certain >= frequency.most ? { afterMailing } : 'wait',
    ]),
  )
}
