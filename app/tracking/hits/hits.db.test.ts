import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'
import { renderMetrics } from '#app/platform/metrics.server.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DEVICE, EVENT, VERDICT } from '../events.ts'
import { recount } from '../recount.server.ts'
import { foldAllHits } from './fold.server.ts'
import type { Hit } from './hit.ts'
import { drainHits, hitsWaiting, recordHit } from './hits.server.ts'

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterAll(() => settleHits())

const FIRST_MEMBER = 7_000_000_000_000
const open = (mailingId: number, member: number | string): Hit => ({
  tenantId,
  mailingId,
  sendNo: 0,
  memberId: String(typeof member === 'string' ? member : FIRST_MEMBER + member),
  type: EVENT.opened,
  linkNo: 0,
  at: Date.now(),
  verdict: VERDICT.human,
  reason: 1,
  rules: 1,
  device: DEVICE.mobile,
  client: 0,
  agent: 'Mozilla/5.0 (test)',
  referrer: '',
  address: '10.0.0.7',
})
const click = (mailingId: number, member: number, linkNo: number): Hit => ({
  ...open(mailingId, member),
  type: EVENT.clicked,
  linkNo,
})

const hitsOf = async (mailingId: number) => {
  await foldAllHits()
  const found = await db().query(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE mailing_id = $1 AND link_no = 0',
    [mailingId],
  )
  return found.rows[0].hits
}

const metric = (name: string) => Number(new RegExp(`glancito_hits_${name}_total (\\d+)`).exec(renderMetrics())?.[1])
const lost = () => metric('lost') + metric('refused')

/** Holds the box so that nothing can be put into it, until the returned function is called. */
async function block(): Promise<() => Promise<void>> {
  const blocker = await db().connect()
  await blocker.query('BEGIN')
  await blocker.query('LOCK TABLE hit_box IN ACCESS EXCLUSIVE MODE')
  return async () => {
    await blocker.query('ROLLBACK')
    blocker.release()
  }
}

test('whoever joins a batch after its first timer has fired is answered in time as well', async () => {
  const { mailingId } = await aMailing(tenantId)
  const unblock = await block()
  const answered: number[] = []
  for (let number = 0; number < 20; number += 1) {
    recordHit(open(mailingId, number), 30, () => answered.push(number))
    await sleep(15)
  }
  await vi.waitFor(() => expect(answered).toHaveLength(20), { timeout: 2_000 })
  expect(hitsWaiting().hits).toBe(20)
  await unblock()
  await drainHits()
  expect(answered).toEqual(Array.from({ length: 20 }, (_, number) => number))
  expect(await hitsOf(mailingId)).toBe(20)
})

test('each is answered once, by its own patience, whatever others in the batch have', async () => {
  const { mailingId } = await aMailing(tenantId)
  const unblock = await block()
  const answered: string[] = []
  const ask = (name: string, patience: number, member: number) =>
    recordHit(open(mailingId, member), patience, () => answered.push(name))
  ask('slow 1', 600, 1)
  ask('none', 0, 2)
  ask('quick 1', 40, 3)
  await sleep(20)
  ask('quick 2', 40, 4)
  ask('slow 2', 600, 5)
  await sleep(200)
  expect(answered).toEqual(['none', 'quick 1', 'quick 2'])
  ask('quick 3', 40, 6)
  ask('same row', 40, 6)
  await sleep(200)
  expect(answered.slice(3)).toEqual(['quick 3', 'same row'])
  await unblock()
  await drainHits()
  await vi.waitFor(() => expect(answered.slice(5)).toEqual(['slow 1', 'slow 2']))
  expect(await hitsOf(mailingId)).toBe(7)
})

test('nobody is answered before the hit is durable while the database is quick', async () => {
  const { mailingId } = await aMailing(tenantId)
  const hits = await new Promise<number>((resolve, reject) =>
    recordHit(open(mailingId, 1), 60_000, () => void hitsOf(mailingId).then(resolve, reject)),
  )
  expect(hits).toBe(1)
})

const TOO_LARGE = '9223372036854775808'

test.each([
  ['at the beginning', [0]],
  ['in the midst', [150]],
  ['at the end', [299]],
  ['three of them', [7, 8, 250]],
  ['every sixtieth', Array.from({ length: 5 }, (_, index) => index * 60)],
])('hits that can not be go alone: %s', { timeout: 60_000 }, async (_, places) => {
  const { mailingId } = await aMailing(tenantId)
  const before = lost()
  let answers = 0
  for (let number = 0; number < 300; number += 1) {
    const poison = places.includes(number)
    recordHit(open(mailingId, poison ? `${TOO_LARGE}${number}` : number), 60_000, () => (answers += 1))
  }
  await settleHits()
  expect(answers).toBe(300)
  expect(await hitsOf(mailingId)).toBe(300 - places.length)
  expect(lost() - before).toBe(places.length)
})

