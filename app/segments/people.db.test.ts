import { clock } from '#app/platform/clock.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aSegment, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeEach, expect, test } from 'vitest'
import { readPeopleFilter } from './people-filter.ts'
import { everyone, listPeople, somePeople } from './people.server.ts'
import type { SegmentRules } from './rules.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
beforeEach(() => clock.set(() => NOW))

const EVERYBODY = { rules: { match: 'all', rules: [] } satisfies SegmentRules, members: 4 }
const START = { after: null, before: null }
const ask = adminForTests(
  'home/app.route.tsx',
  'segments/segment.route.tsx',
  'segments/export.route.ts',
  'segments/editor/count.route.ts',
)

/** Asks as the staff of `shop`. */
const get = (shop: string, path: string) => ask(path, { headers: { Authorization: `Bearer ${sessionToken(shop)}` } })

test('a segment lists its people, the newest customers first, page by page, each once', async () => {
  const tenantId = await aTenant()
  const ids: string[] = []
  for (let count = 0; count < 120; count += 1) ids.push(String(await aMember(tenantId, { points: count % 2 })))
  const rules: SegmentRules = { match: 'all', rules: [{ field: 'points', operator: 'equals', value: 1 }] }
  const wanted = ids.filter((_, index) => index % 2 === 1).toReversed()
  const filter = readPeopleFilter(new URLSearchParams())
  const pages = [await listPeople(tenantId, { rules, members: 60 }, { ...filter, place: START })]
  for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
    pages.push(
      await listPeople(tenantId, { rules, members: 6000 }, { ...filter, place: { after: next, before: null } }),
    )
  expect(pages).toHaveLength(3)
  expect(pages.flatMap(({ rows }) => rows.map(({ memberId }) => memberId))).toEqual(wanted)
  const before = { after: null, before: pages[2]?.previous ?? null }
  const back = await listPeople(tenantId, { rules, members: 60 }, { ...filter, place: before })
  expect(back.rows).toEqual(pages[1]?.rows)
  const all: string[] = []
  for await (const page of everyone(tenantId, rules)) all.push(...page)
  expect(all).toEqual(wanted)
})

test.each([
  ['search=zoë', ['Zoë']],
  ['search=ZOE', ['Zoë']],
  ['search=小', ['小明']],
  ['search=%25', []],
  ["search='; DROP TABLE members --", []],
  ['reason=reachable', ['Zoë']],
  ['reason=hard-bounced', ['Bounced']],
  ['reason=paused', ['Away']],
  ['reason=no-address', ['小明']],
  ['reason=constructor', ['Bounced', 'Away', 'Zoë', '小明']],
  ['search=zoë&reason=paused', []],
])('of a segment %s finds %j', async (parameters, names) => {
  const tenantId = await aTenant()
  await aMember(tenantId, { first_name: 'Bounced', email_bounce_type: 'hard' })
  await aMember(tenantId, { first_name: 'Away', paused_until: new Date(NOW.getTime() + 1) })
  await aMember(tenantId, { first_name: 'Zoë', email: 'zoe@example.com' })
  await aMember(tenantId, { first_name: '小明', email: null })
  await aMember(await aTenant(), { first_name: 'Zoë' })
  const filter = readPeopleFilter(new URLSearchParams(parameters))
  const { rows } = await listPeople(tenantId, EVERYBODY, { ...filter, place: START })
  expect(rows.map(({ firstName }) => firstName ?? '').toSorted()).toEqual(names.toSorted())
})

test('why somebody can not be mailed stands beside them', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId, { email_unsubscribed: true })
  await aMember(tenantId)
  expect((await somePeople(tenantId, EVERYBODY, 10)).map(({ reason }) => reason)).toEqual([null, 'unsubscribed'])
})

test('the file of a segment has its people alone, with why not, and nothing that a spreadsheet would run', async () => {
  const shop = 'people-file.myshopify.com'
  const tenantId = await aTenant({ shop })
  await aSession(shop)
  await aMember(tenantId, { first_name: '=1+1', email: 'in@example.com', points: 7, email_state: 'NOT_SUBSCRIBED' })
  await aMember(tenantId, { email: 'out@example.com' })
  const rules = { match: 'all', rules: [{ field: 'points', operator: 'at-least', value: 7 }] }
  const segmentId = await aSegment(tenantId, { rules: JSON.stringify(rules) })
  const answer = await get(shop, `/app/segments/${segmentId}/export`)
  expect(answer.headers.get('Content-Disposition')).toContain(`segment-${segmentId}-`)
  const [head, ...lines] = (await answer.text()).trimEnd().split('\r\n')
  expect(head).toContain('Can be emailed,Why not,')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain("'=1+1")
  expect(lines[0]).toContain('no,No consent to email marketing,')
})

test('the builder is told how many, and ten of them; what is no segment is refused', async () => {
  const shop = 'people-count.myshopify.com'
  const tenantId = await aTenant({ shop })
  await aSession(shop)
  for (let count = 0; count < 12; count += 1) await aMember(tenantId, { paused_until: NOW })
  const count = async (rules: unknown) =>
    get(shop, `/app/segments/count.data?rules=${encodeURIComponent(JSON.stringify(rules))}`)
  const answer = await count({ match: 'none', rules: [{ field: 'paused', operator: 'is', value: true }] })
  expect(answer.status).toBe(200)
  const text = await answer.text()
  expect(text).toContain('"members",12,"reachable","people"')
  expect(text.match(/member-\d+@/g)).toHaveLength(10)
  let deep: unknown = { match: 'all', rules: [] }
  for (let depth = 0; depth < 40; depth += 1) deep = { match: 'all', rules: [deep] }
  expect((await count(deep)).status).toBe(400)
})

test("another shop's segment has no people here", async () => {
  const shop = 'people-stranger.myshopify.com'
  await aTenant({ shop })
  await aSession(shop)
  const segmentId = await aSegment(await aTenant())
  for (const path of [`/app/segments/${segmentId}.data`, `/app/segments/${segmentId}/export`])
    expect((await get(shop, path)).status).toBe(404)
})
