import { pausedUntilSql, skipReason, skipReasonSql } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { everyMailState } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { type SegmentRule, segmentRules, type SegmentRules } from './rules.ts'
import { countSegment, deleteSegment, findSegment, listSegments, saveSegment } from './segments.server.ts'
import { rulesToSql } from './sql.server.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

async function membersIn(tenantId: number, rules: SegmentRules): Promise<string[]> {
  const params: unknown[] = [tenantId]
  const found = await db().query<{ email: string }>(
    `SELECT m.email FROM members m WHERE m.tenant_id = $1 AND ${rulesToSql(rules, params)} ORDER BY m.member_id`,
    params,
  )
  return found.rows.map(({ email }) => email)
}

const rule = (rule: SegmentRule): SegmentRules => ({ match: 'all', rules: [rule] })

test.each<[SegmentRule, Record<string, unknown>, Record<string, unknown>]>([
  [{ field: 'email-consent', operator: 'is', value: true }, { email_state: 'SUBSCRIBED' }, { email_state: 'PENDING' }],
  [{ field: 'email-consent', operator: 'is', value: false }, { email_state: 'NOT_SUBSCRIBED' }, {}],
  [{ field: 'email-consent', operator: 'is', value: false }, { email_unsubscribed: true }, {}],
  [{ field: 'sms-consent', operator: 'is', value: true }, { sms_state: 'SUBSCRIBED' }, {}],
  [{ field: 'unsubscribed', operator: 'is', value: true }, { email_unsubscribed: true }, {}],
  [{ field: 'unsubscribed', operator: 'is', value: true }, { email_state: 'UNSUBSCRIBED' }, {}],
  [{ field: 'unsubscribed', operator: 'is', value: false }, {}, { email_state: 'UNSUBSCRIBED' }],
  [{ field: 'complained', operator: 'is', value: true }, { email_complaint_at: NOW }, {}],
  [{ field: 'bounce', operator: 'is', value: 'none' }, {}, { email_bounce_type: 'soft' }],
  [{ field: 'bounce', operator: 'is-not', value: 'none' }, { email_bounce_type: 'soft' }, {}],
  [{ field: 'bounce', operator: 'is', value: 'hard' }, { email_bounce_type: 'hard' }, { email_bounce_type: 'soft' }],
  [{ field: 'bounce', operator: 'is-not', value: 'hard' }, {}, { email_bounce_type: 'hard' }],
  [{ field: 'points', operator: 'at-least', value: 200 }, { points: 200 }, { points: 199 }],
  [{ field: 'points', operator: 'at-most', value: 200 }, { points: 200 }, { points: 201 }],
  [{ field: 'orders-count', operator: 'equals', value: 0 }, { orders_count: 0 }, { orders_count: 1 }],
  [{ field: 'amount-spent', operator: 'at-least', value: 99.5 }, { amount_spent: '99.50' }, { amount_spent: '99.49' }],
  [{ field: 'tag', operator: 'is', value: 'vip' }, { tags: ['New', 'VIP'] }, { tags: ['vips'] }],
  [{ field: 'tag', operator: 'is-not', value: 'VIP' }, { tags: [] }, { tags: ['vip'] }],
  [
    { field: 'last-order', operator: 'within', value: 30 },
    { last_order_at: daysAgo(29) },
    { last_order_at: daysAgo(31) },
  ],
  [{ field: 'last-order', operator: 'before', value: 30 }, { last_order_at: daysAgo(31) }, {}],
  [{ field: 'last-order', operator: 'within', value: 30 }, { last_order_at: daysAgo(1) }, {}],
  [{ field: 'created', operator: 'before', value: 365 }, { created_at: daysAgo(366) }, { created_at: daysAgo(364) }],
])('%j holds %j and not %j', async (given, inside, outside) => {
  clock.set(() => NOW)
  const tenantId = await aTenant()
  await aMember(tenantId, { ...inside, email: 'in@example.com' })
  await aMember(tenantId, { ...outside, email: 'out@example.com' })
  expect(segmentRules.parse(rule(given))).toMatchObject(rule(given))
  expect(await membersIn(tenantId, rule(given))).toEqual(['in@example.com'])
})

test('all rules or any of them', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId, { points: 500, tags: ['vip'], email: 'both@example.com' })
  await aMember(tenantId, { points: 500, email: 'points@example.com' })
  await aMember(tenantId, { email: 'none@example.com' })
  const rules: SegmentRule[] = [
    { field: 'points', operator: 'at-least', value: 100 },
    { field: 'tag', operator: 'is', value: 'vip' },
  ]
  expect(await membersIn(tenantId, { match: 'all', rules })).toEqual(['both@example.com'])
  expect(await membersIn(tenantId, { match: 'any', rules })).toEqual(['both@example.com', 'points@example.com'])
  expect(await membersIn(tenantId, { match: 'any', rules: [] })).toHaveLength(3)
})

