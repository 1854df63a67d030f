import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { isDistributed } from '#app/platform/db/partitions.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { EVENT, VERDICT } from '../../events.ts'
import { REASON } from '../../judge/codes.ts'
import { recount } from '../../recount.server.ts'
import { performUpkeep } from '../upkeep.job.ts'
import { forgetWriters } from '../../upkeep.server.ts'
import { BoxWriter } from '../box.server.ts'
import { foldAllHits } from '../fold.server.ts'
import type { Hit } from '../hit.ts'
import { dayNumber, partitionOf } from './log-partitions.server.ts'
import { HitPack } from '../packed-hits.server.ts'

const DAY_MS = 86_400_000
const NIGHT = new Date('2027-06-20T02:41:00Z')
const daysBefore = (days: number) => new Date(NIGHT.getTime() - days * DAY_MS)

async function aShopKeeping(days: number, addresses = 30): Promise<number> {
  const tenantId = await aTenant()
  await keep(tenantId, days, addresses)
  return tenantId
}

const keep = (tenantId: number, days: number, addresses = 30) =>
  db().query('UPDATE settings SET events_kept_days = $2, addresses_kept_days = $3 WHERE tenant_id = $1', [
    tenantId,
    days,
    addresses,
  ])

type Opened = { at: Date; times?: number; memberId?: bigint }

/** Somebody opens a mail of the shop so many times; it is counted at once. */
async function opens(tenantId: number, { at, times = 1, memberId }: Opened): Promise<bigint> {
  const { mailingId } = await aMailing(tenantId)
  const who = memberId ?? (await aMember(tenantId))
  clock.set(() => at)
  const pack = new HitPack()
  const hit: Hit = {
    tenantId,
    mailingId,
    sendNo: 0,
    memberId: String(who),
    type: EVENT.opened,
    linkNo: 0,
    at: at.getTime(),
    // No burst, however many open at once.
    verdict: VERDICT.proxy,
    reason: REASON['gmail-proxy'],
    rules: 1,
    device: 1,
    client: 1,
    agent: 'Mozilla/5.0 (kept)',
    referrer: 'mail.example',
    address: '198.51.100.23',
  }
  for (let count = 0; count < times; count += 1) pack.add(hit)
  await new BoxWriter().put(pack.toBuffer(), false)
  await foldAllHits()
  return who
}

async function upkeepAt(at: Date): Promise<void> {
  clock.set(() => at)
  await performUpkeep()
}

const hits = async (tenantId: number) =>
  (
    await db().query<{ age: number }>(
      `SELECT round(extract(epoch FROM $2::timestamptz - hit_at) / 86400)::int AS age FROM hit_log WHERE tenant_id = $1 ORDER BY 1`,
      [tenantId, NIGHT],
    )
  ).rows.map(({ age }) => age)

const addresses = async (tenantId: number) =>
  (
    await db().query<{ n: number }>(
      'SELECT coalesce(sum(cardinality(addresses)), 0)::int AS n FROM hit_addresses WHERE tenant_id = $1',
      [tenantId],
    )
  ).rows[0]?.n

async function partition(at: Date) {
  const found = await db().query<{ oid: string; indexed: boolean }>(
    `SELECT c.oid::text, EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.oid AND x.indisvalid
       AND pg_get_indexdef(x.indexrelid) LIKE '%(tenant_id, member_id)') AS indexed
     FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.relname = $1`,
    [partitionOf('hit_log', dayNumber(at.getTime()))],
  )
  return found.rows[0] ?? null
}

beforeEach(() => db().query('UPDATE settings SET events_kept_days = 30'))

test.each([
  [30, [29, 30]],
  [90, [29, 30, 31, 89, 90]],
  [180, [29, 30, 31, 89, 90, 91, 180]],
  [365, [29, 30, 31, 89, 90, 91, 180, 181, 365]],
  [730, [29, 30, 31, 89, 90, 91, 180, 181, 365, 366, 730]],
])('a shop that keeps %i days has hits of these ages: %j', async (days, kept) => {
  const tenantId = await aShopKeeping(days)
  for (const age of [29, 30, 31, 89, 90, 91, 180, 181, 365, 366, 730, 731])
    await opens(tenantId, { at: daysBefore(age) })
  await upkeepAt(NIGHT)
  expect(await hits(tenantId)).toEqual(kept)
})

