import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import { REASON, VERDICT } from '#app/tracking/judge/codes.ts'
import { type AMailing, aLoggedHit, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { momentDetails, momentLabel, momentReason } from '../hits/hit-words.ts'
import { listLastEvents } from './last-events.server.ts'

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 20, 9, minute, second, 123))
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1'

type Happened = Omit<MailEvent, 'tenantId' | 'mailingId' | 'sendNo' | 'memberId'>
const happen = (mailing: AMailing, memberId: bigint, event: Happened) =>
  recordEvents(db(), [{ ...mailing, sendNo: 0, memberId, ...event }])

async function anAgent(text: string): Promise<number> {
  const added = await db().query(
    'INSERT INTO agents (user_agent) VALUES ($1) ON CONFLICT (user_agent) DO UPDATE SET user_agent = excluded.user_agent RETURNING agent_no',
    [text],
  )
  return added.rows[0].agent_no
}

const words = async ({ tenantId, campaignId }: AMailing) =>
  (await listLastEvents(tenantId, campaignId)).map(({ name, moment }) =>
    [name, momentLabel(moment), momentDetails(moment), momentReason(moment)?.short].filter(Boolean).join(' | '),
  )

test('what happened last is told with what, and why a machine is one, the newest first', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId)
  const [sarah, tom] = [await aMember(tenantId), await aMember(tenantId, { first_name: 'Tom' })]
  for (const memberId of [sarah, tom]) {
    await happen(mailing, memberId, { type: EVENT.sent, at: at(0) })
    await happen(mailing, memberId, { type: EVENT.delivered, at: at(1) })
  }
  await happen(mailing, sarah, { type: EVENT.opened, at: at(2), verdict: 'proxy', client: 'gmail' })
  await aLoggedHit(mailing, sarah, {
    hit_at: at(2),
    type: EVENT.opened,
    verdict: VERDICT.proxy,
    reason: REASON['gmail-proxy'],
    referrer: null,
  })
  await happen(mailing, sarah, {
    type: EVENT.clicked,
    at: at(3),
    linkNo: 1,
    verdict: 'human',
    client: 'browser',
    device: 'mobile',
  })
  await aLoggedHit(mailing, sarah, { hit_at: at(3), agent_no: await anAgent(IPHONE), referrer: 'mail.google.com' })
  await happen(mailing, tom, { type: EVENT.clicked, at: at(4), linkNo: 1, verdict: 'machine', client: 'browser' })
  await aLoggedHit(mailing, tom, {
    hit_at: at(4),
    verdict: VERDICT.machine,
    reason: REASON['links-at-once'],
    agent_no: 0,
    referrer: null,
  })
  await happen(mailing, tom, { type: EVENT.unsubscribed, at: at(5) })
  expect(await words(mailing)).toEqual([
    'Tom | Unsubscribed',
    'Tom | Clicked by a machine | Browser | Several links at once',
    'Sarah | Clicked | Safari, Phone, from mail.google.com',
    'Sarah | Opened | Gmail’s image proxy',
  ])
  const [, , clicked] = await listLastEvents(tenantId, mailing.campaignId)
  expect(clicked?.moment.at).toBe('2026-11-20T09:03:00.123Z')
})

test('of many events the last ten are told, however they lie in time', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId)
  for (let minute = 0; minute < 30; minute += 2)
    await happen(mailing, await aMember(tenantId, { first_name: `M${minute}` }), { type: EVENT.opened, at: at(minute) })
  const late = await aMember(tenantId, { first_name: 'Late' })
  await happen(mailing, late, { type: EVENT.opened, at: new Date('2026-12-24T18:00:00Z'), verdict: 'machine' })
  const told = await words(mailing)
  expect(told).toHaveLength(10)
  expect([told[0], told[1], told.at(-1)]).toEqual(['Late | Opened by a machine', 'M28 | Opened', 'M12 | Opened'])
})

test('without its hit in the log an event says what it has itself', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId)
  const sarah = await aMember(tenantId)
  await happen(mailing, sarah, {
    type: EVENT.opened,
    at: at(1),
    verdict: 'human',
    client: 'thunderbird',
    device: 'desktop',
  })
  // Others' hits of the same moment, and hers of another.
  await aLoggedHit(mailing, await aMember(tenantId), { hit_at: at(1), type: EVENT.opened, referrer: 'other.example' })
  await aLoggedHit(await aMailing(tenantId), sarah, { hit_at: at(1), type: EVENT.opened, referrer: 'mailing.example' })
  await aLoggedHit(mailing, sarah, { hit_at: at(1), type: EVENT.clicked, referrer: 'click.example' })
  await aLoggedHit(mailing, sarah, { hit_at: at(1, 1), type: EVENT.opened, referrer: 'later.example' })
  await aLoggedHit(mailing, sarah, { hit_at: at(1), type: EVENT.opened, send_no: 1, referrer: 'again.example' })
  expect(await words(mailing)).toEqual(['Sarah | Opened | Thunderbird, Computer'])
})

test('an erased customer is a number, and nothing is told of another shop’s campaign or of what only left', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId)
  await happen(mailing, 4_711n, { type: EVENT.opened, at: at(1) })
  await happen(mailing, 4_711n, { type: EVENT.sent, at: at(0) })
  expect(await words(mailing)).toEqual(['Customer 4711 | Opened'])
  expect(await listLastEvents(await aTenant(), mailing.campaignId)).toEqual([])
})