test('a value is data, whatever it says', async () => {
  const tenantId = await aTenant()
  const nasty = "vip') OR true OR lower('x"
  await aMember(tenantId, { email: 'sarah@example.com' })
  expect(await membersIn(tenantId, rule({ field: 'tag', operator: 'is', value: nasty }))).toEqual([])
})

test('the reason in SQL is the reason in code, for every combination', async () => {
  const tenantId = await aTenant()
  const states = everyMailState()
  for (const { email, emailState, emailUnsubscribed, emailBounceType, emailComplaintAt, pausedUntil } of states)
    await aMember(tenantId, {
      email,
      email_state: emailState,
      email_unsubscribed: emailUnsubscribed,
      email_bounce_type: emailBounceType,
      email_complaint_at: emailComplaintAt,
      paused_until: pausedUntil,
    })
  const found = await db().query(
    `SELECT email, email_state AS "emailState", email_unsubscribed AS "emailUnsubscribed", email_bounce_type AS "emailBounceType",
       email_complaint_at AS "emailComplaintAt", ${pausedUntilSql('$2')} AS "pausedUntil", ${skipReasonSql('$2')} AS reason
     FROM members m WHERE tenant_id = $1`,
    [tenantId, new Date()],
  )
  expect(found.rows).toHaveLength(states.length)
  expect(found.rows.filter(({ reason, ...member }) => reason !== skipReason(member))).toEqual([])
})

test('a count tells members, those who can be reached, and why the others can not', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await aMember(tenantId, { email_bounce_type: 'soft' })
  await aMember(tenantId, { email_bounce_type: 'hard' })
  await aMember(tenantId, { email_state: 'NOT_SUBSCRIBED' })
  await aMember(tenantId, { email_state: 'NOT_SUBSCRIBED' })
  await aMember(tenantId, { paused_until: new Date(Date.now() + 60_000) })
  await aMember(tenantId, { paused_until: new Date(Date.now() - 60_000) })
  await aMember(await aTenant())
  expect(await countSegment(tenantId, { match: 'all', rules: [] })).toEqual({
    members: 7,
    reachable: 3,
    skipped: { 'hard-bounced': 1, 'no-consent': 2, paused: 1 },
  })
  expect(await countSegment(await aTenant(), { match: 'all', rules: [] })).toEqual({
    members: 0,
    reachable: 0,
    skipped: {},
  })
})

test('a segment is saved, changed, listed by name and deleted', async () => {
  const tenantId = await aTenant()
  const rules = rule({ field: 'points', operator: 'at-least', value: 200 })
  const segmentId = await saveSegment(tenantId, { name: 'Loyal', rules })
  await saveSegment(tenantId, { name: 'all', rules: { match: 'all', rules: [] } })
  await saveSegment(tenantId, { name: 'Very loyal', rules }, segmentId)
  expect(await findSegment(tenantId, segmentId)).toMatchObject({ name: 'Very loyal', rules })
  expect((await listSegments(tenantId)).map(({ name }) => name)).toEqual(['all', 'Very loyal'])
  expect(await deleteSegment(tenantId, segmentId)).toBe('deleted')
  expect(await findSegment(tenantId, segmentId)).toBeNull()
  expect(await deleteSegment(tenantId, segmentId)).toBe('unknown')
})

test('a segment that a draft needs is not deleted', async () => {
  const tenantId = await aTenant()
  const segmentId = await aSegment(tenantId)
  await aCampaign(tenantId, { segment_id: segmentId })
  expect(await deleteSegment(tenantId, segmentId)).toBe('in-use')
})

test("another shop's segment is neither found, changed nor deleted", async () => {
  const [mine, other] = [await aTenant(), await aTenant()]
  const segmentId = await aSegment(other, { name: 'Theirs' })
  expect(await findSegment(mine, segmentId)).toBeNull()
  expect(await listSegments(mine)).toEqual([])
  await expect(saveSegment(mine, { name: 'Mine', rules: { match: 'all', rules: [] } }, segmentId)).rejects.toThrow(
    `no segment ${segmentId}`,
  )
  expect(await deleteSegment(mine, segmentId)).toBe('unknown')
  expect(await findSegment(other, segmentId)).toMatchObject({ name: 'Theirs' })
})

test.each([
  { match: 'all', rules: [{ field: 'points', operator: 'at-least', value: '200' }] },
  { match: 'all', rules: [{ field: 'points', operator: 'drop', value: 200 }] },
  { match: 'all', rules: [{ field: 'password', operator: 'is', value: true }] },
  { match: 'some', rules: [] },
])('%j is no segment', (rules) => {
  expect(segmentRules.safeParse(rules).success).toBe(false)
})
