import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { lookUpLabels } from './list-labels.server.ts'
import { runPlan, sortAll, walk } from './list-statements.server.ts'
import { isIn, nameRangesOf } from './name-ranges.ts'
import { choosePlan, estimates } from './query-plan.server.ts'
import { listAfter, listMembers } from './list.server.ts'
import { MEMBER_SORTS, parseMemberQuery } from './list.ts'

let tenantId: number

const query = (url: string) => parseMemberQuery(new URLSearchParams(url))

beforeAll(async () => {
  tenantId = await aTenant()
  // 300 have the tag and many points; 1,500 have few points and so many other tags that only the table tells them apart.
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, first_name, tags, points, orders_count, amount_spent, last_order_at,
       email_bounce_type, email_bounce_at, email_complaint_at, phone, sms_state, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', CASE WHEN n % 40 = 0 THEN (ARRAY['王', '小明', '秀英', 'さくら'])[1 + n / 40 % 4] || n ELSE 'n' || n * 7 % 6000 END,
       CASE WHEN n <= 300 THEN ARRAY['Far', 'other'] WHEN n <= 1800 THEN (SELECT array_agg('t' || t) FROM generate_series(1, 80) AS t) ELSE '{}' END,
       CASE WHEN n <= 300 THEN 5000 + n % 50 ELSE n % 90 END, n % 40, n % 90 + 0.5, now() - n * interval '1 hour',
       CASE WHEN n % 50 = 0 THEN 'hard'::bounce_type END, CASE WHEN n % 50 = 0 THEN now() END,
       CASE WHEN n % 70 = 0 THEN now() END, '+1555' || n, (CASE WHEN n % 5 = 0 THEN 'SUBSCRIBED' ELSE 'NOT_SUBSCRIBED' END)::marketing_state,
       now() - n * interval '1 minute', now()
     FROM generate_series(1, 6000) AS n`,
    [tenantId],
  )
  await db().query('ANALYZE members')
})

async function leadOf(url: string): Promise<string> {
  const asked = query(url)
  const estimate = await estimates(tenantId, asked)()
  const { lead } = choosePlan(estimate, asked.sort, 51)
  return typeof lead === 'number' ? (estimate.leads[lead]?.lead.columns ?? '') : lead
}

test.each([
  ['tag=far', '(facets >> 8 & 511), amount_spent'],
  ['points=5000..', 'band, created_at'],
  ['orders=39&points=..50&sort=name+desc', 'band, created_at'],
  ['consent=sms&sort=name+asc', '(facets & 4), sort_name'],
  ['ordered=within-2&spent=..50', 'last_order_at'],
  ['spent=88..&bounce=hard', '(facets & 24)'],
  ['complained=yes&tag=far', '(facets & 32)'],
  ['points=3..1&spent=80..&sort=name+asc', 'band, created_at'],
  ['consent=email', 'order'],
  ['orders=1..', 'order'],
])('the plan for %s leads along %s', async (url, lead) => {
  expect(await leadOf(url)).toBe(lead)
})

const CASES: [url: string, condition: string][] = [
  ['tag=far', "tags @> '{Far}'"],
  ['tag=far&points=..5010', "tags @> '{Far}' AND points <= 5010"],
  ['tag=t7&orders=3', "tags @> '{t7}' AND orders_count = 3"],
  ['orders=39&points=..50', 'orders_count = 39 AND points <= 50'],
  ['bounce=hard&spent=20..', "email_bounce_type = 'hard' AND amount_spent >= 20"],
  ['complained=yes&bounce=none', 'email_complaint_at IS NOT NULL AND email_bounce_type IS NULL'],
  [
    'consent=sms&points=..10&ordered=within-100',
    "sms_state = 'SUBSCRIBED' AND points <= 10 AND last_order_at > now() - interval '100 days'",
  ],
  ['points=7..8&spent=3..7.4', 'points BETWEEN 7 AND 8 AND amount_spent BETWEEN 3 AND 7.4'],
  ['orders=100..&points=..0', 'false'],
]
const ORDERS = { created: 'created_at', name: 'sort_name', points: 'points', spent: 'amount_spent' } as const

test.each(CASES)('whichever plan runs for %s, all who match come, in order, once', async (url, condition) => {
  for (const sort of MEMBER_SORTS) {
    const expected = await membersInOrder(sort, condition)
    const asked = query(`${url}&sort=${sort.replace(' ', '+')}`)
    const found = await listAfter(tenantId, asked, 7000)
    expect(found.map(({ memberId }) => memberId)).toEqual(expected)
    const page = await listMembers(tenantId, { ...asked, before: lastKey(found.at(-1)?.key, sort) })
    expect(page.members.map(({ memberId }) => memberId)).toEqual(expected.slice(-51, -1))
    expect((await listMembers(tenantId, asked)).matches).toEqual({ count: expected.length, exact: true })
  }
})

test.each(CASES)('every plan for %s leads to the same members', async (url, condition) => {
  for (const sort of MEMBER_SORTS) {
    const expected = await membersInOrder(sort, condition)
    const asked = await lookUpLabels(query(`${url}&sort=${sort.replace(' ', '+')}`))
    const { leads, bands, isLabelled } = await estimates(tenantId, asked)()
    const limits = { limit: 7000, asked: 7000 }
    const statements = [
      walk(tenantId, asked, { limit: 7000, bound: null }),
      ...leads.map((_, lead) =>
        runPlan(tenantId, asked, { lead, entries: 0, bands: lead === leads.length - 1 ? bands : null }, limits),
      ),
      ...(bands && !sort.startsWith('name')
        ? [runPlan(tenantId, asked, { lead: 'bands', entries: 0, bands }, limits)]
        : []),
      ...(isLabelled ? [sortAll(tenantId, asked, 7000)] : []),
    ]
    for (const { text, values } of statements) {
      const found = await db().query<{ memberId: string }>(text, values)
      expect(found.rows.map(({ memberId }) => memberId)).toEqual(expected)
    }
  }
})

test.each(['n12', 'n12 m5', 'zzz', 'n1', '明', '明 m4', '秀'])(
  'a search for %o by name comes in its ranges, page after page, to and fro',
  async (words) => {
    for (const sort of ['name asc', 'name desc'] as const) {
      const ranges = nameRangesOf(words, sort === 'name desc')
      const all = await membersInOrder(
        sort,
        words
          .split(' ')
          .map((word) => `strpos(sort_name || ' ' || email, '${word}') > 0`)
          .join(' AND '),
        'sort_name',
      )
      const expected = ranges.flatMap((_, index) =>
        all.filter((name) => ranges.findIndex((other) => isIn(name, other)) === index),
      )
      const pages = [await listMembers(tenantId, query(`q=${words}&sort=${sort}`))]
      for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
        expect(pages.length).toBeLessThan(60)
        pages.push(await listMembers(tenantId, query(`q=${words}&sort=${sort}&after=${next}`)))
      }
      expect(pages.flatMap(({ members }) => members.map(({ firstName }) => firstName))).toEqual(expected)
      const { previous } = pages.at(-1) ?? {}
      const back = previous
        ? await listMembers(tenantId, query(`q=${words}&sort=${sort}&before=${previous}`))
        : undefined
      expect(back?.members).toEqual(pages.at(-2)?.members)
    }
  },
)

async function membersInOrder(sort: string, condition: string, shown = 'member_id'): Promise<string[]> {
  const [name = '', direction = ''] = sort.split(' ')
  const column = Object.entries(ORDERS).find(([key]) => key === name)?.[1]
  const found = await db().query<{ shown: string }>(
    `SELECT ${shown}::text AS shown FROM members WHERE tenant_id = $1 AND ${condition}
     ORDER BY ${column} ${direction}, member_id ${direction}`,
    [tenantId],
  )
  return found.rows.map((row) => row.shown)
}

const lastKey = (key: string | undefined, sort: string) =>
  parseMemberQuery(new URLSearchParams({ sort, before: key ?? '' })).before
