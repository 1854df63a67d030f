// A member's points: from what was spent, or from the metafield of a loyalty app; and the tier that follows from them. The
// merge computes them for each customer that comes in; here for all, after the shop changed what they come from.
import { pointsSql, tierSql } from '#app/members/core/points.ts'
import { db } from '#app/platform/db/db.server.ts'

/** So many rows are locked at a time: an unsubscribe waits for no more. */
const BATCH = 5000

/** Of a metafield the points here are the last that Shopify told. */
const POINTS = pointsSql({ spent: 'm.amount_spent', told: 'm.points' })
const TIER = tierSql(POINTS)

/** Points and tiers of all members as the settings have them now, some at a time; done twice, it is as if done once. */
export async function recomputePoints(tenantId: number): Promise<void> {
  for (let after: string | null = '0'; after !== null;) {
    const batch: { rows: { last: string | null }[] } = await db().query(
      `WITH batch AS (
         SELECT member_id FROM members WHERE tenant_id = $1 AND member_id > $2 ORDER BY member_id LIMIT ${BATCH}
       ), changed AS (
         UPDATE members m SET points = ${POINTS}, tier = ${TIER} FROM settings s, batch
         WHERE s.tenant_id = $1 AND m.tenant_id = $1 AND m.member_id = batch.member_id
           AND (m.points, m.tier) IS DISTINCT FROM (${POINTS}, ${TIER})
       )
       SELECT max(member_id)::text AS last FROM batch`,
      [tenantId, after],
    )
    after = batch.rows[0]?.last ?? null
  }
}
