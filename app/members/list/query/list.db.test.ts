import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { recountTotals } from '../../core/totals.server.ts'
import { countExactly } from './list-count.server.ts'
import { listMembers } from './list.server.ts'
import { COUNT_CAP, type MemberPage, parseMemberQuery } from './list.ts'

const list = (tenantId: number, url = '') => listMembers(tenantId, parseMemberQuery(new URLSearchParams(url)))
const addresses = (page: MemberPage) => page.members.map((member) => member.email)

describe('pages', () => {
  let tenantId: number

  beforeAll(async () => {
    tenantId = await aTenant()
    const other = await aTenant()
    // 130 members whose times differ by single microseconds, and whose points repeat.
    await db().query(
      `INSERT INTO members (tenant_id, member_id, email, last_name, points, amount_spent, tags, created_at, updated_at)
       SELECT t, n, 'm' || n || '@example.com', CASE n % 3 WHEN 0 THEN 'Zoë_' || n % 5 WHEN 1 THEN '王' END, n % 7,
         (n % 11) / 4.0, ARRAY['All', 'Even'], '2026-01-01'::timestamptz + n * interval '1 microsecond', now()
       FROM unnest($1::int[]) AS t, generate_series(1, 130) AS n`,
      [[tenantId, other]],
    )
    await recountTotals(tenantId)
  })

  async function walk(sort: string, direction: 'next' | 'previous', from: string): Promise<(string | null)[][]> {
    const pages: (string | null)[][] = []
    let place = from
    for (;;) {
      const page = await list(tenantId, `sort=${sort}${place}`)
      pages.push(page.members.map((member) => member.memberId))
      const key = page[direction]
      if (!key) return pages
      place = `&${direction === 'next' ? 'after' : 'before'}=${key}`
    }
  }

  test.each([
    'created desc',
    'created asc',
    'points desc',
    'points asc',
    'spent desc',
    'spent asc',
    'name desc',
    'name asc',
    'points desc&points=0..6',
    'name asc&tag=even&tag=ALL',
  ])('sorted by %s, every member comes once, and going back shows the same pages', async (sort) => {
    const forward = await walk(sort, 'next', '')
    expect(forward.map((page) => page.length)).toEqual([50, 50, 30])
    expect(new Set(forward.flat()).size).toBe(130)
    const last = await list(tenantId, `sort=${sort}`)
    const second = await list(tenantId, `sort=${sort}&after=${last.next}`)
    const third = await list(tenantId, `sort=${sort}&after=${second.next}`)
    const back = await walk(sort, 'previous', `&before=${third.previous}`)
    expect(back.reverse()).toEqual(forward.slice(0, 2))
  })

  test('the newest come first, and the first page has nothing before it', async () => {
    const page = await list(tenantId)
    expect(addresses(page).slice(0, 2)).toEqual(['m130@example.com', 'm129@example.com'])
    expect(page).toMatchObject({ previous: null, matches: { count: 130, exact: true } })
  })

  test('a key that makes no sense shows the first page', async () => {
    const first = await list(tenantId)
    for (const key of ['x', '1_2_3', '1.5_2', `5_${2n ** 63n}`, ''])
      expect(await list(tenantId, `after=${key}`)).toEqual(first)
  })
})

describe('filters', () => {
  let tenantId: number

  beforeAll(async () => {
    tenantId = await aTenant()
    const member = (name: string, row: Record<string, unknown>) =>
      aMember(tenantId, { email: `${name}@example.com`, ...row })
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
    await member('subscribed', {
      sms_state: 'SUBSCRIBED',
      points: 10,
      orders_count: 3,
      amount_spent: '10.50',
      last_order_at: ago(20),
    })
    await member('never', {
      email_state: 'NOT_SUBSCRIBED',
      points: -5,
      orders_count: 1,
      amount_spent: '99.99',
      last_order_at: ago(200),
    })
    await member('leaving', { email_unsubscribed: true, tags: ['vip', 'Été'], tier: 'Gold' })
    await member('left', { email_state: 'UNSUBSCRIBED', email_unsubscribed: true })
    await member('hard', { email_bounce_type: 'hard', email_bounce_at: new Date() })
    await member('soft', { email_bounce_type: 'soft', email_bounce_at: new Date() })
    await member('complained', { email_complaint_at: new Date() })
    await aMember(await aTenant(), { email: 'stranger@example.com' })
  })

  const everybody = ['subscribed', 'never', 'leaving', 'left', 'hard', 'soft', 'complained']

  test.each([
    ['consent=all', everybody],
    ['consent=email', ['subscribed', 'hard', 'soft', 'complained']],
    ['consent=no-email', ['never', 'leaving', 'left']],
    ['consent=sms', ['subscribed']],
    ['consent=unsubscribed', ['leaving', 'left']],
    ['bounce=hard', ['hard']],
    ['bounce=soft', ['soft']],
    ['complained=yes', ['complained']],
    ['complained=no&consent=email', ['subscribed', 'hard', 'soft']],
    ['bounce=none&consent=email', ['subscribed', 'complained']],
    ['points=10..', ['subscribed']],
    ['points=..-1', ['never']],
    ['points=10', ['subscribed']],
    ['orders=1..2', ['never']],
    ['spent=10.5..99.98', ['subscribed']],
    ['spent=10..&orders=..1', ['never']],
    ['ordered=within-30', ['subscribed']],
    ['ordered=over-30', ['never']],
    ['tag=VIP', ['leaving']],
    ['tag=vip&tag=ÉTÉ', ['leaving']],
    ['tag=vip&tag=other', []],
    ['tag=gold', []],
    ['tier=gold', ['leaving']],
    ['consent=nonsense&points=many&ordered=ever&spent=5..x', everybody],
  ])('%s shows who it says', async (url, expected) => {
    const page = await list(tenantId, url)
    expect(new Set(addresses(page))).toEqual(new Set(expected.map((name) => `${name}@example.com`)))
    expect(page.matches).toEqual({ count: expected.length, exact: true })
  })
})

