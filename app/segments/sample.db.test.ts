import { expect, test } from 'vitest'
import { aMember, aTenant } from '#tests/factories.ts'
import { sampleMembers } from './sample.server.ts'
import type { SegmentRules } from './rules.ts'

test('a campaign is looked at as a member who would get it, of this shop and this segment', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId, { email_state: 'UNSUBSCRIBED' })
  const loyal = await aMember(tenantId, {
    orders_count: 5,
    first_name: 'Zoë',
    last_name: 'Ng',
    email: 'zoe@example.com',
  })
  await aMember(tenantId, { orders_count: 1 })
  await aMember(await aTenant(), { orders_count: 5 })
  const rules: SegmentRules = { match: 'all', rules: [{ field: 'orders-count', operator: 'at-least', value: 3 }] }
  expect(await sampleMembers(tenantId, rules)).toEqual([
    { memberId: String(loyal), name: 'Zoë Ng', email: 'zoe@example.com' },
  ])
})
