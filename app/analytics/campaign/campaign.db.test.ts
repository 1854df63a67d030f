import { db } from '#app/platform/db/db.server.ts'
import { beginCampaignStats } from '#app/tracking/campaign-people.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { type MailEvent, EVENT } from '#app/tracking/events.ts'
import { type AMailing, aMailing, aSegment, aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { campaignAnalytics } from './campaign.server.ts'
import { campaignSeries } from './campaign-series.server.ts'
import { linkPerformance } from './links.server.ts'
import { optOutReasons } from './reasons.server.ts'
import { segmentCampaigns } from './segment.server.ts'

let tenantId = 0
let otherTenant = 0
let segmentId = 0
let campaignId = 0
let mailingId = 0
const NOON = new Date('2026-03-28T12:10:00Z')
const hoursLater = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000)

const events = (type: MailEvent['type'], members: number[], row: Partial<MailEvent> = {}): MailEvent[] =>
  members.map((member) => ({ tenantId, mailingId, sendNo: 0, memberId: BigInt(member), type, at: NOON, ...row }))

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

const haveLinks = (mailing: number, links: object[]) =>
  db().query(
    `UPDATE contents c SET links = $2 FROM mailings m
     WHERE m.mailing_id = $1 AND c.tenant_id = m.tenant_id AND c.content_id = m.content_id`,
    [mailing, JSON.stringify(links)],
  )

