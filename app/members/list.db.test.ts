import { db } from '#app/platform/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeAll, describe, expect, test } from 'vitest'
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
      `INSERT INTO members (tenant_id, member_id, email, points, created_at, updated_at)
       SELECT t, n, 'm' || n || '@example.com', n % 7, '2026-01-01'::timestamptz + n * interval '1 microsecond', now()
       FROM unnest($1::int[]) AS t, generate_series(1, 130) AS n`,
      [[tenantId, other]],
    )
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

  test.each(['created desc', 'created asc', 'points desc', 'points asc'])(
    'sorted by %s, every member comes once, and going back shows the same pages',
    async (sort) => {
      const forward = await walk(sort, 'next', '')
      expect(forward.map((page) => page.length)).toEqual([50, 50, 30])
      expect(new Set(forward.flat()).size).toBe(130)
      const last = await list(tenantId, `sort=${sort}`)
      const second = await list(tenantId, `sort=${sort}&after=${last.next}`)
      const third = await list(tenantId, `sort=${sort}&after=${second.next}`)
      const back = await walk(sort, 'previous', `&before=${third.previous}`)
      expect(back.reverse()).toEqual(forward.slice(0, 2))
    },
  )

  test('the newest come first, and the first page has nothing before it', async () => {
    const page = await list(tenantId)
    expect(addresses(page).slice(0, 2)).toEqual(['m130@example.com', 'm129@example.com'])
    expect(page).toMatchObject({ previous: null, count: 130 })
  })

  test('a key that makes no sense shows the first page', async () => {
    const first = await list(tenantId)
    for (const key of ['x', '1_2_3', `5_${2n ** 63n}`, '']) expect(await list(tenantId, `after=${key}`)).toEqual(first)
  })
})

describe('filters', () => {
  let tenantId: number

  beforeAll(async () => {
    tenantId = await aTenant()
    const member = (name: string, row: Record<string, unknown>) =>
      aMember(tenantId, { email: `${name}@example.com`, ...row })
    await member('subscribed', { email_state: 'SUBSCRIBED', sms_state: 'SUBSCRIBED' })
    await member('never', { email_state: 'NOT_SUBSCRIBED' })
    await member('left', { email_state: 'UNSUBSCRIBED', email_unsubscribed: true })
    await member('hard', { email_bounce_type: 'hard', email_bounce_at: new Date() })
    await member('soft', { email_bounce_type: 'soft', email_bounce_at: new Date() })
    await member('complained', { email_complaint_at: new Date() })
    await aMember(await aTenant(), { email: 'stranger@example.com' })
  })

  test.each([
    ['consent=all', ['subscribed', 'never', 'left', 'hard', 'soft', 'complained']],
    ['consent=email', ['subscribed', 'hard', 'soft', 'complained']],
    ['consent=no-email', ['never', 'left']],
    ['consent=sms', ['subscribed']],
    ['bounce=hard', ['hard']],
    ['bounce=soft', ['soft']],
    ['bounce=complained', ['complained']],
    ['bounce=none&consent=email', ['subscribed', 'complained']],
    ['consent=nonsense', ['subscribed', 'never', 'left', 'hard', 'soft', 'complained']],
  ])('%s shows who it says', async (url, expected) => {
    const page = await list(tenantId, url)
    expect(new Set(addresses(page))).toEqual(new Set(expected.map((name) => `${name}@example.com`)))
    expect(page.count).toBe(expected.length)
  })
})

describe('search', () => {
  let tenantId: number

  beforeAll(async () => {
    tenantId = await aTenant()
    await aMember(tenantId, { email: 'sarah.jones@example.com', first_name: 'Sarah', last_name: 'Jones' })
    await aMember(tenantId, { email: 'li@example.com', first_name: '伟', last_name: '王' })
    await aMember(tenantId, { email: '100%_off@example.com', first_name: 'Özgür', last_name: null })
    await aMember(tenantId, { email: null, first_name: null, last_name: null })
  })

  test.each([
    ['arah', ['sarah.jones@example.com']],
    ['SARAH', ['sarah.jones@example.com']],
    ['jones sarah', ['sarah.jones@example.com']],
    ['sarah smith', []],
    ['sa', ['sarah.jones@example.com']],
    ['jo', ['sarah.jones@example.com']],
    ['ar', []],
    ['王', ['li@example.com']],
    ['özgür', ['100%_off@example.com']],
    ['100%', ['100%_off@example.com']],
    ['10_', []],
    ['%', ['100%_off@example.com', 'li@example.com', 'sarah.jones@example.com', null]],
    [String.raw`x\\`, []],
  ])('%s', async (words, expected) => {
    const page = await list(tenantId, new URLSearchParams({ q: words }).toString())
    expect(new Set(addresses(page))).toEqual(new Set(expected))
  })
})

test('the count stops just above its cap', async () => {
  const tenantId = await aTenant()
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', now(), now() FROM generate_series(1, 10010) AS n`,
    [tenantId],
  )
  expect((await list(tenantId)).count).toBe(COUNT_CAP + 1)
})
