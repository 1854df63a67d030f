import { readFileSync } from 'node:fs'
import { db, transaction } from '#app/platform/db/db.server.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MailEvent, EVENT, type Verdict } from './events.ts'
import { recordEvents } from './events.server.ts'
import { recount } from './recount.server.ts'

let nextCampaign = 1000
const NOON = new Date('2026-11-20T12:00:00Z')

const anEvent = (row: Partial<MailEvent> = {}): MailEvent => ({
  tenantId: 1,
  mailingId: nextCampaign,
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
  nextCampaign += 1
  await recordEvents(db(), [anEvent(), anEvent()], 0)
  await recordEvents(db(), [anEvent({ at: new Date('2026-11-20T13:30:00Z') })], 1)
  expect(await stats(nextCampaign, EVENT.opened)).toEqual({ people: 1, hits: 3, machine_people: 0, machine_hits: 0 })
  expect((await row(nextCampaign)).created_at).toEqual(NOON)
})

test('a machine before the person is kept beside, and the person counts from the first own hit', async () => {
  nextCampaign += 1
  const scan = anEvent({ verdict: 'machine', device: 'desktop', client: 'browser' })
  await recordEvents(db(), [scan, scan], 0)
  expect(await stats(nextCampaign, EVENT.opened)).toEqual({ people: 0, hits: 0, machine_people: 1, machine_hits: 2 })
  const later = new Date('2026-11-20T15:10:00Z')
  await recordEvents(db(), [anEvent({ verdict: 'human', device: 'mobile', client: 'appleMail', at: later })], 3)
  await recordEvents(db(), [scan], 1)
  expect(await stats(nextCampaign, EVENT.opened)).toEqual({ people: 1, hits: 1, machine_people: 0, machine_hits: 3 })
  expect(await row(nextCampaign)).toEqual({
    hits: 1,
    machine_hits: 3,
    verdict: 1,
    device: 2,
    client: 3,
    created_at: later,
  })
  const hours = await db().query('SELECT hour, people::int FROM mail_stats_by_time WHERE mailing_id = $1', [
    nextCampaign,
  ])
  expect(hours.rows).toEqual([{ hour: new Date('2026-11-20T15:00:00Z'), people: 1 }])
})

test('a click counts once for the e-mail and once for each link', async () => {
  nextCampaign += 1
  const click = (linkNo: number) => anEvent({ type: EVENT.clicked, linkNo, verdict: 'human' })
  await recordEvents(db(), [click(1), click(2), click(2)])
  await recordEvents(db(), [click(1)])
  expect(await stats(nextCampaign, EVENT.clicked)).toMatchObject({ people: 1, hits: 4 })
  const links = await db().query(
    'SELECT link_no, sum(people)::int people, sum(hits)::int hits FROM link_stats WHERE mailing_id = $1 GROUP BY 1 ORDER BY 1',
    [nextCampaign],
  )
  expect(links.rows).toEqual([
    { link_no: 1, people: 1, hits: 2 },
    { link_no: 2, people: 1, hits: 2 },
  ])
})

test('events of a transaction that fails leave no event and no count', async () => {
  nextCampaign += 1
  const failing = transaction(async (sql) => {
    await recordEvents(sql, [anEvent({ type: EVENT.sent })])
    throw new Error('mail system gone')
  })
  await expect(failing).rejects.toThrow('mail system gone')
  expect(await row(nextCampaign)).toBeUndefined()
  expect(await stats(nextCampaign, EVENT.sent)).toMatchObject({ people: null })
})

const storm = fc.array(
  fc.record({
    tenantId: fc.integer({ min: 1, max: 2 }),
    mailingId: fc.integer({ min: 1, max: 3 }),
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
  await fc.assert(
    fc.asyncProperty(fc.array(storm, { minLength: 1, maxLength: 6 }), async (storms) => {
      await Promise.all(storms.map((events, slot) => recordEvents(db(), events, slot)))
      expect(await recount()).toEqual([])
    }),
    { numRuns: 30 },
  )
})

test('events that come twice, from several writers, count each person once', async () => {
  nextCampaign += 1
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
  expect(await stats(nextCampaign, EVENT.delivered)).toMatchObject({ people: 50, hits: 200 })
})

test.each([
  ['mail_stats', 'UPDATE mail_stats SET people = people + 1 WHERE mailing_id = $1'],
  ['mail_stats_by_time', 'UPDATE mail_stats_by_time SET people = people - 1 WHERE mailing_id = $1'],
  ['link_stats', 'DELETE FROM link_stats WHERE mailing_id = $1'],
])('the recount finds a difference planted in %s', async (rollup, plant) => {
  nextCampaign += 1
  await recordEvents(db(), [anEvent({ type: EVENT.clicked, linkNo: 1 })], 0)
  expect(await recount()).toEqual([])
  await db().query(plant, [nextCampaign])
  expect(await recount()).toMatchObject([{ rollup }])
  await db().query('DELETE FROM mail_events WHERE mailing_id = $1', [nextCampaign])
  for (const table of ['mail_stats', 'mail_stats_by_time', 'link_stats'])
    await db().query(`DELETE FROM ${table} WHERE mailing_id = $1`, [nextCampaign])
})

test('what was counted by the hour is counted again by the quarter, and what has no events left stays', async () => {
  nextCampaign += 1
  const campaigns = [nextCampaign, nextCampaign + 1]
  const at = (time: string) => new Date(`2026-11-20T${time}Z`)
  const opens = ['12:14:59', '12:15:00', '12:59:59'].map((time, index) =>
    anEvent({ memberId: BigInt(index + 1), at: at(time) }),
  )
  await recordEvents(db(), opens, 0)
  await db().query('DELETE FROM mail_stats_by_time WHERE mailing_id = $1', [campaigns[0]])
  await db().query(
    `INSERT INTO mail_stats_by_time (tenant_id, mailing_id, hour, type, slot, people)
     SELECT 1, mailing_id, $2, $3, 4, 3 FROM unnest($1::int[]) AS mailing_id`,
    [campaigns, at('12:00:00'), EVENT.opened],
  )
  const file = new URL('../../prisma/migrations/20261128110100_quarter_hours/migration.sql', import.meta.url)
  await transaction((sql) => sql.query(readFileSync(file, 'utf8')))
  const kept = await db().query(
    'SELECT mailing_id AS campaign, hour, people::int FROM mail_stats_by_time WHERE mailing_id = ANY ($1) ORDER BY 1, 2',
    [campaigns],
  )
  expect(kept.rows).toEqual([
    ...['12:00:00', '12:15:00', '12:45:00'].map((time) => ({ campaign: campaigns[0], hour: at(time), people: 1 })),
    { campaign: campaigns[1], hour: at('12:00:00'), people: 3 },
  ])
  await db().query('DELETE FROM mail_stats_by_time WHERE mailing_id = $1', [campaigns[1]])
  expect(await recount()).toEqual([])
})
