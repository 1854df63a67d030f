import { db, rows } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { aCampaign, aMember, aSegment, aTenant } from './factories.ts'

test('every model of the Prisma schema reads the migrated tables', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await aSegment(tenantId)
  await aCampaign(tenantId)
  const models = Object.values(rows()).filter(
    (model): model is { findMany: () => Promise<unknown[]> } =>
      typeof model === 'object' && model !== null && 'findMany' in model,
  )
  const counts = await Promise.all(models.map(async (model) => (await model.findMany()).length))
  expect(models.length).toBeGreaterThan(13)
  expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(5)
})

test('events are cut into a new partition at the next campaign, and old ones stay where they are', async () => {
  const tenantId = await aTenant()
  const campaignId = await aCampaign(tenantId)
  const event = (id: number) =>
    db().query(
      'INSERT INTO mail_events (tenant_id, campaign_id, member_id, type, created_at) VALUES ($1, $2, 1, 5, now())',
      [tenantId, id],
    )
  await event(campaignId)
  const cut = await db().query('SELECT cut_event_partition() AS name')
  await event(campaignId + 1)
  const homes = await db().query(
    'SELECT campaign_id, tableoid::regclass::text AS home FROM mail_events ORDER BY campaign_id',
  )
  expect(cut.rows[0].name).toBe(`campaign_events_from_${campaignId + 1}`)
  expect(homes.rows.map((row) => row.home)).toEqual([
    'campaign_events_from_1',
    `campaign_events_from_${campaignId + 1}`,
  ])
  expect((await db().query('SELECT cut_event_partition() AS name')).rows[0].name).toBeNull()
})
