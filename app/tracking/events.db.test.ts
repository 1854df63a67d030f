import { db, transaction } from '#app/platform/db/db.server.ts'
import fc from 'fast-check'
import { aMailing, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type MailEvent, EVENT, type Verdict } from './events.ts'
import { beginCampaignStats } from './campaign-people.server.ts'
import { recordEvents } from './events.server.ts'
import { countGone, recount } from './recount.server.ts'

let tenantId: number
let mailingId: number
let campaignId: number
const NOON = new Date('2026-11-20T12:00:00Z')

beforeAll(async () => {
  tenantId = await aTenant()
})
beforeEach(async () => {
  ;({ mailingId, campaignId } = await aMailing(tenantId))
})

const anEvent = (row: Partial<MailEvent> = {}): MailEvent => ({
  tenantId,
  mailingId,
  sendNo: 0,
  memberId: 7n,
  type: EVENT.opened,
  at: NOON,
  ...row,
})

async function stats(mailingId: number, type: number) {
  const found = await db().query(
    'SELECT sum(people)::int people, sum(hits)::int hits, sum(machine_people)::int machine_people, sum(machine_hits)::int machine_hits FROM mail_stats WHERE mailing_id = $1 AND type = $2',
    [mailingId, type],
  )
  return found.rows[0]
}

async function row(mailingId: number) {
  const found = await db().query(
    'SELECT hits, machine_hits, verdict, device, client, created_at FROM mail_events WHERE mailing_id = $1 AND link_no = 0',
    [mailingId],
  )
  return found.rows[0]
}

test('a member who opens three times is one person and three hits', async () => {
  await recordEvents(db(), [anEvent(), anEvent()], 0)
  await recordEvents(db(), [anEvent({ at: new Date('2026-11-20T13:30:00Z') })], 1)
  expect(await stats(mailingId, EVENT.opened)).toEqual({ people: 1, hits: 3, machine_people: 0, machine_hits: 0 })
  expect((await row(mailingId)).created_at).toEqual(NOON)
})

test('a machine before the person is kept beside, and the person counts from the first own hit', async () => {
  const scan = anEvent({ verdict: 'machine', device: 'desktop', client: 'browser' })
  await recordEvents(db(), [scan, scan], 0)
  expect(await stats(mailingId, EVENT.opened)).toEqual({ people: 0, hits: 0, machine_people: 1, machine_hits: 2 })
  const later = new Date('2026-11-20T15:10:00Z')
  await recordEvents(db(), [anEvent({ verdict: 'human', device: 'mobile', client: 'appleMail', at: later })], 3)
  await recordEvents(db(), [scan], 1)
  expect(await stats(mailingId, EVENT.opened)).toEqual({ people: 1, hits: 1, machine_people: 0, machine_hits: 3 })
  expect(await row(mailingId)).toEqual({
    hits: 1,
    machine_hits: 3,
    verdict: 1,
    device: 2,
    client: 3,
    created_at: later,
  })
  const hours = await db().query('SELECT quarter, people::int FROM mail_stats_by_time WHERE mailing_id = $1', [
    mailingId,
  ])
  expect(hours.rows).toEqual([{ quarter: new Date('2026-11-20T15:00:00Z'), people: 1 }])
})

test('a click counts once for the e-mail and once for each link', async () => {
  const click = (linkNo: number) => anEvent({ type: EVENT.clicked, linkNo, verdict: 'human' })
  await recordEvents(db(), [click(1), click(2), click(2)])
  await recordEvents(db(), [click(1)])
  expect(await stats(mailingId, EVENT.clicked)).toMatchObject({ people: 1, hits: 4 })
  const links = await db().query(
    'SELECT link_no, sum(people)::int people, sum(hits)::int hits FROM link_stats WHERE mailing_id = $1 GROUP BY 1 ORDER BY 1',
    [mailingId],
  )
  expect(links.rows).toEqual([
    { link_no: 1, people: 1, hits: 2 },
    { link_no: 2, people: 1, hits: 2 },
  ])
})

test('events of a transaction that fails leave no event and no count', async () => {
  const failing = transaction(async (sql) => {
    await recordEvents(sql, [anEvent({ type: EVENT.sent })])
    throw new Error('mail system gone')
  })
  await expect(failing).rejects.toThrow('mail system gone')
  expect(await row(mailingId)).toBeUndefined()
  expect(await stats(mailingId, EVENT.sent)).toMatchObject({ people: null })
})

/** Of a shop: a campaign of two mailings and one of one. */
async function aWorld() {
  const tenant = await aTenant()
  const first = await aMailing(tenant)
  await beginCampaignStats(tenant, first.campaignId)
  return [first, await aMailing(tenant, { source_id: first.campaignId }), await aMailing(tenant)]
}

