// A member's points: from what was spent, or from the metafield of a loyalty app; and the tier that follows from them. The
// merge computes them for each customer that comes in; here for all, after the shop changed where they come from.
import { db } from '#app/platform/db.server.ts'
import { requestImport } from './import.server.ts'

const SPENT = 'least(2147483647, floor(m.amount_spent * s.points_per_unit))::int'

/** Points and tiers anew after a change of settings. Points of a metafield are only at Shopify: they come with a new import. */
export async function recomputePoints(tenantId: number): Promise<void> {
  const settings = await db().query<{ source: 'orders' | 'metafield' }>(
    'SELECT points_source AS source FROM settings WHERE tenant_id = $1',
    [tenantId],
  )
  if (settings.rows[0]?.source === 'metafield') {
    await recomputeTiers(tenantId)
    return requestImport(db(), tenantId)
  }
  await setPoints(tenantId, SPENT)
}

/** Tiers anew after a change of settings. */
export async function recomputeTiers(tenantId: number): Promise<void> {
  await setPoints(tenantId, 'm.points')
}

async function setPoints(tenantId: number, points: string): Promise<void> {
  await db().query(
    `UPDATE members m SET points = ${points}, tier = tier_of(${points}, s.tiers) FROM settings s
     WHERE s.tenant_id = $1 AND m.tenant_id = $1
       AND (m.points, m.tier) IS DISTINCT FROM (${points}, tier_of(${points}, s.tiers))`,
    [tenantId],
  )
}
