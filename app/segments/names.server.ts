// What the campaigns and products are called that rules name.
import { db } from '#app/platform/db/db.server.ts'
import type { Names } from './fields/field.ts'
import { listRules, type SegmentRules } from './rules.ts'

/** For the words of some segments' rules. What was deleted since is called so. */
export async function namesFor(tenantId: number, segments: SegmentRules[]): Promise<Names> {
  const rules = segments.flatMap(listRules)
  const [campaigns, products] = await Promise.all([
    findCampaigns(
      tenantId,
      rules.flatMap(({ value }) => (typeof value === 'object' && 'campaign' in value ? (value.campaign ?? []) : [])),
    ),
    findProducts(
      tenantId,
      rules.flatMap(({ value }) => (typeof value === 'object' && 'product' in value ? value.product : [])),
    ),
  ])
  return {
    campaign: (campaignId) => campaigns.get(String(campaignId)) ?? 'a deleted campaign',
    product: (productId) => products.get(productId) ?? 'a product that nobody bought',
  }
}

async function findCampaigns(tenantId: number, ids: number[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await db().query<{ id: string; name: string }>(
    'SELECT campaign_id::text AS id, name FROM campaigns WHERE tenant_id = $1 AND campaign_id = ANY ($2::int[])',
    [tenantId, ids],
  )
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}

/** By the newest title that an order has of it. */
async function findProducts(tenantId: number, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await db().query<{ id: string; name: string }>(
    `SELECT DISTINCT ON (product_id) product_id::text AS id, title AS name FROM order_lines
     WHERE tenant_id = $1 AND product_id = ANY ($2::bigint[]) ORDER BY product_id, order_id DESC`,
    [tenantId, ids],
  )
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}
