import { expect, test } from 'vitest'
import { aMember, aTenant } from '#tests/factories.ts'
import { countAudience, sampleMembers } from './audience.server.ts'
import type { SegmentRules } from './rules.ts'

const EVERYBODY: SegmentRules = { match: 'all', rules: [] }

test('an audience names whom it reaches and each reason for whom it skips', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await aMember(tenantId)
  await aMember(tenantId, { email_state: 'NOT_SUBSCRIBED' })
  await aMember(tenantId, { email_unsubscribed: true })
  await aMember(tenantId, { email_bounce_type: 'hard' })
  await aMember(tenantId, { email_bounce_type: 'soft' })
  await aMember(await aTenant())
  expect(await countAudience(tenantId, EVERYBODY)).toEqual({
    members: 6,
    reachable: 3,
    skipped: { 'no-consent': 1, unsubscribed: 1, 'hard-bounced': 1 },
  })
})

test('the audience of a shop without members is empty', async () => {
  expect(await countAudience(await aTenant(), EVERYBODY)).toEqual({ members: 0, reachable: 0, skipped: {} })
})

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
