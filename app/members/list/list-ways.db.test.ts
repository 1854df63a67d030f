import { db, transaction } from '#app/platform/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { conditionsOf } from './list-conditions.server.ts'
import { steer } from './list-cost.server.ts'
import { chooseWay } from './list-ways.server.ts'
import { listAfter, listMembers } from '../list.server.ts'
import { MEMBER_SORTS, parseMemberQuery } from '../list.ts'

let tenantId: number

const query = (url: string) => parseMemberQuery(new URLSearchParams(url))

beforeAll(async () => {
  tenantId = await aTenant()
  // 300 have the tag and many points; 1,500 have few points and so many other tags that only the table tells them apart.
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, first_name, tags, points, orders_count, amount_spent, last_order_at,
       email_bounce_type, email_bounce_at, email_complaint_at, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', 'n' || n * 7 % 6000,
       CASE WHEN n <= 300 THEN ARRAY['Far', 'other'] WHEN n <= 1800 THEN (SELECT array_agg('t' || t) FROM generate_series(1, 80) AS t) ELSE '{}' END,
       CASE WHEN n <= 300 THEN 5000 + n % 50 ELSE n % 90 END, n % 40, n % 90 + 0.5, now() - n * interval '1 hour',
       CASE WHEN n % 50 = 0 THEN 'hard'::bounce_type END, CASE WHEN n % 50 = 0 THEN now() END,
       CASE WHEN n % 70 = 0 THEN now() END, now() - n * interval '1 minute', now()
     FROM generate_series(1, 6000) AS n`,
    [tenantId],
  )
  await db().query('ANALYZE members')
})

async function leadOf(url: string): Promise<string> {
  const { lead } = await transaction(async (sql) => {
    await steer(sql)
    return chooseWay(sql, tenantId, query(url))
  })
  return typeof lead === 'number' ? (conditionsOf(query(url), []).leads[lead]?.column ?? '') : lead
}

test.each([
  ['tag=far', '(facets >> 8 & 511)'],
  ['tag=nobody', 'labels'],
  ['points=5000..', 'points'],
  ['orders=39&points=..50', 'orders_count'],
  ['ordered=within-2&spent=..50', 'last_order_at'],
  ['spent=88..&bounce=hard', '(facets & 24)'],
  ['complained=yes&tag=far', '(facets & 32)'],
  ['points=3..1&spent=80..', 'points'],
  ['consent=email', 'order'],
  ['orders=1..', 'order'],
])('the way of %s leads along %s', async (url, lead) => {
  expect(await leadOf(url)).toBe(lead)
})

const CASES: [url: string, condition: string][] = [
  ['tag=far', "tags @> '{Far}'"],
  ['tag=far&points=..5010', "tags @> '{Far}' AND points <= 5010"],
  ['tag=t7&orders=3', "tags @> '{t7}' AND orders_count = 3"],
  ['orders=39&points=..50', 'orders_count = 39 AND points <= 50'],
  ['bounce=hard&spent=20..', "email_bounce_type = 'hard' AND amount_spent >= 20"],
  ['complained=yes&bounce=none', 'email_complaint_at IS NOT NULL AND email_bounce_type IS NULL'],
]
const ORDERS = { created: 'created_at', name: 'sort_name', points: 'points', spent: 'amount_spent' } as const

test.each(CASES)('whichever way is taken for %s, all who match come, in order, once', async (url, condition) => {
  for (const sort of MEMBER_SORTS) {
    const [name = '', direction = ''] = sort.split(' ')
    const column = Object.entries(ORDERS).find(([key]) => key === name)?.[1]
    const expected = await db().query<{ id: string }>(
      `SELECT member_id::text AS id FROM members WHERE tenant_id = $1 AND ${condition}
       ORDER BY ${column} ${direction}, member_id ${direction}`,
      [tenantId],
    )
    const asked = query(`${url}&sort=${sort.replace(' ', '+')}`)
    const found = await listAfter(tenantId, asked, 7000)
    expect(found.map(({ memberId }) => memberId)).toEqual(expected.rows.map(({ id }) => id))
    const page = await listMembers(tenantId, { ...asked, before: lastKey(found.at(-1)?.key, sort) })
    expect(page.members.map(({ memberId }) => memberId)).toEqual(expected.rows.map(({ id }) => id).slice(-51, -1))
    expect((await listMembers(tenantId, asked)).matches).toEqual({ count: expected.rows.length, exact: true })
  }
})

const lastKey = (key: string | undefined, sort: string) =>
  parseMemberQuery(new URLSearchParams({ sort, before: key ?? '' })).before
