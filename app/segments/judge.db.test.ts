import type { Member } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { judgeRule, valuesOf } from './judge.ts'
import type { SegmentRule } from './rules.ts'
import { rulesToSql } from './sql.server.ts'

const now = new Date('2026-11-21T12:00:00Z')
beforeEach(() => clock.set(() => now))

const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

const MEMBERS = [
  {},
  { email_state: 'NOT_SUBSCRIBED', sms_state: 'SUBSCRIBED', points: 200, orders_count: 1, amount_spent: '19.99' },
  { email_unsubscribed: true, email_bounce_type: 'soft', tags: ['VIP', 'early'], last_order_at: daysAgo(30) },
  { email_state: 'UNSUBSCRIBED', email_bounce_type: 'hard', email_complaint_at: now, last_order_at: daysAgo(31) },
  { created_at: daysAgo(30), points: -5, tags: ['vip'], orders_count: 2, amount_spent: '20.00' },
  { created_at: daysAgo(400), points: 201, tags: ['VIPs'] },
  ...['ΧΟΝΔΡΙΚΟΣ', 'χονδρικος', 'İstanbul', 'istanbul', 'ISTANBUL', 'ıstanbul', 'STRASSE', 'straße', 'Straẞe'].map(
    (tag) => ({
      tags: ['other', tag],
    }),
  ),
  ...['ОПТ', 'опт', 'E\u0301TE\u0301', 'été', 'ETE', 'ǅungla', '𐐀', 'ﬁ', 'fi', 'gold', 'a,b', '%', '_'].map((tag) => ({
    tags: [tag],
  })),
  { tier: 'gold' },
]

const TAGS = [
  'vip',
  'χονδρικός',
  'χονδρικος',
  'Χονδρικοσ',
  'ΧΟΝΔΡΙΚΟΣ',
  'İSTANBUL',
  'istanbul',
  'Istanbul',
  'ISTANBUL',
  'ıstanbul',
  'straße',
  'STRASSE',
  'STRAẞE',
  'strasse',
  'Опт',
  'ÉTÉ',
  'e\u0301te\u0301',
  'ete',
  'ǆUNGLA',
  '𐐨',
  'FI',
  'GOLD',
  'A,B',
  '%',
]

const flags = ['email-consent', 'sms-consent', 'unsubscribed', 'complained'] as const
const RULES: SegmentRule[] = [
  ...flags.flatMap((field) => [true, false].map((value) => ({ field, operator: 'is' as const, value }))),
  ...(['is', 'is-not'] as const).flatMap((operator): SegmentRule[] => [
    ...(['none', 'soft', 'hard'] as const).map((value) => ({ field: 'bounce' as const, operator, value })),
    ...TAGS.map((value) => ({ field: 'tag' as const, operator, value })),
  ]),
  ...(['at-least', 'at-most', 'equals'] as const).flatMap((operator): SegmentRule[] => [
    { field: 'points', operator, value: 200 },
    { field: 'orders-count', operator, value: 1 },
    { field: 'amount-spent', operator, value: 19.99 },
  ]),
  ...(['within', 'before'] as const).flatMap((operator): SegmentRule[] => [
    { field: 'last-order', operator, value: 30 },
    { field: 'created', operator, value: 30 },
  ]),
]

let tenantId: number
let members: Member[]

beforeAll(async () => {
  tenantId = await aTenant()
  const ids = await Promise.all(MEMBERS.map((row) => aMember(tenantId, row)))
  members = await Promise.all(ids.map((memberId) => getMember(tenantId, memberId)))
})

test.each(RULES)('a rule judges every member as its SQL does: $field $operator $value', async (rule) => {
  const params: unknown[] = [tenantId]
  const condition = rulesToSql({ match: 'all', rules: [rule] }, params)
  const found = await db().query<{ memberId: bigint }>(
    `SELECT m.member_id AS "memberId" FROM members m WHERE m.tenant_id = $1 AND ${condition}`,
    params,
  )
  const bySql = new Set(found.rows.map(({ memberId }) => memberId))
  const judged = members.map((member) => judgeRule(rule, valuesOf(member), now))
  expect(judged).toEqual(members.map(({ memberId }) => bySql.has(memberId)))
})