beforeAll(async () => {
  tenantId = await aTenant()
  otherTenant = await aTenant()
  segmentId = await aSegment(tenantId)
  const campaign = { segment_id: segmentId, started_at: NOON }
  ;({ campaignId, mailingId } = await aMailing(tenantId, { status: 'sent', ended_at: NOON }, campaign))
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, frozen_at)
     SELECT $1, $2, m, (CASE WHEN m <= 20 THEN 'sent' WHEN m <= 22 THEN 'unconfirmed' ELSE 'skipped' END)::recipient_state,
       (CASE WHEN m > 24 THEN 'hard-bounced' WHEN m > 22 THEN 'no-consent' END)::skip_reason, $3 FROM generate_series(1, 25) m`,
    [tenantId, mailingId, NOON],
  )
  await haveLinks(mailingId, [
    { linkNo: 1, url: 'https://a.example/', label: 'Shop', kind: 'button' },
    { linkNo: 2, url: 'https://b.example/', label: '', kind: 'image' },
  ])
  await recordEvents(db(), [
    ...events(EVENT.sent, upTo(20)),
    ...events(EVENT.delivered, upTo(16)),
    ...events(EVENT.bounced, [17, 18, 19]),
    ...events(EVENT.hardBounced, [17, 18]),
    ...events(EVENT.softBounced, [19]),
    ...events(EVENT.suppressed, [20]),
    ...events(EVENT.opened, [1, 1, 2, 3], { verdict: 'human' }),
    ...events(EVENT.opened, [4], { verdict: 'proxy', client: 'appleMail' }),
    ...events(EVENT.opened, [5, 6], { verdict: 'machine' }),
    ...events(EVENT.clicked, [1, 1, 2], { linkNo: 1, verdict: 'human', at: hoursLater(3) }),
    ...events(EVENT.clicked, [7], { linkNo: 2, verdict: 'machine' }),
    ...events(EVENT.unsubscribed, [3]),
    ...events(EVENT.complained, [4]),
  ])
})

test('the panel tells exactly what happened, with people and machines apart', async () => {
  const found = await campaignAnalytics(tenantId, campaignId)
  expect(found?.counts).toMatchObject({
    sent: 20,
    bounced: 3,
    hardBounced: 2,
    softBounced: 1,
    suppressed: 1,
    deliveryConfirmed: 16,
    opened: 4,
    totalOpens: 5,
    openedByAppleOnly: 1,
    openedByMachineOnly: 2,
    clicked: 2,
    totalClicks: 3,
    clickedByMachineOnly: 1,
    unsubscribed: 1,
    complained: 1,
  })
  expect(found?.recipients).toMatchObject({
    total: 25,
    sent: 20,
    unconfirmed: 2,
    skipped: 3,
    skippedBy: { 'no-consent': 2, 'hard-bounced': 1 },
  })
  const rate = (key: string) => found?.metrics.find((metric) => metric.rate?.key === key)?.rate
  expect(rate('deliveryRate')).toMatchObject({ share: 0.8, over: 'sent', band: 'low' })
  expect(rate('openRate')).toMatchObject({ share: 0.25, over: 'delivered', overCount: 16, band: 'good' })
  expect(rate('ctor')).toMatchObject({ share: 0.5, band: 'excellent' })
  expect(found?.warnings.map(({ key }) => key)).toEqual([
    'bounceRate',
    'hardBounceRate',
    'deliveryRate',
    'unsubscribeRate',
    'complaintRate',
  ])
})

test('rates are over sent where the shop says so', async () => {
  await db().query("UPDATE settings SET rates_over = 'sent' WHERE tenant_id = $1", [tenantId])
  const found = await campaignAnalytics(tenantId, campaignId)
  expect(found?.metrics.find(({ key }) => key === 'opened')?.rate).toMatchObject({
    share: 0.2,
    over: 'sent',
    overCount: 20,
  })
  await db().query("UPDATE settings SET rates_over = 'delivered' WHERE tenant_id = $1", [tenantId])
})

test('links are counted in people and in clicks, those never followed too', async () => {
  const found = await linkPerformance(tenantId, campaignId)
  expect(found).toMatchObject({ totalClicks: 3, uniqueClicks: 2, clicksPerUniqueOpen: 0.5, machineClicks: 1 })
  expect(found.links).toEqual([
    {
      linkNo: 1,
      url: 'https://a.example/',
      label: 'Shop',
      kind: 'button',
      totalClicks: 3,
      uniqueClicks: 2,
      machineClicks: 0,
    },
    {
      linkNo: 2,
      url: 'https://b.example/',
      label: '',
      kind: 'image',
      totalClicks: 0,
      uniqueClicks: 0,
      machineClicks: 1,
    },
  ])
})

test('a segment lists its campaigns with sent, members and rates', async () => {
  expect((await segmentCampaigns(tenantId, segmentId)).rows).toMatchObject([
    {
      campaignId,
      members: 25,
      sent: 20,
      openRate: 0.25,
      clickRate: 0.125,
    },
  ])
  expect((await segmentCampaigns(otherTenant, segmentId)).rows).toEqual([])
})

test('of a campaign with two mailings people are told once, and what they did as often as they did it', async () => {
  const tenant = await aTenant()
  const first = await aMailing(tenant)
  await beginCampaignStats(tenant, first.campaignId)
  const second = await aMailing(tenant, { source_id: first.campaignId })
  const did = (mailing: AMailing, type: MailEvent['type'], members: number[], row: Partial<MailEvent> = {}) =>
    events(type, members, { tenantId: tenant, mailingId: mailing.mailingId, ...row })
  for (const [mailing, members] of [
    [first, [1, 2, 3]],
    [second, [3, 4]],
  ] as const)
    await db().query(
      `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, frozen_at)
       SELECT $1, $2, unnest($3::bigint[]), 'sent', $4`,
      [tenant, mailing.mailingId, members, NOON],
    )
  await recordEvents(db(), [...did(first, EVENT.sent, [1, 2, 3]), ...did(second, EVENT.sent, [3, 4])])
  await recordEvents(db(), [
    ...did(first, EVENT.opened, [1, 3], { verdict: 'human' }),
    ...did(second, EVENT.opened, [3, 3, 4], { verdict: 'human' }),
    ...did(second, EVENT.clicked, [3], { verdict: 'human', linkNo: 1 }),
    ...did(first, EVENT.clicked, [3], { verdict: 'human', linkNo: 1 }),
    ...did(first, EVENT.clicked, [3, 1], { verdict: 'machine', linkNo: 1 }),
  ])
  const found = await campaignAnalytics(tenant, first.campaignId)
  expect(found?.counts).toMatchObject({
    sent: 4,
    opened: 3,
    totalOpens: 5,
    clicked: 1,
    totalClicks: 2,
    clickedByMachineOnly: 1,
    machineClicks: 2,
  })
  expect(found?.recipients).toMatchObject({ total: 5, sent: 5 })
  expect((await linkPerformance(tenant, first.campaignId)).links).toMatchObject([{ linkNo: 1, totalClicks: 2 }])
  const { points } = await campaignSeries(tenant, first.campaignId, 'UTC')
  expect(points).toMatchObject([{ delivered: 5, opened: 4, clicked: 2 }])
})

test('the reasons to leave count people, by what each said last, of this campaign and shop alone', async () => {
  const second = await aMailing(tenantId, { source_id: campaignId })
  const other = await aMailing(tenantId)
  const elsewhere = await aMailing(otherTenant)
  const say = (mailing: AMailing, member: number, reason: string, at = NOON) =>
    db().query('INSERT INTO opt_out_reasons VALUES ($1, $2, $3, $4, $5)', [
      mailing.tenantId,
      mailing.mailingId,
      member,
      reason,
      at,
    ])
  const first = { tenantId, campaignId, mailingId }
  await say(first, 1, 'too-many')
  await say(first, 2, 'too-many')
  await say(first, 3, 'other')
  await say(second, 3, 'too-many', hoursLater(1))
  await say(second, 4, 'never-signed-up')
  await say(other, 5, 'other')
  await say(elsewhere, 6, 'other')
  expect(await optOutReasons(tenantId, campaignId)).toEqual([
    { reason: 'too-many', count: 3 },
    { reason: 'never-signed-up', count: 1 },
  ])
  expect(await optOutReasons(otherTenant, campaignId)).toEqual([])
})
