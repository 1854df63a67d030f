// What rules look at of one member beside the member's own row.
import type { MemberId } from '#app/members/core/members.server.ts'
import type { ConsentSource } from '#app/members/ledger/ledger.server.ts'
import { untracked } from '#app/members/core/do-not-track.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { Bought, Deed, DeedDone, Engagement, MoreFacts } from './fields/facts.ts'

/** All that is known of a member now; nothing of somebody who is none. */
export async function findFacts(tenantId: number, memberId: MemberId): Promise<MoreFacts | null> {
  const [own, engagement, deeds, bought, consentSource] = await Promise.all([
    findOwn(tenantId, memberId),
    findEngagement(tenantId, memberId),
    findDeeds(tenantId, memberId),
    findBought(tenantId, memberId),
    findConsentSource(tenantId, memberId),
  ])
  return own && { ...own, engagement, deeds, bought, consentSource }
}

async function findOwn(tenantId: number, memberId: MemberId): Promise<Pick<MoreFacts, 'untracked'> | null> {
  const found = await db().query<Pick<MoreFacts, 'untracked'>>(
    `SELECT ${untracked('m', 'd')} AS untracked
     FROM members m LEFT JOIN do_not_track d ON d.tenant_id = m.tenant_id AND d.member_id = m.member_id
     WHERE m.tenant_id = $1 AND m.member_id = $2`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}

async function findEngagement(tenantId: number, memberId: MemberId): Promise<Engagement | null> {
  const found = await db().query<Engagement>(
    `SELECT receipts, opens, clicks, receipt_days AS "receiptDays", open_days AS "openDays", click_days AS "clickDays",
       level, device, client
     FROM member_engagement WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}

const DEED_OF: Partial<Record<number, Deed>> = {
  [EVENT.sent]: 'received',
  [EVENT.opened]: 'opened',
  [EVENT.clicked]: 'clicked',
  [EVENT.replied]: 'replied',
  [EVENT.failed]: 'failed',
}

type DeedRow = { type: number | null; campaignId: number | null; at: Date }

/** Under every number that the member has had. An event is found by its receipt: none is kept without one. */
async function findDeeds(tenantId: number, memberId: MemberId): Promise<DeedDone[]> {
  const found = await db().query<DeedRow>(
    `WITH person AS (
       SELECT $2::bigint AS member_id UNION SELECT gone FROM merged_members WHERE tenant_id = $1 AND kept = $2)
     SELECT e.type, CASE w.source WHEN 'campaign' THEN w.source_id END AS "campaignId",
       coalesce(e.created_at, r.settled_at) AS at
     FROM person p JOIN recipients r ON r.tenant_id = $1 AND r.member_id = p.member_id
     JOIN mailings w ON w.tenant_id = $1 AND w.mailing_id = r.mailing_id
     LEFT JOIN mail_events e ON e.tenant_id = $1 AND e.mailing_id = r.mailing_id AND e.type = ANY ($3::smallint[])
       AND e.link_no = 0 AND e.send_no = r.send_no AND e.member_id = r.member_id AND e.seen_hits > 0
     WHERE e.type IS NOT NULL OR r.state = 'skipped' AND r.skip_reason <> 'cancelled'`,
    [tenantId, memberId, Object.keys(DEED_OF)],
  )
  return found.rows.flatMap(({ type, campaignId, at }) => {
    const deed = type === null ? 'skipped' : DEED_OF[type]
    return deed ? [{ deed, campaignId, at }] : []
  })
}

async function findBought(tenantId: number, memberId: MemberId): Promise<Bought[]> {
  const found = await db().query<Bought>(
    `SELECT l.product_id::text AS "productId", o.ordered_at AS at
     FROM orders o JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.order_id
     WHERE o.tenant_id = $1 AND o.member_id = $2 AND NOT o.is_test AND o.cancelled_at IS NULL
       AND l.product_id IS NOT NULL AND l.current_quantity > 0`,
    [tenantId, memberId],
  )
  return found.rows
}

/** The last entry of the ledger that made them subscribed. */
async function findConsentSource(tenantId: number, memberId: MemberId): Promise<ConsentSource | null> {
  const found = await db().query<{ source: ConsentSource }>(
    `SELECT source FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2 AND channel = 'email'
       AND new_state = 'SUBSCRIBED' AND old_state IS DISTINCT FROM 'SUBSCRIBED' ORDER BY seq DESC LIMIT 1`,
    [tenantId, memberId],
  )
  return found.rows[0]?.source ?? null
}
