// The share of a closed mailing in its members' engagement and in the figures by provider: moved beneath what can be counted
// again, before its events go.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { sqlDay } from '#app/members/core/engagement.ts'
import { ENGAGING, KINDS, sqlWeight } from './engagement.ts'
import { providerFigures } from './provider-stats.ts'

/** Whoever was writing events when a mailing was closed has ended by then: no statement takes so long. */
const WRITERS_END_MS = 3_600_000

type Closed = { tenantId: number; mailingId: number }

/** Moves the shares of mailings that were closed a while ago; returns of how many. */
export async function moveShares(): Promise<number> {
  const now = clock.now()
  const due = await db().query<Closed>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId" FROM mailings
     WHERE closed_at < $1 AND shares_moved_at IS NULL ORDER BY tenant_id, mailing_id`,
    [new Date(now.getTime() - WRITERS_END_MS)],
  )
  for (const mailing of due.rows) await moveShare(mailing, now)
  return due.rows.length
}

const each = (sql: (name: string) => string) => [...KINDS.map(({ count }) => count), 'weight'].map(sql).join(', ')

// Rows are locked in the order in which those who count lock them.
const MOVE_ENGAGEMENT = `WITH share AS MATERIALIZED (
  SELECT member_id, ${KINDS.map(({ count, type }) => `count(*) FILTER (WHERE type = ${type}) AS ${count}`).join(', ')},
    sum(${sqlWeight('type', 'day')}) AS weight
  FROM (SELECT member_id, type, ${sqlDay('created_at')} AS day FROM mail_events
    WHERE tenant_id = $1 AND mailing_id = $2 AND link_no = 0 AND seen_hits > 0 AND type IN (${ENGAGING})) e GROUP BY 1
), locked AS MATERIALIZED (
  SELECT member_id FROM member_engagement
  WHERE tenant_id = $1 AND member_id IN (SELECT member_id FROM share) ORDER BY member_id FOR UPDATE
)
UPDATE member_engagement m SET ${each((name) => `base_${name} = m.base_${name} + share.${name}`)}
FROM locked JOIN share USING (member_id) WHERE m.tenant_id = $1 AND m.member_id = locked.member_id`

/** No process's own. */
const SLOT = -1

const MOVE_PROVIDERS = `
INSERT INTO provider_stats AS s (tenant_id, provider, day, metric, slot, base)
SELECT tenant_id, provider, day, metric, ${SLOT}, amount
FROM (${providerFigures('e.tenant_id = $1 AND e.mailing_id = $2')}) AS share ORDER BY 1, 2, 3, 4
ON CONFLICT (tenant_id, provider, day, metric, slot) DO UPDATE SET base = s.base + excluded.base`

async function moveShare({ tenantId, mailingId }: Closed, now: Date): Promise<void> {
  await transaction(async (sql) => {
    const moved = await sql.query(
      `UPDATE mailings SET shares_moved_at = $3
       WHERE tenant_id = $1 AND mailing_id = $2 AND closed_at IS NOT NULL AND shares_moved_at IS NULL`,
      [tenantId, mailingId, now],
    )
    if (moved.rowCount !== 1) return
    await sql.query(MOVE_PROVIDERS, [tenantId, mailingId])
    // Last, for it locks rows that hits and sends write.
    await sql.query(MOVE_ENGAGEMENT, [tenantId, mailingId])
  })
}
