import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { beginCampaignStats } from '../../campaign-people.server.ts'
import { EVENT } from '../../events.ts'
import { CLIENT, DEVICE, REASON, VERDICT } from '../../judge/codes.ts'
import { readAgent, RULE_VERSION } from '../../judge/hit.ts'
import { PROVIDER } from '../../provider/providers.ts'
import { recount } from '../../recount.server.ts'
import { BoxWriter } from '../box.server.ts'
import { foldAllHits } from '../fold.server.ts'
import type { Hit } from '../hit.ts'
import { HitPack } from '../packed-hits.server.ts'
import { reclassify } from './reclassify.server.ts'
import { judgeWaiting } from '../suspects.server.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
const SCRIPT = 'python-requests/2.32'
const SENT = Date.UTC(2026, 10, 30, 9, 0, 0)

let tenantId = 0
let mailing = { tenantId: 0, mailingId: 0, campaignId: 0 }
const members: bigint[] = []
beforeAll(async () => {
  tenantId = await aTenant()
  for (let number = 0; number < 40; number += 1) members.push(await aMember(tenantId))
})
beforeEach(async () => {
  clock.set(() => new Date(SENT + 5_000))
  mailing = await aMailing(tenantId, { last_sent_at: new Date(SENT), status: 'sent' })
  await db().query('UPDATE contents SET links = $2 WHERE tenant_id = $1', [
    tenantId,
    JSON.stringify([1, 2, 3].map((linkNo) => ({ linkNo, url: `https://shop.example/${linkNo}` }))),
  ])
  for (const memberId of members) await aRecipient(mailing, memberId, { state: 'sent', settled_at: new Date(SENT) })
})

/** As its agent is judged today, unless `more` says what an older release has found. */
function hit(member: number, seconds: number, agent: string, { linkNo = 0, ...more }: Partial<Hit> = {}): Hit {
  const { device, client, open, link } = readAgent(agent)
  const found = linkNo > 0 ? link : open
  return {
    tenantId,
    mailingId: mailing.mailingId,
    sendNo: 0,
    memberId: String(members[member]),
    type: linkNo > 0 ? EVENT.clicked : EVENT.opened,
    linkNo,
    at: SENT + seconds * 1000 + member,
    verdict: VERDICT[found.verdict],
    reason: REASON[found.reason],
    rules: RULE_VERSION,
    device: DEVICE[device],
    client: CLIENT[client],
    agent,
    referrer: '',
    address: `${20 + member}.1.2.3`,
    ...more,
  }
}

async function come(...hits: Hit[]): Promise<void> {
  const pack = new HitPack()
  for (const each of hits) pack.add(each)
  await new BoxWriter().put(pack.toBuffer(), false)
  await foldAllHits()
  clock.set(() => new Date(SENT + 7_200_000))
  while ((await judgeWaiting()) > 0);
}

const TABLES = {
  hit_log: 'hit_at, member_id, link_no',
  mail_events: 'member_id, type, link_no, mailing_id',
  mail_stats: 'mailing_id, type, slot',
  mail_stats_by_time: 'mailing_id, quarter, type, slot',
  link_stats: 'mailing_id, link_no, slot',
  member_engagement: 'member_id',
}

const everything = () =>
  Promise.all(
    Object.entries(TABLES).map(
      async ([table, order]) =>
        (await db().query(`SELECT * FROM ${table} WHERE tenant_id = $1 ORDER BY ${order}`, [tenantId])).rows,
    ),
  )

test('judged anew by the same rules everything stays as it is', async () => {
  const many = Array.from({ length: 30 }, (_, member) => [
    hit(member, 3_700 + member, member % 3 === 0 ? GMAIL : CHROME),
    hit(member, 10 + member, CHROME),
    ...(member % 4 === 0 ? [1, 2, 3].map((link) => hit(member, 20 + link, CHROME, { linkNo: link })) : []),
    hit(member, 4_000, member % 5 === 0 ? SCRIPT : CHROME, { linkNo: 1 + (member % 3) }),
  ]).flat()
  await come(...many)
  const verdicts = await db().query('SELECT DISTINCT verdict FROM hit_log WHERE tenant_id = $1', [tenantId])
  expect(verdicts.rowCount).toBe(3)
  const before = await everything()
  expect(await reclassify()).toEqual([])
  expect(await everything()).toEqual(before)
})

/** What an older release, that did not know scripts, took for people. */
const AS_PERSON = { verdict: VERDICT.human, reason: REASON['unknown-agent'], rules: 0 }
const AS_MACHINE = { verdict: VERDICT.machine, reason: REASON['bot-user-agent'], rules: 0 }

test('what counted as people by older rules is taken out of everything, and said', async () => {
  await beginCampaignStats(tenantId, mailing.campaignId)
  await come(
    hit(1, 4_000, SCRIPT, AS_PERSON),
    hit(1, 4_010, SCRIPT, { ...AS_PERSON, linkNo: 2 }),
    hit(2, 4_000, CHROME),
    hit(3, 4_000, SCRIPT, AS_PERSON),
    hit(3, 5_000, CHROME),
  )
  expect(await reclassify()).toEqual([
    {
      tenantId,
      mailingId: mailing.mailingId,
      hits: 3,
      left: 0,
      opened: { before: 3, after: 2 },
      clicked: { before: 1, after: 0 },
    },
  ])
  const opened = await db().query(
    'SELECT hits, machine_hits, created_at FROM mail_events WHERE mailing_id = $1 AND type = $2 AND member_id = $3',
    [mailing.mailingId, EVENT.opened, members[3]],
  )
  expect(opened.rows).toEqual([{ hits: 1, machine_hits: 1, created_at: new Date(SENT + 5_000_003) }])
  expect(await recount()).toEqual([])
  expect(await reclassify()).toEqual([])
})

