import { campaignAnalytics } from '#app/analytics/campaign/campaign.server.ts'
import { segmentCampaigns } from '#app/analytics/campaign/segment.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { isDistributed } from '#app/platform/db/partitions.server.ts'
import { beginCampaignStats } from '#app/tracking/campaign-people.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { type AMailing, aMailing, aMember, aRecipient, aSegment, aTenant } from '#tests/factories.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeMailingId } from './mailing-ids.server.ts'
import { performMailingUpkeep } from './upkeep.job.ts'

const DAY_MS = 86_400_000
const setClock = (at: Date | string) => clock.set(() => new Date(at))
const after = (at: string, days: number) => new Date(new Date(at).getTime() + days * DAY_MS)

const keep = (tenantId: number, days: number) =>
  db().query('UPDATE settings SET events_kept_days = $2 WHERE tenant_id = $1', [tenantId, days])

async function aShopKeeping(days: number): Promise<number> {
  const tenantId = await aTenant()
  await keep(tenantId, days)
  return tenantId
}

type Sent = AMailing & { members: bigint[] }

/** A mailing of the clock's month that so many got, opened and, the first of them, clicked; one more was skipped. */
async function aSentMailing(tenantId: number, size: number, row: Record<string, unknown> = {}): Promise<Sent> {
  const at = clock.now()
  const sent = { mailing_id: await takeMailingId(), status: 'sent', opened_at: at, last_sent_at: at, ended_at: at }
  const mailing = await aMailing(tenantId, { ...sent, ...row })
  const members: bigint[] = []
  for (let index = 0; index < size; index += 1) members.push(await aMember(tenantId))
  for (const memberId of members) await aRecipient(mailing, memberId, { state: 'sent' })
  await aRecipient(mailing, await aMember(tenantId), { state: 'skipped', skip_reason: 'unsubscribed' })
  const base = { ...mailing, sendNo: 0, at, verdict: 'human' } as const
  await recordEvents(db(), [
    ...members.map((memberId) => ({ ...base, memberId, type: EVENT.sent })),
    ...members.map((memberId) => ({ ...base, memberId, type: EVENT.opened })),
    ...members.slice(0, 1).map((memberId) => ({ ...base, memberId, type: EVENT.clicked, linkNo: 1 })),
  ])
  return { ...mailing, members }
}

/** Both runs of a night. */
async function nightAt(at: Date): Promise<void> {
  setClock(at)
  await performMailingUpkeep()
  expect(await recount()).toEqual([])
  setClock(new Date(at.getTime() + 2 * 3_600_000))
  await performMailingUpkeep()
}

async function rowsOf({ mailingId }: AMailing) {
  const found = await db().query(
    `SELECT (SELECT count(*)::int FROM mail_events WHERE mailing_id = $1) AS events,
       (SELECT count(*)::int FROM recipients WHERE mailing_id = $1) AS recipients`,
    [mailingId],
  )
  return found.rows[0]
}
const NONE = { events: 0, recipients: 0 }

async function figuresOf({ tenantId, campaignId }: AMailing) {
  const analytics = await campaignAnalytics(tenantId, campaignId)
  return { counts: analytics?.counts, recipients: analytics?.recipients }
}

async function tableOf(parent: string, { mailingId }: AMailing): Promise<string | null> {
  const found = await db().query<{ oid: string }>(
    `SELECT i.inhrelid::text AS oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::regclass AND c.relname = $2`,
    [parent, `${parent}_${mailingId >> 20}`],
  )
  return found.rows[0]?.oid ?? null
}

beforeEach(() => db().query('UPDATE settings SET events_kept_days = 30'))
afterEach(async () => {
  const differences = await recount()
  if (differences.length > 0) throw new Error(JSON.stringify(differences))
})

test.each([
  ['a table takes its place where most goes', 6, 1],
  ['it is deleted where most stays', 1, 6],
])('what a shop keeps for less time than another goes from their month: %s', async (_how, brief, long) => {
  const at = brief > long ? '2028-02-10T12:00:00Z' : '2028-03-10T12:00:00Z'
  setClock(at)
  const gone = await aSentMailing(await aShopKeeping(90), brief)
  const kept = await aSentMailing(await aShopKeeping(365), long)
  const [figures, other] = [await figuresOf(gone), await figuresOf(kept)]
  const before = await db().query('SELECT * FROM mail_events WHERE mailing_id = $1 ORDER BY 1, 2, 3, 4, 5, 6', [
    kept.mailingId,
  ])
  const tables = [await tableOf('mail_events', kept), await tableOf('recipients', kept)]
  await nightAt(after(at, 89))
  expect((await rowsOf(gone)).events).toBeGreaterThan(0)
  await nightAt(after(at, 91))
  expect(await rowsOf(gone)).toEqual(NONE)
  expect(await rowsOf(kept)).toEqual({ events: 2 * long + 2, recipients: long + 1 })
  const events = await db().query('SELECT * FROM mail_events WHERE mailing_id = $1 ORDER BY 1, 2, 3, 4, 5, 6', [
    kept.mailingId,
  ])
  expect(events.rows).toEqual(before.rows)
  const isReplaced = [await tableOf('mail_events', kept), await tableOf('recipients', kept)].map(
    (table, index) => table !== tables[index],
  )
  // On several machines no table takes the place of another one: what goes is deleted.
  const isWorthIt = brief > long && !(await isDistributed())
  expect(isReplaced).toEqual([isWorthIt, isWorthIt])
  expect([await figuresOf(gone), await figuresOf(kept)]).toEqual([figures, other])
  // What comes of the one that is kept is counted in its new place.
  const [sarah = 0n] = kept.members
  await recordEvents(db(), [
    { ...kept, sendNo: 0, memberId: sarah, type: EVENT.opened, at: clock.now(), verdict: 'human' },
  ])
  expect((await figuresOf(kept)).counts).toMatchObject({ opened: long, totalOpens: long + 1 })
  await nightAt(after(at, 370))
  expect([await tableOf('mail_events', kept), await tableOf('recipients', kept)]).toEqual([null, null])
})

