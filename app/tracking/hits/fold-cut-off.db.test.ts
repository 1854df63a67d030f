// Whoever counts hits is cut off from PostgreSQL in the midst of it, which hears nothing of that.
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { PostgresProxy } from '#tests/postgres-proxy.ts'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { EVENT, VERDICT } from '../events.ts'
import { recount } from '../recount.server.ts'
import { BoxWriter } from './box.server.ts'
import { foldAllHits, foldHits } from './fold.server.ts'
import { HitPack } from './packed-hits.server.ts'
import { reclassify } from './reclassify/reclassify.server.ts'
import { holdSuspects, judgeWaiting } from './suspects.server.ts'
import type { SiftedHit } from './hit.ts'

const direct = process.env['DATABASE_URL'] ?? ''
const { proxy, url } = await PostgresProxy.before(direct)
process.env['DATABASE_URL'] = url
afterAll(async () => {
  await closeDatabase()
  await proxy.close()
})

const aHit = (tenantId: number, mailingId: number, member: number): SiftedHit => ({
  tenantId,
  mailingId,
  sendNo: 0,
  memberId: String(member),
  type: EVENT.opened,
  linkNo: 0,
  at: Date.now(),
  verdict: VERDICT.human,
  reason: 1,
  rules: 1,
  device: 2,
  client: 1,
  agent: 'Mozilla/5.0 (cut off)',
  referrer: '',
  address: '10.0.0.7',
  prefix: '10.0.0.0/24',
  burst: 1,
})

function pack(hit: SiftedHit): Buffer {
  const packed = new HitPack()
  packed.add(hit)
  return packed.toBuffer()
}

/** Begins `work`, and cuts it off once it has the lock and waits for a table; whoever connects anew finds PostgreSQL again. */
async function cutOff(work: () => Promise<unknown>): Promise<{ outcome: Promise<'done' | 'failed'> }> {
  const blocker = new pg.Client({ connectionString: direct })
  await blocker.connect()
  await blocker.query('BEGIN; LOCK TABLE mail_stats IN ACCESS EXCLUSIVE MODE')
  const outcome = work().then(
    () => 'done' as const,
    () => 'failed' as const,
  )
  await vi.waitFor(async () => {
    const waits = await blocker.query("SELECT FROM pg_locks WHERE relation = 'mail_stats'::regclass AND NOT granted")
    expect(waits.rowCount).toBe(1)
  }, 5_000)
  proxy.mode = 'silent'
  await blocker.query('ROLLBACK')
  await blocker.end()
  proxy.mode = 'pass'
  return { outcome }
}

test.each([
  ['folds', foldHits],
  ['judges suspects', judgeWaiting],
])(
  'who %s and is cut off keeps others from it for seconds, and counts nothing',
  { timeout: 90_000 },
  async (_, work) => {
    const tenantId = await aTenant()
    const { mailingId } = await aMailing(tenantId)
    const [one, other] = [1, 2].map((member) => aHit(tenantId, mailingId, member)) as [SiftedHit, SiftedHit]
    await holdSuspects(db(), [one], new Date(Date.now() - 600_000))
    await new BoxWriter().put(pack(other), false)
    const { outcome } = await cutOff(work)
    await vi.waitFor(
      async () => {
        await foldAllHits()
        await judgeWaiting()
        const counted = await db().query('SELECT sum(hits)::int AS hits FROM mail_stats WHERE mailing_id = $1', [
          mailingId,
        ])
        expect(counted.rows).toEqual([{ hits: 2 }])
      },
      { timeout: 40_000, interval: 500 },
    )
    expect(await outcome).toBe('failed')
    expect(await recount()).toEqual([])
  },
)

test('who judges the log anew and is cut off keeps others from counting no longer than it may think', async () => {
  const tenantId = await aTenant()
  const { mailingId } = await aMailing(tenantId)
  await new BoxWriter().put(pack(aHit(tenantId, mailingId, 1)), false)
  await foldAllHits()
  await new BoxWriter().put(pack(aHit(tenantId, mailingId, 2)), false)
  await cutOff(() => reclassify(1_000))
  await vi.waitFor(
    async () => {
      await foldAllHits()
      const counted = await db().query('SELECT sum(hits)::int AS hits FROM mail_stats WHERE mailing_id = $1', [
        mailingId,
      ])
      expect(counted.rows).toEqual([{ hits: 2 }])
    },
    { timeout: 40_000, interval: 500 },
  )
  expect(await recount()).toEqual([])
}, 60_000)
