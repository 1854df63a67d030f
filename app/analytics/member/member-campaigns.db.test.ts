import { db } from '#app/platform/db/db.server.ts'
import { EVENT, type EventName } from '#app/tracking/events.ts'
import { REASON } from '#app/tracking/judge/codes.ts'
import { type AMailing, aLoggedHit, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { momentDetails, momentLabel, momentReason } from '../hits/hit-words.ts'
import { listMemberCampaigns } from './member-campaigns.server.ts'
import { explanation } from './member-campaigns.ts'

async function aRecipient(key: [number, number, bigint], state = 'sent', reason: string | null = null) {
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, frozen_at, settled_at)
     VALUES ($1, $2, $3, $4, $5, '2026-11-01T08:00:00Z', '2026-11-01T08:01:00Z')`,
    [...key, state, reason],
  )
}

async function anEvent(key: [number, number, bigint], name: EventName, minute: number, hits = 1) {
  await db().query(
    `INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at, hits, machine_hits)
     VALUES ($1, $2, $3, $4, $5, $6, 1)`,
    [...key, EVENT[name], new Date(Date.UTC(2026, 10, 1, 9, minute)), hits],
  )
}

test('each campaign is told as it happened, the newest first', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const clicked = (await aMailing(tenantId, {}, { name: 'Spring' })).mailingId
  const skipped = (await aMailing(tenantId, {}, { name: 'Summer' })).mailingId
  await aRecipient([tenantId, clicked, memberId])
  await aRecipient([tenantId, skipped, memberId], 'skipped', 'hard-bounced')
  const key: [number, number, bigint] = [tenantId, clicked, memberId]
  await anEvent(key, 'clicked', 30)
  await anEvent(key, 'delivered', 1)
  await anEvent(key, 'opened', 20, 3)
  const { rows: campaigns } = await listMemberCampaigns(tenantId, String(memberId))
  expect(campaigns.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['Summer', 'skipped'],
    ['Spring', 'clicked'],
  ])
  expect(campaigns[0] && explanation(campaigns[0])).toBe('Not sent: address hard bounced or on the suppression list')
  expect(campaigns[1]?.moments.map(momentLabel)).toEqual(['Delivered', 'Opened 3 times', 'Clicked'])
})

test("what only machines did is told as theirs and is no news of the member; another shop's campaigns are not told", async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const mailing = await aMailing(tenantId)
  await aRecipient([tenantId, mailing.mailingId, memberId])
  await anEvent([tenantId, mailing.mailingId, memberId], 'opened', 1, 0)
  const scanner = { reason: REASON['security-scanner'], verdict: 3, agent_no: 0, referrer: null }
  await aLoggedHit(mailing, memberId, { hit_at: new Date(Date.UTC(2026, 10, 1, 9, 1)), type: EVENT.opened, ...scanner })
  const [campaign] = (await listMemberCampaigns(tenantId, String(memberId))).rows
  expect(campaign).toMatchObject({ outcome: 'sent', source: 'campaign' })
  expect(campaign && explanation(campaign)).toBe('Handed to Amazon SES; no news yet.')
  expect(campaign?.moments.map((moment) => [momentLabel(moment), momentReason(moment)?.short])).toEqual([
    ['Opened by a machine', 'Security scanner'],
  ])
  expect((await listMemberCampaigns(await aTenant(), String(memberId))).rows).toEqual([])
})

test('a click is told with its browser, its device and the page that it came from', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const mailing = await aMailing(tenantId)
  await aRecipient([tenantId, mailing.mailingId, memberId])
  await anEvent([tenantId, mailing.mailingId, memberId], 'clicked', 7)
  const added = await db().query('INSERT INTO agents (user_agent) VALUES ($1) RETURNING agent_no', [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ])
  const seen = { agent_no: added.rows[0].agent_no, referrer: 'webmail.example' }
  await aLoggedHit(mailing, memberId, { hit_at: new Date(Date.UTC(2026, 10, 1, 9, 7)), ...seen })
  const [campaign] = (await listMemberCampaigns(tenantId, String(memberId))).rows
  const [moment] = campaign?.moments ?? []
  expect(moment && [moment.at, momentDetails(moment), momentReason(moment)]).toEqual([
    '2026-11-01T09:07:00.000Z',
    'Firefox, Computer, from webmail.example, and once by a machine',
    null,
  ])
})

test.each(['automation', 'bulk', 'transactional', 'system'] as const)(
  'an e-mail that is no campaign’s (%s) is told by its source and subject',
  async (source) => {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId)
    const { mailingId } = await aMailing(tenantId, { source }, { subject: 'Welcome to the club' })
    await aRecipient([tenantId, mailingId, memberId])
    const { rows } = await listMemberCampaigns(tenantId, String(memberId))
    expect(rows).toMatchObject([{ mailingId, source, campaignId: null, name: 'Welcome to the club' }])
  },
)

test.each([
  ['suppressed', 'suppressed', 'Amazon SES didn’t try: the address is on its suppression list.', 'Not tried'],
  ['rejected', 'rejected', 'Amazon SES accepted it, then rejected it.', 'Rejected'],
] as const)('what SES %s was not delivered and is told as that', async (event, outcome, words, moment) => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const { mailingId } = await aMailing(tenantId)
  await aRecipient([tenantId, mailingId, memberId])
  await anEvent([tenantId, mailingId, memberId], event, 1)
  const [campaign] = (await listMemberCampaigns(tenantId, String(memberId))).rows
  expect(campaign).toMatchObject({ outcome })
  expect(campaign && explanation(campaign)).toBe(words)
  expect(campaign?.moments.map(momentLabel)).toEqual([moment])
})

test('a member who was in many campaigns has them all, in pages', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const mailings: AMailing[] = []
  for (let number = 1; number <= 23; number += 1) {
    const mailing = await aMailing(tenantId, {}, { name: `Campaign ${number}` })
    await aRecipient([tenantId, mailing.mailingId, memberId])
    mailings.unshift(mailing)
  }
  const read = (search: string) => listMemberCampaigns(tenantId, String(memberId), new URLSearchParams(search))
  const [first, second] = [await read(''), await read(`campaigns-after=${mailings[9]?.mailingId}`)]
  const third = await read(`campaigns-after=${second.next}`)
  const ids = [first, second, third].flatMap(({ rows }) => rows.map(({ campaignId }) => campaignId))
  expect(ids).toEqual(mailings.map(({ campaignId }) => campaignId))
  expect([first.previous, third.next]).toEqual([null, null])
  expect(await read(`campaigns-before=${third.previous}`)).toEqual(second)
})

test('of a mailing that came twice the last copy is told, and each mailing of a campaign is', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const first = await aMailing(tenantId, {}, { name: 'Spring' })
  const second = await aMailing(tenantId, { source_id: first.campaignId })
  for (const { mailingId } of [first, second]) await aRecipient([tenantId, mailingId, memberId])
  await anEvent([tenantId, second.mailingId, memberId], 'opened', 1)
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, send_no, member_id, state, frozen_at) VALUES ($1, $2, 1, $3, 'queued', now())`,
    [tenantId, second.mailingId, memberId],
  )
  const { rows } = await listMemberCampaigns(tenantId, String(memberId))
  expect(rows.map(({ mailingId, campaignId, outcome }) => [mailingId, campaignId, outcome])).toEqual([
    [second.mailingId, first.campaignId, 'queued'],
    [first.mailingId, first.campaignId, 'sent'],
  ])
})
