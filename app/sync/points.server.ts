// A member's points: from what was spent, or from the metafield of a loyalty app. The merge computes them for each
// customer that comes in; here for all, after the shop changed where they come from.
import { db } from '#app/platform/db.server.ts'
import { requestImport } from './import.server.ts'

const SPENT = 'least(2147483647, floor(m.amount_spent * s.points_per_unit))::int'

/** Points anew after a change of settings. Those of a metafield are only at Shopify: they come with a new import. */
export async function recomputePoints(tenantId: number): Promise<void> {
  const settings = await db().query<{ source: 'orders' | 'metafield' }>(
    'SELECT points_source AS source FROM settings WHERE tenant_id = $1',
    [tenantId],
  )
  if (settings.rows[0]?.source === 'metafield') return requestImport(db(), tenantId)
  await db().query(
    `UPDATE members m SET points = ${SPENT} FROM settings s
     WHERE s.tenant_id = $1 AND m.tenant_id = $1 AND m.points <> ${SPENT}`,
    [tenantId],
  )
}