test('in a day that shops keep for different times the rest is dropped with the table, and what stays is whole', async () => {
  const [brief, long] = [await aShopKeeping(30), await aShopKeeping(365)]
  const at = daysBefore(40)
  await opens(brief, { at, times: 9 })
  const sarah = await opens(long, { at, times: 3 })
  const before = await db().query('SELECT * FROM hit_log WHERE tenant_id = $1', [long])
  const old = await partition(at)
  await upkeepAt(NIGHT)
  expect([await hits(brief), await hits(long)]).toEqual([[], [40, 40, 40]])
  expect((await db().query('SELECT * FROM hit_log WHERE tenant_id = $1', [long])).rows).toEqual(before.rows)
  const now = await partition(at)
  // On several machines no table takes the place of another one: what goes is deleted.
  expect(now?.oid === old?.oid).toBe(await isDistributed())
  expect(now?.indexed).toBe(true)
  await eraseMember(long, sarah)
  await upkeepAt(NIGHT)
  const erased = await db().query(
    'SELECT count(prefix)::int AS told, count(*)::int AS n FROM hit_log WHERE member_id = $1',
    [sarah],
  )
  expect(erased.rows).toEqual([{ told: 0, n: 3 }])
})

test('where most stay, what goes is deleted and the table remains', async () => {
  const [brief, long] = [await aShopKeeping(30), await aShopKeeping(365)]
  const at = daysBefore(41)
  await opens(brief, { at, times: 2 })
  await opens(long, { at, times: 8 })
  const old = await partition(at)
  await upkeepAt(NIGHT)
  expect([await hits(brief), (await hits(long)).length, (await partition(at))?.oid]).toEqual([[], 8, old?.oid])
})

test('a shop that shortens is served the next night, one that lengthens keeps what is there', async () => {
  const [shortens, lengthens] = [await aShopKeeping(730), await aShopKeeping(90)]
  for (const age of [50, 100, 400]) {
    await opens(shortens, { at: daysBefore(age) })
    await opens(lengthens, { at: daysBefore(age) })
  }
  await upkeepAt(NIGHT)
  expect([await hits(shortens), await hits(lengthens)]).toEqual([[50, 100, 400], [50]])
  await keep(shortens, 90)
  await keep(lengthens, 730)
  await upkeepAt(new Date(NIGHT.getTime() + DAY_MS))
  expect([await hits(shortens), await hits(lengthens)]).toEqual([[50], [50]])
})

test('a day in which nobody keeps anything goes as a whole', async () => {
  const at = daysBefore(200)
  await opens(await aShopKeeping(30), { at })
  await upkeepAt(NIGHT)
  expect(await partition(at)).toBeNull()
})

test('a table in use by an erasure is left to the next night, and hits are written meanwhile', async () => {
  const [brief, long] = [await aShopKeeping(365), await aShopKeeping(365)]
  const at = daysBefore(42)
  await opens(brief, { at, times: 9 })
  const sarah = await opens(long, { at })
  await upkeepAt(NIGHT)
  await keep(brief, 30)
  const eraser = await db().connect()
  await eraser.query('BEGIN')
  await eraser.query('UPDATE hit_log SET prefix = NULL WHERE tenant_id = $1 AND member_id = $2', [long, sarah])
  const [tom] = await Promise.all([opens(brief, { at: NIGHT }), upkeepAt(NIGHT)])
  expect((await db().query('SELECT FROM hit_log WHERE member_id = $1', [tom])).rowCount).toBe(1)
  expect((await hits(brief)).length).toBe((await isDistributed()) ? 1 : 10)
  await eraser.query('COMMIT')
  eraser.release()
  await upkeepAt(NIGHT)
  expect(await hits(brief)).toEqual([0])
  expect((await db().query('SELECT prefix FROM hit_log WHERE member_id = $1', [sarah])).rows).toEqual([
    { prefix: null },
  ])
})

test('full addresses go after 30 days', async () => {
  const tenantId = await aShopKeeping(365)
  for (const age of [0, 1, 29, 30, 31, 32, 60]) await opens(tenantId, { at: daysBefore(age) })
  await upkeepAt(NIGHT)
  expect(await addresses(tenantId)).toBe(4)
  expect((await hits(tenantId)).length).toBe(7)
})

