// Somebody hits one e-mail without end, while it is judged who may be a machine.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EVENT, VERDICT } from '../events.ts'
import { CLIENT, DEVICE, REASON } from '../judge/codes.ts'
import { RULE_VERSION } from '../judge/hit.ts'
import { recount } from '../recount.server.ts'
import type { SiftedHit } from './hit.ts'
import { holdSuspects, judgeWaiting } from './suspects.server.ts'

const SENT = Date.UTC(2026, 10, 30, 9)
const LINKS = JSON.stringify([1, 2, 3].map((linkNo) => ({ linkNo, url: `https://shop.example/${linkNo}` })))

let mailing = { tenantId: 0, mailingId: 0 }
beforeEach(async () => {
  clock.set(() => new Date(SENT + 5_000))
  mailing = await aMailing(await aTenant(), { last_sent_at: new Date(SENT), status: 'sent' })
  await db().query('UPDATE contents SET links = $2 WHERE tenant_id = $1', [mailing.tenantId, LINKS])
})
afterEach(() => clock.set())

async function aReader(): Promise<string> {
  const memberId = await aMember(mailing.tenantId)
  await aRecipient(mailing, memberId, { state: 'sent', settled_at: new Date(SENT) })
  return String(memberId)
}

const aClick = (memberId: string, seconds: number, linkNo: number): SiftedHit => ({
  ...mailing,
  sendNo: 0,
  memberId,
  type: EVENT.clicked,
  linkNo,
  at: SENT + Math.round(seconds * 1000),
  verdict: VERDICT.human,
  reason: REASON.browser,
  rules: RULE_VERSION,
  device: DEVICE.desktop,
  client: CLIENT.browser,
  agent: 'Mozilla/5.0 (without end)',
  referrer: '',
  address: '10.3.4.5',
  prefix: '10.3.4.0/24',
  burst: 1,
})

/** The suspects of a mailing that one of its hits stands for, so many times more. */
const multiply = (times: number) =>
  db().query(
    `INSERT INTO hit_suspects (tenant_id, mailing_id, send_no, member_id, due_at, burst, hit)
     SELECT s.tenant_id, s.mailing_id, s.send_no, s.member_id, s.due_at, s.burst, s.hit FROM hit_suspects s, generate_series(1, $2)
     WHERE s.tenant_id = $1`,
    [mailing.tenantId, times],
  )

const countsOf = async (memberId: string) =>
  (
    await db().query<{ hits: number; machines: number }>(
      `SELECT hits::int, machine_hits::int AS machines FROM mail_events WHERE tenant_id = $1 AND member_id = $2 AND type = $3 AND link_no = 0`,
      [mailing.tenantId, memberId, EVENT.clicked],
    )
  ).rows

test('every hit is counted once, and nobody else waits or is judged by half', async () => {
  const busy = await aReader()
  await holdSuspects(db(), [aClick(busy, 10, 1)], clock.now())
  await multiply(45_000)
  const scanned = await aReader()
  await holdSuspects(
    db(),
    [1, 2, 3].map((linkNo) => aClick(scanned, 20 + linkNo, linkNo)),
    clock.now(),
  )
  clock.set(() => new Date(SENT + 600_000))
  const rounds: number[] = []
  for (let judged = await judgeWaiting(); judged > 0; judged = await judgeWaiting()) rounds.push(judged)
  expect(rounds.length).toBeGreaterThan(1)
  expect(await countsOf(busy)).toEqual([{ hits: 45_001, machines: 0 }])
  expect(await countsOf(scanned)).toEqual([{ hits: 0, machines: 3 }])
  const logged = await db().query<{ hits: number }>(
    'SELECT count(*)::int AS hits FROM hit_log WHERE tenant_id = $1 AND mailing_id = $2',
    [mailing.tenantId, mailing.mailingId],
  )
  expect(logged.rows).toEqual([{ hits: 45_004 }])
  expect(await recount()).toEqual([])
}, 60_000)

test('of thousands of e-mails each is judged whole, whichever have more hits', async () => {
  const readers: string[] = []
  for (let count = 0; count < 30; count += 1) readers.push(await aReader())
  for (const [place, reader] of readers.entries())
    await holdSuspects(
      db(),
      [1, 2, 3].map((linkNo) => aClick(reader, 20 + place * 0.01 + linkNo, linkNo)),
      clock.now(),
    )
  await multiply(299)
  clock.set(() => new Date(SENT + 600_000))
  while ((await judgeWaiting()) > 0);
  for (const reader of readers) expect(await countsOf(reader)).toEqual([{ hits: 0, machines: 900 }])
  expect(await recount()).toEqual([])
}, 60_000)
