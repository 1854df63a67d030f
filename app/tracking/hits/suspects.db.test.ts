import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordEvents } from '../events.server.ts'
import { EVENT, VERDICT } from '../events.ts'
import { REASON } from '../judge/codes.ts'
import { HONEYPOT } from '../judge/suspects.ts'
import { recount } from '../recount.server.ts'
import { BoxWriter } from './box.server.ts'
import { foldAllHits } from './fold.server.ts'
import type { Hit } from './hit.ts'
import { HitPack } from './packed-hits.server.ts'
import { judgeWaiting } from './suspects.server.ts'

const DELIVERED = Date.UTC(2026, 10, 30, 9, 0, 0)
const LINKS = JSON.stringify([1, 2, 3].map((linkNo) => ({ linkNo, url: `https://shop.example/${linkNo}` })))

let tenantId = 0
let mailing = { tenantId: 0, mailingId: 0 }
let sarah = 0n
beforeAll(async () => {
  tenantId = await aTenant()
})
beforeEach(async () => {
  clock.set(() => new Date(DELIVERED + 1_000))
  mailing = await aMailing(tenantId, { last_sent_at: new Date(DELIVERED - 2_000), status: 'sent' })
  await db().query('UPDATE contents SET links = $2 WHERE tenant_id = $1', [tenantId, LINKS])
  sarah = await aMember(tenantId)
  await aRecipient(mailing, sarah, { state: 'sent', settled_at: new Date(DELIVERED - 2_000) })
  const delivered = { ...mailing, sendNo: 0, memberId: sarah, type: EVENT.delivered, at: new Date(DELIVERED) } as const
  await recordEvents(db(), [delivered])
})
afterEach(() => clock.set())

const after = (seconds: number, linkNo = 0, more: Partial<Hit> = {}): Hit => ({
  ...mailing,
  sendNo: 0,
  memberId: String(sarah),
  type: linkNo > 0 ? EVENT.clicked : EVENT.opened,
  linkNo,
  at: DELIVERED + seconds * 1000,
  verdict: VERDICT.human,
  reason: REASON.browser,
  rules: 1,
  device: 1,
  client: 6,
  agent: 'Mozilla/5.0 (suspect)',
  referrer: '',
  address: '203.0.113.9',
  ...more,
})

async function come(...hits: Hit[]): Promise<void> {
  const pack = new HitPack()
  for (const hit of hits) pack.add(hit)
  await new BoxWriter().put(pack.toBuffer(), false)
  await foldAllHits()
}

/** Verdicts in the log, by link, and how many wait. */
async function state() {
  const log = await db().query<{ link: number; verdict: number; reason: number }>(
    'SELECT link_no AS link, verdict, reason FROM hit_log WHERE mailing_id = $1 ORDER BY link_no, hit_at',
    [mailing.mailingId],
  )
  const waiting = await db().query('SELECT FROM hit_suspects WHERE mailing_id = $1', [mailing.mailingId])
  const nameOf = (reason: number) => Object.entries(REASON).find(([, code]) => code === reason)?.[0]
  return { log: log.rows.map(({ link, reason }) => [link, nameOf(reason)]), waiting: waiting.rowCount }
}

const aMinuteLater = () => clock.set(() => new Date(DELIVERED + 90_000))

test('who opens within a minute of delivery waits a minute, and is a person where nothing says otherwise', async () => {
  await come(after(20))
  expect(await state()).toEqual({ log: [], waiting: 1 })
  expect(await judgeWaiting()).toBe(0)
  aMinuteLater()
  expect(await judgeWaiting()).toBe(1)
  expect(await state()).toEqual({ log: [[0, 'browser']], waiting: 0 })
  const stats = await db().query('SELECT people::int FROM mail_stats WHERE mailing_id = $1 AND type = $2', [
    mailing.mailingId,
    EVENT.opened,
  ])
  expect(stats.rows).toEqual([{ people: 1 }])
})

test('who comes while the campaign is being sent waits, too, before anything of its hand-over is noted', async () => {
  await db().query("UPDATE mailings SET status = 'sending', last_sent_at = NULL WHERE mailing_id = $1", [
    mailing.mailingId,
  ])
  await come(after(4))
  expect(await state()).toEqual({ log: [], waiting: 1 })
})

test('whoever is merged into another meanwhile is counted all the same', async () => {
  await come(after(20))
  const kept = await aMember(tenantId)
  await mergeMembers({ tenantId, kept: String(kept), gone: String(sarah), at: new Date(DELIVERED), reference: 'merge' })
  aMinuteLater()
  await judgeWaiting()
  expect(await state()).toEqual({ log: [[0, 'browser']], waiting: 0 })
})

test('who comes later is counted at once', async () => {
  await come(after(61))
  expect(await state()).toEqual({ log: [[0, 'browser']], waiting: 0 })
})

test('neither image proxies nor what is known to be a machine wait', async () => {
  await come(
    after(1, 0, { verdict: VERDICT.proxy, reason: REASON['gmail-proxy'] }),
    after(1, 1, { verdict: VERDICT.machine, reason: REASON['bot-user-agent'] }),
  )
  expect((await state()).waiting).toBe(0)
})

test('whoever follows every link within seconds was a machine, with all that it did', async () => {
  await come(after(3), after(4, 1), after(5, 2), after(6, 3))
  await come(after(30, 2))
  aMinuteLater()
  await judgeWaiting()
  const { log, waiting } = await state()
  expect([waiting, log.length]).toEqual([0, 5])
  expect(log.filter(([, reason]) => reason === 'browser')).toEqual([])
  const events = await db().query(
    'SELECT sum(hits)::int AS hits, sum(machine_hits)::int AS machines FROM mail_events WHERE mailing_id = $1 AND link_no = 0 AND type IN (5, 6)',
    [mailing.mailingId],
  )
  expect(events.rows).toEqual([{ hits: 0, machines: 5 }])
})

test('whoever follows the link that nobody sees was a machine, however late', async () => {
  await come(after(4_000, HONEYPOT))
  aMinuteLater()
  await judgeWaiting()
  expect(await state()).toEqual({ log: [[HONEYPOT, 'honeypot']], waiting: 0 })
})

test('before the delivery is known the hand-over tells how soon it was', async () => {
  const tom = await aMember(tenantId)
  await aRecipient(mailing, tom, { state: 'sent', settled_at: new Date(DELIVERED - 30_000) })
  await come(after(80, 0, { memberId: String(tom) }), after(100, 0, { memberId: String(tom) }))
  expect(await state()).toMatchObject({ waiting: 1, log: [[0, 'browser']] })
})

test('what waits for a mailing that is closed meanwhile, or of a shop that is gone, is counted nowhere', async () => {
  await come(after(10))
  await db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [mailing.mailingId, new Date()])
  aMinuteLater()
  await judgeWaiting()
  expect(await state()).toEqual({ log: [], waiting: 0 })
})

test('two who judge at once judge each hit once', async () => {
  const people = await Promise.all(Array.from({ length: 30 }, () => aMember(tenantId)))
  for (const each of people) await aRecipient(mailing, each, { state: 'sent', settled_at: new Date(DELIVERED) })
  await come(...people.map((each) => after(20, 0, { memberId: String(each) })))
  aMinuteLater()
  await Promise.all([judgeWaiting(), judgeWaiting(), judgeWaiting()])
  while ((await judgeWaiting()) > 0);
  expect((await state()).log).toHaveLength(30)
})

test('after all of this the rollups agree with the events', async () => {
  expect(await recount()).toEqual([])
})
