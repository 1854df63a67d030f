import { rows } from '#app/platform/db/db.server.ts'
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