describe('search', () => {
  let tenantId: number

  beforeAll(async () => {
    tenantId = await aTenant()
    await aMember(tenantId, { email: 'sarah.jones@example.com', first_name: 'Sarah', last_name: 'Jones' })
    await aMember(tenantId, { email: 'li@example.com', first_name: '伟', last_name: '王' })
    await aMember(tenantId, { email: '100%_off@example.com', first_name: 'Özgür', last_name: null })
    await aMember(tenantId, { email: 'hobbit@example.com', first_name: 'Бильбо', last_name: '水野' })
    await aMember(tenantId, { email: 'min@example.com', first_name: '민수', last_name: '김' })
    await aMember(tenantId, { email: 'wide@example.com', first_name: 'Ａｎｎ', last_name: '王小明' })
    await aMember(tenantId, { email: null, first_name: null, last_name: null })
    await aMember(tenantId, { email: 'lk@example.com', first_name: 'Łukasz', last_name: "O'Brien" })
    await aMember(tenantId, { email: 'sb@example.com', first_name: 'Søren Þór', last_name: 'O’Neill-Weiß' })
  })

  test.each([
    ['lukasz', ['lk@example.com']],
    ['ŁUK', ['lk@example.com']],
    ['łu', ['lk@example.com']],
    ['obrien', ['lk@example.com']],
    ["o'brien", ['lk@example.com']],
    ['o’brien', ['lk@example.com']],
    ['oneill', ['sb@example.com']],
    ['soren thor', ['sb@example.com']],
    ['weiss', ['sb@example.com']],
    ['WEIẞ', ['sb@example.com']],
    ['arah', ['sarah.jones@example.com']],
    ['SARAH', ['sarah.jones@example.com']],
    ['jones sarah', ['sarah.jones@example.com']],
    ['sarah smith', []],
    ['sa', ['sarah.jones@example.com']],
    ['jo', ['sarah.jones@example.com']],
    ['ar', []],
    ['王', ['li@example.com', 'wide@example.com']],
    ['王伟', ['li@example.com']],
    ['小明', ['wide@example.com']],
    ['明小', []],
    ['水', ['hobbit@example.com']],
    ['ильб', ['hobbit@example.com']],
    ['ИЛЬБО', ['hobbit@example.com']],
    ['민수', ['min@example.com']],
    ['ozg', ['100%_off@example.com']],
    ['ann', ['wide@example.com']],
    ['ÖZGÜR'.normalize('NFD'), ['100%_off@example.com']],
    ['özgür', ['100%_off@example.com']],
    ['100%', ['100%_off@example.com']],
    ['10_', []],
    ['% sarah (', ['sarah.jones@example.com']],
    [String.raw`x\\`, []],
  ])('%s', async (words, expected) => {
    const page = await list(tenantId, new URLSearchParams({ q: words }).toString())
    expect(new Set(addresses(page))).toEqual(new Set(expected))
  })

  test.each(['%', '_', '\\', "'", '"', ')(', '%_ ★', '🦊', '\u0301', '\u037A'])(
    'symbols alone find nobody: %s',
    async (symbols) => {
      for (const sort of ['created desc', 'name asc', 'points asc']) {
        const url = new URLSearchParams({ q: symbols, sort })
        expect(await list(tenantId, url.toString())).toMatchObject({ members: [], matches: { count: 0, exact: true } })
        expect(await countExactly(tenantId, parseMemberQuery(url))).toBe(0)
      }
    },
  )
})

test('the count stops at its cap, and goes on when asked to', async () => {
  const tenantId = await aTenant()
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', now(), now() FROM generate_series(1, 10010) AS n`,
    [tenantId],
  )
  expect((await list(tenantId, 'complained=no')).matches).toEqual({ count: COUNT_CAP, exact: false })
  const everybody = parseMemberQuery(new URLSearchParams('complained=no'))
  expect(await countExactly(tenantId, everybody)).toBe(10_010)
})
