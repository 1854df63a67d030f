// A shop is deleted while hits come, and comes back, and is cut off.
import { db } from '#app/platform/db/db.server.ts'
import { openShop } from '#app/tenants/tenants.server.ts'
import { EVENT, VERDICT } from '#app/tracking/events.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { BoxWriter } from '#app/tracking/hits/box.server.ts'
import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import type { Hit } from '#app/tracking/hits/hit.ts'
import { HitPack } from '#app/tracking/hits/packed-hits.server.ts'
import { REASON } from '#app/tracking/judge/codes.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { killBlocked, untilBlocked } from '#tests/blocked.ts'
import { aLoggedHit, aMailing, aMember, aRecipient, aTenant, aWaitingHit } from '#tests/factories.ts'
import { tablesOfShop } from '#tests/search-everywhere.ts'
import type { PoolClient } from 'pg'
import { expect, test } from 'vitest'
import { deleteOrphanedRows, redactShop } from './uninstall.server.ts'

type Shop = { tenantId: number; mailingId: number; memberId: bigint; shop: string }

let shops = 0

/** A shop with somebody who got a mail and opened it. */
async function aShop(): Promise<Shop> {
  shops += 1
  const shop = `leaving-${shops}.myshopify.com`
  const tenantId = await aTenant({ shop })
  const memberId = await aMember(tenantId)
  const mailing = await aMailing(tenantId)
  await aRecipient(mailing, memberId, { state: 'sent', settled_at: new Date() })
  const { mailingId } = mailing
  const both = { tenantId, mailingId, sendNo: 0, memberId, at: new Date(), verdict: 'human' } as const
  await recordEvents(db(), [
    { ...both, type: EVENT.sent },
    { ...both, type: EVENT.opened },
    { ...both, type: EVENT.clicked, linkNo: 1 },
  ])
  await aLoggedHit(mailing, memberId, { hit_at: new Date() })
  await aWaitingHit(mailing, memberId)
  return { tenantId, mailingId, memberId, shop }
}

/** Opens and clicks come in one batch. */
async function come(...from: Shop[]): Promise<void> {
  const pack = new HitPack()
  for (const { tenantId, mailingId, memberId } of from)
    for (const linkNo of [0, 1]) {
      const type = linkNo === 0 ? EVENT.opened : EVENT.clicked
      const hit: Hit = {
        tenantId,
        mailingId,
        sendNo: 0,
        memberId: String(memberId),
        type,
        linkNo,
        at: Date.now(),
        verdict: VERDICT.machine,
        reason: REASON['bot-user-agent'],
        rules: 1,
        device: 1,
        client: 1,
        agent: 'bot',
        referrer: '',
        address: '10.2.3.4',
      }
      pack.add(hit)
    }
  await new BoxWriter().put(pack.toBuffer(), false)
  await foldAllHits()
}

const hitsOf = async ({ tenantId }: Shop) =>
  (await db().query('SELECT FROM hit_log WHERE tenant_id = $1', [tenantId])).rowCount

const inAMinute = () => new Date(Date.now() + 60_000)

/** Somebody holds the rows of a shop in one table, so that its deletion stands still there. */
async function holding(table: string, { tenantId }: Shop): Promise<() => Promise<void>> {
  const holder: PoolClient = await db().connect()
  await holder.query('BEGIN')
  await holder.query(`SELECT FROM ${table} WHERE tenant_id = $1 FOR UPDATE`, [tenantId])
  return async () => {
    await holder.query('COMMIT')
    holder.release()
  }
}

test.each([
  'campaigns',
  'hit_suspects',
  'link_stats',
  'mail_events',
  'mail_stats_by_time',
  'member_engagement',
  'members',
  'recipients',
])('hits are counted while the deletion of a shop stands still at its %s', async (table) => {
  const [leaving, staying] = [await aShop(), await aShop()]
  const release = await holding(table, leaving)
  const redacting = redactShop(leaving.tenantId, inAMinute())
  await untilBlocked()
  await come(leaving, staying, leaving)
  expect(await hitsOf(staying)).toBe(3)
  await release()
  await redacting
  await come(leaving)
  expect([await tablesOfShop(leaving.tenantId), await recount()]).toEqual([[], []])
})

test('a shop that comes back while its rows are deleted is a new one, and keeps what it has then', async () => {
  const leaving = await aShop()
  const release = await holding('recipients', leaving)
  const redacting = redactShop(leaving.tenantId, inAMinute())
  await untilBlocked()
  const back = await openShop(leaving.shop)
  expect(back.tenantId).not.toBe(leaving.tenantId)
  await release()
  await redacting
  expect(await tablesOfShop(leaving.tenantId)).toEqual([])
  expect(await openShop(leaving.shop)).toMatchObject({ tenantId: back.tenantId })
  expect(await tablesOfShop(back.tenantId)).toEqual(expect.arrayContaining(['settings', 'tenants']))
})

const again = ({ tenantId }: Shop) => redactShop(tenantId, inAMinute())

test.each([
  ['campaigns', 'the next try', again],
  ['mail_events', 'the night', deleteOrphanedRows],
  ['mailings', 'the next try', again],
  ['recipients', 'the night', deleteOrphanedRows],
  ['settings', 'the next try', again],
  ['settings', 'the night', deleteOrphanedRows],
] as const)('a deletion that is cut off at its %s ends with %s', async (table, _, end) => {
  const leaving = await aShop()
  const release = await holding(table, leaving)
  const redacting = redactShop(leaving.tenantId, inAMinute()).then(
    () => 'deleted',
    () => 'cut off',
  )
  await untilBlocked()
  await killBlocked()
  expect(await redacting).toBe('cut off')
  await release()
  expect(await tablesOfShop(leaving.tenantId)).toContain('tenants')
  await end(leaving)
  expect(await tablesOfShop(leaving.tenantId)).toEqual([])
})

test('a shop that came back before is left as it is', async () => {
  const back = await aShop()
  const before = await tablesOfShop(back.tenantId)
  await redactShop(back.tenantId, new Date(Date.now() - 3_600_000))
  expect(await tablesOfShop(back.tenantId)).toEqual(before)
  await come(back)
  expect(await hitsOf(back)).toBe(3)
})