const storm = fc.array(
  fc.record({
    mailing: fc.integer({ min: 0, max: 5 }),
    sendNo: fc.constantFrom(0, 0, 0, 1),
    memberId: fc.bigInt({ min: 1n, max: 6n }),
    type: fc.constantFrom(...Object.values(EVENT)),
    at: fc.date({ min: new Date('2026-11-20T00:00:00Z'), max: new Date('2026-11-20T05:00:00Z'), noInvalidDate: true }),
    linkNo: fc.integer({ min: 0, max: 3 }),
    verdict: fc.constantFrom<Verdict>('none', 'human', 'proxy', 'machine'),
    device: fc.constantFrom('mobile', 'desktop'),
  }),
  { maxLength: 60 },
)

test('after any storm of events from several writers at once the recount finds no difference', async () => {
  const mailings = [...(await aWorld()), ...(await aWorld())]
  await fc.assert(
    fc.asyncProperty(fc.array(storm, { minLength: 1, maxLength: 6 }), async (storms) => {
      const batches = storms.map((events) =>
        events.map(({ mailing, ...event }) => ({ ...event, ...mailings[mailing] })),
      )
      await Promise.all(batches.map((events, slot) => recordEvents(db(), events as MailEvent[], slot)))
      expect(await recount()).toEqual([])
    }),
    { numRuns: 30 },
  )
})

test('events that come twice, from several writers, count each person once', async () => {
  const members = Array.from({ length: 50 }, (_, index) => BigInt(index + 1))
  const events = members.map((memberId) => anEvent({ memberId, type: EVENT.delivered }))
  await Promise.all(
    [0, 1, 2, 3].map((slot) =>
      recordEvents(
        db(),
        events.toSorted(() => Math.random() - 0.5),
        slot,
      ),
    ),
  )
  expect(await stats(mailingId, EVENT.delivered)).toMatchObject({ people: 50, hits: 200 })
})

test('a member who gets a mailing twice has two receipts in it, each with its own opens', async () => {
  await recordEvents(db(), [anEvent(), anEvent({ sendNo: 1 }), anEvent({ sendNo: 1 })])
  expect(await stats(mailingId, EVENT.opened)).toMatchObject({ people: 2, hits: 3 })
  const rows = await db().query('SELECT send_no, hits FROM mail_events WHERE mailing_id = $1 ORDER BY 1', [mailingId])
  expect(rows.rows).toEqual([
    { send_no: 0, hits: 1 },
    { send_no: 1, hits: 2 },
  ])
})

const close = (id: number) => db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [id, NOON])

test('what is closed counts nothing any more, and what comes with it in a batch does', async () => {
  const other = await aMailing(tenantId)
  await recordEvents(db(), [anEvent()])
  await close(mailingId)
  await recordEvents(db(), [anEvent(), anEvent({ memberId: 8n }), anEvent({ mailingId: other.mailingId })])
  expect(await stats(mailingId, EVENT.opened)).toMatchObject({ people: 1, hits: 1 })
  expect(await stats(other.mailingId, EVENT.opened)).toMatchObject({ people: 1, hits: 1 })
  expect(await recount()).toEqual([])
})

test('what no mailing is known of counts nothing', async () => {
  await recordEvents(db(), [anEvent({ tenantId: tenantId + 1_000 }), anEvent({ mailingId: 2_000_000_000 })])
  expect((await db().query('SELECT FROM mail_events WHERE mailing_id = 2000000000')).rowCount).toBe(0)
})

test('when the events of a closed mailing are gone its figures stay, and the recount leaves it out and says so', async () => {
  const [mine, second] = [{ tenantId, mailingId, campaignId }, await aMailing(tenantId, { source_id: campaignId })]
  await beginCampaignStats(tenantId, campaignId)
  await recordEvents(db(), [anEvent(), anEvent({ mailingId: second.mailingId, memberId: 8n, type: EVENT.clicked })])
  const before = await countGone()
  await close(mine.mailingId)
  await db().query('DELETE FROM mail_events WHERE mailing_id = $1', [mine.mailingId])
  await recordEvents(db(), [anEvent(), anEvent({ mailingId: second.mailingId, memberId: 9n, type: EVENT.clicked })])
  expect(await recount()).toEqual([])
  expect(await countGone()).toBe(before + 1)
  expect(await stats(mine.mailingId, EVENT.opened)).toMatchObject({ people: 1, hits: 1 })
})

test.each([
  ['mail_stats', 'UPDATE mail_stats SET people = people + 1 WHERE mailing_id = $1'],
  ['mail_stats_by_time', 'UPDATE mail_stats_by_time SET people = people - 1 WHERE mailing_id = $1'],
  ['link_stats', 'DELETE FROM link_stats WHERE mailing_id = $1'],
])('the recount finds a difference planted in %s', async (rollup, plant) => {
  await recordEvents(db(), [anEvent({ type: EVENT.clicked, linkNo: 1 })], 0)
  expect(await recount()).toEqual([])
  await db().query(plant, [mailingId])
  expect(await recount()).toMatchObject([{ rollup }])
  await db().query('DELETE FROM mail_events WHERE mailing_id = $1', [mailingId])
  for (const table of ['mail_stats', 'mail_stats_by_time', 'link_stats'])
    await db().query(`DELETE FROM ${table} WHERE mailing_id = $1`, [mailingId])
})
