import { erase, eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { untilBlocked } from '#tests/blocked.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { EVENT, VERDICT } from '../../events.ts'
import { REASON } from '../../judge/codes.ts'
import { recount } from '../../recount.server.ts'
import { BoxWriter } from '../box.server.ts'
import { foldAllHits } from '../fold.server.ts'
import { forgetErased } from './forget-erased.server.ts'
import type { Hit } from '../hit.ts'
import { HitPack } from '../packed-hits.server.ts'
import { performUpkeep } from '../upkeep.job.ts'

const DAY_MS = 86_400_000
const NIGHT = new Date('2027-06-20T02:41:00Z')
const daysBefore = (days: number) => new Date(NIGHT.getTime() - days * DAY_MS)

let tenantId = 0
let mailingId = 0
beforeAll(async () => {
  tenantId = await aTenant()
  await db().query('UPDATE settings SET events_kept_days = 730 WHERE tenant_id = $1', [tenantId])
})
beforeEach(async () => {
  ;({ mailingId } = await aMailing(tenantId))
})

/** Opens of these members in one batch, put at this time and not counted yet. */
async function put(at: Date, ...memberIds: bigint[]): Promise<void> {
  clock.set(() => at)
  const pack = new HitPack()
  for (const memberId of memberIds) {
    const hit: Hit = {
      tenantId,
      mailingId,
      sendNo: 0,
      memberId: String(memberId),
      type: EVENT.opened,
      linkNo: 0,
      at: at.getTime(),
      verdict: VERDICT.proxy,
      reason: REASON['gmail-proxy'],
      rules: 1,
      device: 1,
      client: 1,
      agent: 'Mozilla/5.0 (forgotten)',
      referrer: 'mail.example',
      address: '198.51.100.23',
    }
    pack.add(hit)
  }
  await new BoxWriter().put(pack.toBuffer(), false)
}

async function open(at: Date, ...memberIds: bigint[]): Promise<void> {
  await put(at, ...memberIds)
  await foldAllHits()
}

/** How many hits of somebody there are, and how many of them still tell their agent, page, prefix and address. */
async function toldOf(memberId: bigint): Promise<number[]> {
  const hits = await db().query(
    `SELECT count(*)::int AS hits, count(*) FILTER (WHERE agent_no > 0)::int AS agents, count(referrer)::int AS pages,
       count(prefix)::int AS prefixes FROM hit_log WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  const addresses = await db().query(
    `SELECT count(each.address)::int AS addresses FROM hit_addresses a
     CROSS JOIN LATERAL unnest(a.member_ids, a.addresses) AS each(who, address) WHERE a.tenant_id = $1 AND each.who = $2`,
    [tenantId, memberId],
  )
  return [...Object.values<number>(hits.rows[0]), addresses.rows[0]?.addresses]
}

async function theNight(): Promise<void> {
  clock.set(() => NIGHT)
  await performUpkeep()
}

const ENDS: Record<string, (memberId: bigint) => Promise<void>> = {
  'an erasure': (memberId) => eraseMember(tenantId, memberId),
  'an erasure told twice': async (memberId) => {
    await eraseMember(tenantId, memberId)
    await eraseMember(tenantId, memberId)
  },
  'a merge': async (gone) => {
    const kept = await aMember(tenantId)
    await mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at: NIGHT, reference: 'merge' })
  },
  'a merge into who is unknown': (gone) =>
    mergeMembers({ tenantId, kept: '999', gone: String(gone), at: NIGHT, reference: 'merge' }),
  'a merge that was guessed': async (gone) => {
    const kept = await aMember(tenantId)
    await mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at: null, reference: 'guess' })
  },
}

test.each(Object.keys(ENDS))('after %s the night leaves nothing in the log but that there were hits', async (end) => {
  const [gone, beside] = [await aMember(tenantId), await aMember(tenantId)]
  // Of long ago, of days that are settled, of yesterday's that is not, and of this night.
  for (const days of [400, 29, 3, 1, 0]) await open(daysBefore(days), gone, beside)
  await ENDS[end]?.(gone)
  expect(await toldOf(gone)).toEqual([5, 5, 5, 5, 5])
  await theNight()
  expect(await toldOf(gone)).toEqual([5, 0, 0, 0, 0])
  // After 30 days the address goes by itself.
  expect(await toldOf(beside)).toEqual([5, 5, 5, 5, 4])
  expect((await db().query('SELECT FROM hits_to_forget')).rowCount).toBe(0)
})

test('what was in the box when they were erased, and what came after, is forgotten the same night', async () => {
  const gone = await aMember(tenantId)
  await put(daysBefore(0), gone)
  await eraseMember(tenantId, gone)
  await foldAllHits()
  await open(daysBefore(0), gone)
  await theNight()
  expect(await toldOf(gone)).toEqual([2, 0, 0, 0, 0])
})

test('who is erased while the night goes through the log is forgotten by the next one', async () => {
  const [before, meanwhile] = [await aMember(tenantId), await aMember(tenantId)]
  await open(daysBefore(0), before, meanwhile)
  await eraseMember(tenantId, before)
  const eraser = await db().connect()
  await eraser.query('BEGIN')
  await eraser.query('INSERT INTO hits_to_forget VALUES ($1, $2, $3)', [tenantId, meanwhile, daysBefore(1)])
  expect(await forgetErased()).toBe(1)
  await eraser.query('COMMIT')
  eraser.release()
  expect([await toldOf(before), await toldOf(meanwhile)]).toEqual([
    [1, 0, 0, 0, 0],
    [1, 1, 1, 1, 1],
  ])
  expect(await forgetErased()).toBe(1)
  expect(await toldOf(meanwhile)).toEqual([1, 0, 0, 0, 0])
})

test('who is erased again while the night goes through the log is noted still', async () => {
  const gone = await aMember(tenantId)
  clock.set(() => daysBefore(1))
  await eraseMember(tenantId, gone)
  clock.set(() => daysBefore(0))
  let forgetting: Promise<number> | undefined
  await transaction(async (sql) => {
    await erase(sql, tenantId, gone)
    forgetting = forgetErased()
    // It has read the note of before, and waits for this one.
    await untilBlocked()
  })
  expect([await forgetting, await forgetErased(), await forgetErased()]).toEqual([1, 1, 0])
})

test('an erasure waits for nobody who holds the log', async () => {
  const gone = await aMember(tenantId)
  await open(daysBefore(2), gone)
  await transaction(async (sql) => {
    await sql.query('LOCK TABLE hit_log, hit_addresses IN ACCESS EXCLUSIVE MODE')
    await eraseMember(tenantId, gone)
  })
  await theNight()
  expect(await toldOf(gone)).toEqual([1, 0, 0, 0, 0])
})

test('after all of this the rollups agree with the events', async () => {
  expect(await recount()).toEqual([])
})