test('a shop that keeps less from now on is served the next night', async () => {
  setClock('2030-06-10T12:00:00Z')
  const tenantId = await aShopKeeping(730)
  const [mailing, beside] = [await aSentMailing(tenantId, 3), await aSentMailing(await aShopKeeping(730), 2)]
  await nightAt(after('2030-06-10T12:00:00Z', 200))
  expect((await rowsOf(mailing)).recipients).toBe(4)
  await keep(tenantId, 180)
  await nightAt(after('2030-06-10T12:00:00Z', 201))
  expect([await rowsOf(mailing), (await rowsOf(beside)).recipients]).toEqual([NONE, 3])
})

test('figures of recipients outlive them: of the campaign, and of its segment', async () => {
  setClock('2031-09-10T12:00:00Z')
  const tenantId = await aShopKeeping(30)
  const segmentId = await aSegment(tenantId)
  const mailing = await aSentMailing(tenantId, 4)
  await db().query('UPDATE campaigns SET segment_id = $2 WHERE campaign_id = $1', [mailing.campaignId, segmentId])
  await aRecipient(mailing, await aMember(tenantId), { state: 'failed', error: 'refused' })
  const [again = 0n] = mailing.members
  await aRecipient(mailing, again, { state: 'unconfirmed', send_no: 1 })
  const figures = await figuresOf(mailing)
  expect(figures.recipients).toMatchObject({
    total: 7,
    sent: 4,
    failed: 1,
    unconfirmed: 1,
    skippedBy: { unsubscribed: 1 },
  })
  const members = async () => (await segmentCampaigns(tenantId, segmentId)).rows.map((row) => row.members)
  expect(await members()).toEqual([6])
  await nightAt(after('2031-09-10T12:00:00Z', 60))
  expect(await rowsOf(mailing)).toEqual(NONE)
  expect([await figuresOf(mailing), await members()]).toEqual([figures, [6]])
})

test('who did what in a campaign of several mailings is forgotten with the last of them; its figures stay', async () => {
  setClock('2032-12-10T12:00:00Z')
  const tenantId = await aShopKeeping(30)
  const first = await aSentMailing(tenantId, 2)
  await beginCampaignStats(tenantId, first.campaignId)
  const second = await aSentMailing(tenantId, 1, { source_id: first.campaignId })
  const people = async () =>
    (await db().query('SELECT count(*)::int AS n FROM campaign_people WHERE tenant_id = $1', [tenantId])).rows[0]?.n
  await db().query('UPDATE mailings SET last_sent_at = $2 WHERE mailing_id = $1', [
    second.mailingId,
    after('2032-12-10T12:00:00Z', 40),
  ])
  const figures = await figuresOf(first)
  await nightAt(after('2032-12-10T12:00:00Z', 50))
  expect([await rowsOf(first), (await people()) > 0]).toEqual([NONE, true])
  await nightAt(after('2032-12-10T12:00:00Z', 80))
  expect([await rowsOf(second), await people()]).toEqual([NONE, 0])
  expect((await figuresOf(first)).counts).toEqual(figures.counts)
})

test('while somebody writes events nothing is thinned, and the writer does not wait', async () => {
  setClock('2034-03-10T12:00:00Z')
  const gone = await aSentMailing(await aShopKeeping(30), 5)
  const kept = await aSentMailing(await aShopKeeping(365), 1)
  setClock(after('2034-03-10T12:00:00Z', 31))
  await performMailingUpkeep()
  const writer = await db().connect()
  await writer.query('BEGIN')
  const [sarah = 0n] = kept.members
  const opened = { ...kept, sendNo: 0, memberId: sarah, type: EVENT.opened, at: clock.now(), verdict: 'human' } as const
  await recordEvents(writer, [opened])
  setClock(after('2034-03-10T12:00:00Z', 31.1))
  await Promise.all([performMailingUpkeep(), recordEvents(db(), [{ ...opened, type: EVENT.clicked }])])
  expect((await rowsOf(gone)).events > 0).toBe(!(await isDistributed()))
  await writer.query('COMMIT')
  writer.release()
  await performMailingUpkeep()
  expect([await rowsOf(gone), (await figuresOf(kept)).counts?.totalOpens]).toEqual([NONE, 2])
})