test('of a hundred hits one of a mailing whose partition is not there is lost alone', async () => {
  const { mailingId } = await aMailing(tenantId)
  const homeless = await aMailing(tenantId, { mailing_id: 2_000_000_000 })
  const before = lost()
  for (let number = 0; number < 100; number += 1)
    recordHit(open(number === 37 ? homeless.mailingId : mailingId, number), 50, () => {})
  await drainHits()
  expect([await hitsOf(mailingId), lost() - before]).toEqual([99, 1])
})

test('hits of a closed mailing are answered and left out, its partition there or not, and nothing is lost', async () => {
  const closed_at = new Date()
  const [here, gone, mine] = [
    await aMailing(tenantId, { closed_at }),
    await aMailing(tenantId, { closed_at, mailing_id: 2_000_000_001 }),
    await aMailing(tenantId),
  ]
  const before = lost()
  let answers = 0
  for (let number = 0; number < 90; number += 1) {
    const { mailingId } = [here, gone, mine][number % 3] ?? mine
    recordHit(click(mailingId, number, 1), 50, () => (answers += 1))
  }
  await drainHits()
  expect([answers, await hitsOf(here.mailingId), await hitsOf(mine.mailingId), lost() - before]).toEqual([90, 0, 30, 0])
  const counted = await db().query('SELECT FROM mail_stats WHERE mailing_id = ANY ($1)', [
    [here.mailingId, gone.mailingId],
  ])
  expect(counted.rowCount).toBe(0)
})

test('a click of a link that can not be is lost with its neighbours kept', async () => {
  const { mailingId } = await aMailing(tenantId)
  for (let number = 0; number < 50; number += 1)
    recordHit(click(mailingId, number, number === 20 ? 70_000 : 3), 50, () => {})
  await settleHits()
  const found = await db().query(
    'SELECT link_no, sum(hits)::int AS hits FROM mail_events WHERE mailing_id = $1 GROUP BY 1 ORDER BY 1',
    [mailingId],
  )
  expect(found.rows).toEqual([
    { link_no: 0, hits: 49 },
    { link_no: 3, hits: 49 },
  ])
})

/** From then on no row is written to the box. */
const failingWith = (code: string) => [
  `CREATE FUNCTION fail() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'fails' USING ERRCODE = '${code}'; END $$`,
  'ALTER TABLE hit_box ADD CONSTRAINT fails CHECK (fail()) NOT VALID',
]
const UNFAIL = ['ALTER TABLE hit_box DROP CONSTRAINT fails', 'DROP FUNCTION fail']

test.each([
  ['the table is not there', ['ALTER TABLE hit_writers RENAME TO away'], ['ALTER TABLE away RENAME TO hit_writers']],
  [
    'a column is not there',
    ['ALTER TABLE hit_box RENAME put_at TO away'],
    ['ALTER TABLE hit_box RENAME away TO put_at'],
  ],
  ['the database is at fault', failingWith('XX000'), UNFAIL],
  ['the disk is full', failingWith('53100'), UNFAIL],
  ['writers are refused', failingWith('42501'), UNFAIL],
  ['it is read-only', failingWith('25006'), UNFAIL],
])('an answered hit is kept and written later when %s', async (_, hurt, mend) => {
  const { mailingId } = await aMailing(tenantId)
  const before = lost()
  for (const statement of hurt) await db().query(statement)
  const answered = new Promise<void>((resolve) => recordHit(open(mailingId, 1), 20, () => resolve()))
  await answered
  await sleep(300)
  expect(hitsWaiting().hits).toBe(1)
  for (const statement of mend) await db().query(statement)
  await drainHits()
  expect([await hitsOf(mailingId), lost()]).toEqual([1, before])
})

test('a drain with too little time says how many hits it leaves', async () => {
  const { mailingId } = await aMailing(tenantId)
  const before = lost()
  const unblock = await block()
  for (let number = 0; number < 40; number += 1) recordHit(open(mailingId, number), 10, () => {})
  await vi.waitFor(() => expect(hitsWaiting().oldestMs).toBeGreaterThan(100))
  expect(await drainHits(200)).toBe(40)
  expect(lost() - before).toBe(40)
  await unblock()
  expect(await drainHits(10_000)).toBe(0)
})

test(
  'when the buffer is full a further hit is answered at once, counted as lost, and the others are written',
  { timeout: 120_000 },
  async () => {
    const { mailingId } = await aMailing(tenantId)
    const before = lost()
    const unblock = await block()
    let answers = 0
    for (let number = 0; number < 200_000; number += 1) recordHit(click(mailingId, number, 1), 50, () => (answers += 1))
    expect(hitsWaiting().share).toBe(1)
    const already = answers
    recordHit(open(mailingId, 200_001), 60_000, () => (answers += 1))
    expect(answers).toBe(already + 1)
    await vi.waitFor(() => expect(answers).toBe(200_001), { timeout: 10_000 })
    await unblock()
    expect(await drainHits(90_000)).toBe(0)
    expect([await hitsOf(mailingId), lost() - before, hitsWaiting().share]).toEqual([200_000, 1, 0])
  },
)

test('after all of this the rollups agree with the events', async () => {
  await settleHits()
  expect(await recount()).toEqual([])
})
