import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { type MailEvent, EVENT } from '#app/tracking/events.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { campaignSeries } from './campaign-series.server.ts'

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})

/** A person's open, unless it is said otherwise. */
const anEvent = (event: Pick<MailEvent, 'mailingId' | 'memberId' | 'at'> & Partial<MailEvent>): MailEvent => ({
  tenantId,
  sendNo: 0,
  type: EVENT.opened,
  verdict: 'human',
  ...event,
})

test('the series has a point for every hour between the first event and the last', async () => {
  const { mailingId, campaignId } = await aMailing(tenantId)
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 28, hour, 10))
  const of = (type: MailEvent['type'], members: number, hour: number) =>
    Array.from({ length: members }, (_, member) => anEvent({ mailingId, type, memberId: String(member), at: at(hour) }))
  await recordEvents(db(), [
    ...of(EVENT.delivered, 16, 12),
    ...of(EVENT.opened, 4, 12),
    ...of(EVENT.opened, 1, 12).map((event) => ({ ...event, memberId: '99', verdict: 'machine' as const })),
    ...of(EVENT.clicked, 2, 15),
  ])
  const { unit, points } = await campaignSeries(tenantId, campaignId, 'UTC')
  expect(unit).toBe('hour')
  expect(points).toEqual([
    { at: '2026-03-28T12:00:00.000Z', delivered: 16, opened: 4, clicked: 0 },
    { at: '2026-03-28T13:00:00.000Z', delivered: 0, opened: 0, clicked: 0 },
    { at: '2026-03-28T14:00:00.000Z', delivered: 0, opened: 0, clicked: 0 },
    { at: '2026-03-28T15:00:00.000Z', delivered: 0, opened: 0, clicked: 2 },
  ])
})

test('a longer series goes by the days of the shop, over the change of its clocks too', async () => {
  const long = await aMailing(tenantId)
  const at = (time: string) =>
    anEvent({ mailingId: long.mailingId, memberId: String(Date.parse(time)), at: new Date(time) })
  // Berlin went to summer time on 29 March 2026: 22:30 UTC on the 28th is still the 28th there, on the 29th it is the 30th.
  await recordEvents(db(), [at('2026-03-28T22:30:00Z'), at('2026-03-29T22:30:00Z'), at('2026-04-02T10:00:00Z')])
  const { unit, points } = await campaignSeries(tenantId, long.campaignId, 'Europe/Berlin')
  expect(unit).toBe('day')
  expect(points.map(({ at: day, opened }) => [day, opened])).toEqual([
    ['2026-03-27T23:00:00.000Z', 1],
    ['2026-03-28T23:00:00.000Z', 0],
    ['2026-03-29T22:00:00.000Z', 1],
    ['2026-03-30T22:00:00.000Z', 0],
    ['2026-03-31T22:00:00.000Z', 0],
    ['2026-04-01T22:00:00.000Z', 1],
  ])
})

async function openedAt(...times: string[]) {
  const campaign = await aMailing(tenantId)
  const opens = times.map((time, index) =>
    anEvent({ mailingId: campaign.mailingId, memberId: String(index), at: new Date(time) }),
  )
  await recordEvents(db(), opens)
  return campaign.campaignId
}

test.each([
  ['Asia/Kathmandu', ['2026-11-18T18:10:00Z', '2026-11-19T18:20:00Z', '2026-11-23T00:00:00Z'], [1, 0, 1, 0, 0, 1]],
  ['Asia/Kolkata', ['2026-11-18T18:29:00Z', '2026-11-18T18:31:00Z', '2026-11-22T00:00:00Z'], [1, 1, 0, 0, 1]],
  ['Australia/Adelaide', ['2026-11-18T13:29:00Z', '2026-11-18T13:30:00Z', '2026-11-22T13:00:00Z'], [1, 1, 0, 0, 1]],
  ['Pacific/Chatham', ['2026-11-18T10:14:00Z', '2026-11-18T10:15:00Z', '2026-11-22T10:14:00Z'], [1, 1, 0, 0, 1]],
  ['America/St_Johns', ['2026-11-18T03:29:00Z', '2026-11-18T03:30:00Z', '2026-11-22T03:29:00Z'], [1, 1, 0, 0, 1]],
  ['Africa/Cairo', ['2026-04-23T21:59:00Z', '2026-04-23T22:01:00Z', '2026-04-27T00:00:00Z'], [1, 1, 0, 0, 1]],
  ['Mars/Olympus', ['2026-11-18T23:59:00Z', '2026-11-19T00:00:00Z', '2026-11-22T12:00:00Z'], [1, 1, 0, 0, 1]],
])('in %s an open counts on the day of its own clocks', async (zone, times, opened) => {
  const { unit, points } = await campaignSeries(tenantId, await openedAt(...times), zone)
  expect([unit, points.map((point) => point.opened)]).toEqual(['day', opened])
})

test.each([
  [
    'the doubled hour of autumn is two',
    'America/New_York',
    ['2026-11-01T04:30:00Z', '2026-11-01T05:59:00Z', '2026-11-01T06:00:00Z', '2026-11-01T07:10:00Z'],
    [1, 1, 1, 1],
  ],
  [
    'the hour that spring leaves out is none',
    'Europe/Berlin',
    ['2026-03-29T00:10:00Z', '2026-03-29T01:50:00Z'],
    [1, 1],
  ],
  [
    'an hour that begins at a quarter is one',
    'Asia/Kathmandu',
    ['2026-11-19T18:20:00Z', '2026-11-19T19:14:00Z', '2026-11-19T19:15:00Z'],
    [2, 1],
  ],
])('by hours, %s', async (_what, zone, times, opened) => {
  const { unit, points } = await campaignSeries(tenantId, await openedAt(...times), zone)
  expect([unit, points.map((point) => point.opened)]).toEqual(['hour', opened])
})

test('a campaign nobody has seen yet has no series', async () => {
  expect(await campaignSeries(tenantId, 999_999, 'UTC')).toEqual({ unit: 'hour', points: [] })
})