test('a shop that keeps no full address never has one; what it had goes the next night', async () => {
  const [never, until, beside] = [await aShopKeeping(30, 0), await aShopKeeping(30), await aShopKeeping(30)]
  for (const tenantId of [never, until, beside]) await opens(tenantId, { at: daysBefore(2) })
  expect([await addresses(never), await addresses(until), await addresses(beside)]).toEqual([0, 1, 1])
  const prefixes = await db().query('SELECT prefix FROM hit_log WHERE tenant_id = $1', [never])
  expect(prefixes.rows).toEqual([{ prefix: '198.51.100.0/24' }])
  await keep(until, 30, 0)
  await upkeepAt(NIGHT)
  expect([await addresses(until), await addresses(beside)]).toEqual([0, 1])
})

test('once a day is over, hits of who is no member any more tell nothing but that they were', async () => {
  const yesterday = daysBefore(-9)
  const tenantId = await aShopKeeping(365)
  const [erased, stranger, present] = [await aMember(tenantId), 8_888_888_888n, await aMember(tenantId)]
  await opens(tenantId, { at: yesterday, memberId: erased })
  await eraseMember(tenantId, erased)
  for (const memberId of [erased, stranger, present]) await opens(tenantId, { at: yesterday, memberId })
  const told = async () =>
    (
      await db().query(
        `SELECT member_id, count(*)::int AS hits, count(prefix)::int AS prefixes, count(referrer)::int AS referrers, max(agent_no) > 0 AS agent
         FROM hit_log WHERE tenant_id = $1 GROUP BY 1 ORDER BY member_id = $2 DESC, member_id = $3 DESC`,
        [tenantId, erased, stranger],
      )
    ).rows.map(({ hits: all, prefixes, referrers, agent }) => [all, prefixes, referrers, agent])
  const asTheyCame = [
    [2, 2, 2, true],
    [1, 1, 1, true],
    [1, 1, 1, true],
  ]
  expect(await told()).toEqual(asTheyCame)
  // Strangers not while the day is hot.
  await upkeepAt(yesterday)
  expect(await told()).toEqual([[2, 0, 0, false], ...asTheyCame.slice(1)])
  expect(await partition(yesterday)).toMatchObject({ indexed: false })
  await upkeepAt(daysBefore(-10))
  expect(await told()).toEqual([
    [2, 0, 0, false],
    [1, 0, 0, false],
    [1, 1, 1, true],
  ])
  expect(await partition(yesterday)).toMatchObject({ indexed: true })
})

test('an index that a night has left half-made is made anew', async () => {
  await opens(await aShopKeeping(30), { at: daysBefore(3) })
  const name = partitionOf('hit_log', dayNumber(daysBefore(3).getTime()))
  await upkeepAt(NIGHT)
  await db().query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${name}_members'::regclass`)
  await upkeepAt(NIGHT)
  expect(await partition(daysBefore(3))).toMatchObject({ indexed: true })
})

test('each night the next days are there', async () => {
  await upkeepAt(new Date('2029-02-27T02:41:00Z'))
  for (const day of ['2029-02-27', '2029-02-28', '2029-03-01', '2029-03-02'])
    expect([day, await partition(new Date(day))]).not.toContain(null)
})

test('a process that was silent for a week and has nothing in the box is forgotten', async () => {
  await foldAllHits()
  await db().query('DELETE FROM hit_writers')
  const [gone, full, recent] = ['0001', '0002', '0003'].map((end) => `00000000-0000-4000-8000-00000000${end}`)
  clock.set(() => NIGHT)
  for (const [writer, days] of [
    [gone, 8],
    [full, 8],
    [recent, 6],
  ] as const)
    await db().query('INSERT INTO hit_writers (writer, seen_at) VALUES ($1, $2)', [writer, daysBefore(days)])
  await db().query('INSERT INTO hit_box VALUES ($1, 1, $2, $3)', [full, NIGHT, new HitPack().toBuffer()])
  expect(await forgetWriters()).toBe(1)
  const left = await db().query('SELECT writer FROM hit_writers ORDER BY 1')
  expect(left.rows.map(({ writer }) => writer)).toEqual([full, recent])
  await foldAllHits()
})

test('after all of this the rollups agree with the events', async () => {
  expect(await recount()).toEqual([])
})