test('who was taken for a machine by older rules is a person from then on', async () => {
  await come(
    hit(5, 4_000, CHROME, AS_MACHINE),
    hit(5, 4_010, CHROME, { ...AS_MACHINE, linkNo: 1 }),
    hit(6, 4_000, GMAIL, AS_MACHINE),
  )
  expect(await reclassify()).toMatchObject([
    { hits: 3, opened: { before: 0, after: 2 }, clicked: { before: 0, after: 1 } },
  ])
  const engaged = await db().query('SELECT opens, clicks FROM member_engagement WHERE member_id = $1', [members[5]])
  expect(engaged.rows[0]?.clicks).toBeGreaterThan(0)
  expect(await recount()).toEqual([])
})

test('of two hits of one millisecond each is judged for itself, and stays so', async () => {
  const prefetched = { verdict: VERDICT.machine, reason: REASON['prefetch-header'] }
  const at = SENT + 4_000_000
  await come(
    hit(9, 4_000, SCRIPT, { ...AS_PERSON, linkNo: 1, at }),
    hit(9, 4_000, SCRIPT, { ...prefetched, linkNo: 1, at }),
    hit(9, 4_000, SCRIPT, { ...prefetched, reason: REASON['head-request'], linkNo: 1, at }),
  )
  expect(await reclassify()).toMatchObject([{ hits: 1, left: 0, clicked: { before: 1, after: 0 } }])
  const logged = await db().query('SELECT reason FROM hit_log WHERE mailing_id = $1 ORDER BY reason', [
    mailing.mailingId,
  ])
  expect(logged.rows.map(({ reason }) => reason)).toEqual([
    REASON['head-request'],
    REASON['prefetch-header'],
    REASON['bot-user-agent'],
  ])
  expect(await reclassify()).toEqual([])
  expect(await recount()).toEqual([])
})

test('events of which not every hit is in the log are left, and counted as left', async () => {
  await come(hit(7, 4_000, SCRIPT, AS_PERSON), hit(7, 4_100, SCRIPT, AS_PERSON))
  await db().query('DELETE FROM hit_log WHERE mailing_id = $1 AND hit_at < $2', [
    mailing.mailingId,
    new Date(SENT + 4_050_000),
  ])
  expect(await reclassify()).toMatchObject([{ hits: 1, left: 1, opened: { before: 1, after: 1 } }])
  expect(await recount()).toEqual([])
})

test('a mailing that is closed keeps its verdicts', async () => {
  await come(hit(8, 4_000, SCRIPT, AS_PERSON))
  await db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [mailing.mailingId, new Date()])
  expect(await reclassify()).toEqual([])
})

const DAY_MS = 86_400_000
const mailingBecomes = (status: string, lastSentAt: number) =>
  db().query('UPDATE mailings SET status = $2, last_sent_at = $3 WHERE mailing_id = $1', [
    mailing.mailingId,
    status,
    new Date(lastSentAt),
  ])

test.each([
  ['is sent to others for days', 'open', SENT, 'sent', SENT + 10 * DAY_MS],
  ['ends with what it was sent to', 'open', SENT + 60_000, 'sent', SENT + 60_000],
  ['is paused', 'sending', SENT + 3_000, 'paused', SENT + 3_000],
  ['is resumed', 'paused', SENT, 'sending', SENT + 7_200_000],
  ['sends what it had forgotten', 'sent', SENT + 1_000, 'sent', SENT + DAY_MS],
  ['is cancelled', 'sending', SENT + 7_200_000, 'cancelled', SENT + 7_200_000],
])('how soon hits were after their own e-mail stays as it was when its mailing %s', async (_, ...states) => {
  const [before, sentBefore, since, sentSince] = states
  await mailingBecomes(before, sentBefore)
  await db().query('UPDATE recipients SET provider = $2 WHERE mailing_id = $1', [
    mailing.mailingId,
    PROVIDER.proofpoint,
  ])
  const minutes = [0.5, 30, 59, 61, 300, 3_000]
  await come(
    ...minutes.flatMap((after, member) =>
      [1, 2, 3].map((linkNo) => hit(member, after * 60 + linkNo, CHROME, { linkNo })),
    ),
  )
  await mailingBecomes(since, sentSince)
  const machines = await db().query(
    'SELECT DISTINCT member_id AS member FROM hit_log WHERE mailing_id = $1 AND verdict = $2 ORDER BY 1',
    [mailing.mailingId, VERDICT.machine],
  )
  expect(machines.rows.map(({ member }) => member)).toEqual(members.slice(0, 3))
  expect(await reclassify()).toEqual([])
  expect(await recount()).toEqual([])
})
