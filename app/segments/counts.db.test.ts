import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aSegment, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { expect, test } from 'vitest'
import { countAndStore, countFor, listStoredCounts } from './counts.server.ts'
import { countAgain, listSegmentRows } from './list.server.ts'
import type { SegmentRules } from './rules.ts'
import { findSegment, listSegments, saveSegment } from './segments.server.ts'

const EVERYBODY: SegmentRules = { match: 'all', rules: [] }
const LOYAL: SegmentRules = { match: 'all', rules: [{ field: 'points', operator: 'at-least', value: 200 }] }

const ask = adminForTests(
  'home/app.route.tsx',
  'segments/list.route.tsx',
  'segments/segment.route.tsx',
  'campaigns/editor/audience.route.ts',
)

async function aSegmentOfTwo(shop?: string) {
  const tenantId = await aTenant(shop ? { shop } : {})
  await aMember(tenantId)
  await aMember(tenantId, { email_unsubscribed: true })
  return { tenantId, segmentId: await saveSegment(tenantId, { name: 'Everybody', rules: EVERYBODY }) }
}

const countOf = async (tenantId: number, segmentId: number) => (await listStoredCounts(tenantId)).get(segmentId)

test('the list shows the stored count with its time, however many members have come since', async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  const [first] = await listSegmentRows(tenantId)
  expect(first?.count).toEqual({ members: 2, reachable: 1, countedAt: expect.any(String) })
  await aMember(tenantId)
  expect((await listSegmentRows(tenantId))[0]?.count).toEqual(first?.count)
  const segment = { segmentId, rules: EVERYBODY }
  expect(await countAndStore(tenantId, segment)).toMatchObject({ members: 3, reachable: 2 })
  const [after] = await listSegmentRows(tenantId)
  expect(after?.count).toMatchObject({ members: 3, reachable: 2 })
  expect(Date.parse(after?.count?.countedAt ?? '')).toBeGreaterThan(Date.parse(first?.count?.countedAt ?? ''))
})

test('a count of rules that were changed since is not shown: the list counts once more', async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  await listSegmentRows(tenantId)
  await saveSegment(tenantId, { name: 'Loyal', rules: LOYAL }, segmentId)
  expect(await countOf(tenantId, segmentId)).toBeUndefined()
  expect((await listSegmentRows(tenantId))[0]).toMatchObject({ name: 'Loyal', count: { members: 0, reachable: 0 } })
})

test('a count that was begun before the rules were changed is not stored', async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  const later = new Date(clock.now().getTime() + 60_000)
  await db().query('UPDATE segments SET updated_at = $2 WHERE tenant_id = $1', [tenantId, later])
  await countAndStore(tenantId, { segmentId, rules: EVERYBODY })
  expect(await countOf(tenantId, segmentId)).toBeUndefined()
})

test('a count does not replace one that was begun later', async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  const later = new Date(clock.now().getTime() + 60_000)
  await db().query('UPDATE segments SET members = 9, reachable = 8, counted_at = $2 WHERE tenant_id = $1', [
    tenantId,
    later,
  ])
  await countAndStore(tenantId, { segmentId, rules: EVERYBODY })
  expect(await countOf(tenantId, segmentId)).toEqual({ members: 9, reachable: 8, countedAt: later })
})

test("another shop's segment is neither counted, stored nor listed", async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  const stranger = await aTenant()
  expect(await countAndStore(stranger, { segmentId, rules: EVERYBODY })).toMatchObject({ members: 0 })
  expect(await countOf(tenantId, segmentId)).toBeUndefined()
  await listSegmentRows(tenantId)
  expect(await listStoredCounts(stranger)).toEqual(new Map())
})

test('when time is short the longest not counted comes first', async () => {
  const { tenantId, segmentId } = await aSegmentOfTwo()
  await listSegmentRows(tenantId)
  const uncounted = await aSegment(tenantId, { name: 'Never counted' })
  expect(await countAgain(tenantId)).toEqual({ counted: 2, segments: 2 })
  const [first, second] = [await countOf(tenantId, uncounted), await countOf(tenantId, segmentId)]
  expect(first?.countedAt.getTime()).toBeLessThanOrEqual(second?.countedAt.getTime() ?? 0)
  expect(await countFor(0, tenantId, await listSegments(tenantId))).toBe(1)
  expect(await countFor(0, tenantId, [])).toBe(0)
})

test('opening a segment and choosing it for a campaign store its count, and the list has a button', async () => {
  const shop = 'counted-sky.myshopify.com'
  const { tenantId, segmentId } = await aSegmentOfTwo(shop)
  await aSession(shop)
  const get = (path: string, method = 'GET') =>
    ask(path, { method, headers: { Authorization: `Bearer ${sessionToken(shop)}` } })
  for (const path of [`/app/segments/${segmentId}.data`, `/app/campaigns/audience.data?segment=${segmentId}`]) {
    await db().query('UPDATE segments SET members = NULL, reachable = NULL, counted_at = NULL WHERE tenant_id = $1', [
      tenantId,
    ])
    expect((await get(path)).status).toBe(200)
    expect(await countOf(tenantId, segmentId)).toMatchObject({ members: 2, reachable: 1 })
  }
  await aMember(tenantId)
  expect(await (await get('/app/segments.data', 'POST')).text()).toContain('Counted 1 segment')
  expect(await countOf(tenantId, segmentId)).toMatchObject({ members: 3, reachable: 2 })
  expect(await findSegment(tenantId, segmentId)).toMatchObject({ name: 'Everybody' })
})
