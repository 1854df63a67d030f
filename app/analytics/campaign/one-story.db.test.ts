// One campaign, told on every page that tells of it: wherever a figure is shown twice, one definition feeds both.
import { listNotTried, recordBounce } from '#app/members/bounces/bounces.server.ts'
import { bounceBadges } from '#app/members/consent/consent-badges.ts'
import { findProfile } from '#app/members/page/profile.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { type MailEvent, EVENT } from '#app/tracking/events.ts'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import { aMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { campaignJson } from '../api/api.ts'
import { listCampaignRows, listRecentCampaigns } from './campaign-rows.server.ts'
import { campaignSeries } from './campaign-series.server.ts'
import { type CampaignAnalytics, campaignAnalytics } from './campaign.server.ts'
import { findCustomerBlock } from '../member/customer-block.server.ts'
import { explain } from '../explain/explain.ts'
import { findCase } from '../explain/explain.server.ts'
import { linkPerformance } from './links.server.ts'
import { OUTCOME_BADGES } from '../member/member-campaigns.ts'
import { listMemberCampaigns } from '../member/member-campaigns.server.ts'
import { panelTiles } from './panel.ts'
import { campaignPeriods } from './period.server.ts'
import { segmentCampaigns } from './segment.server.ts'
import { seriesLines } from '../chart/series.ts'

const SIZE = 40
const AT = new Date(Date.now() - 5 * 86_400_000)
let tenantId: number
let campaignId: number
let mailingId: number
let segmentId: number
let members: bigint[]
let report: CampaignAnalytics

/** Who met what: numbers of members, from the first to the last. */
const MET = {
  delivered: [0, 20],
  hardBounced: [30, 31],
  softBounced: [32, 32],
  suppressed: [33, 38],
  rejected: [39, 39],
  opened: [0, 9],
  clicked: [0, 3],
  unsubscribed: [4, 4],
  complained: [5, 5],
} as const

const whoMet = (name: keyof typeof MET) => members.slice(MET[name][0], MET[name][1] + 1)
const events = (type: MailEvent['type'], whom: bigint[], more: Partial<MailEvent> = {}): MailEvent[] =>
  whom.map((memberId) => ({ tenantId, mailingId, sendNo: 0, memberId, type, at: AT, ...more }))

async function bounce(memberId: bigint, kind: 'hard' | 'soft', subType: string) {
  const said = { bounceType: 'Permanent', subType, diagnostic: null, feedbackId: `f-${memberId}` }
  await recordBounce({ tenantId, memberId, mailingId, kind, ...said, at: AT })
}

beforeAll(async () => {
  tenantId = await aTenant()
  segmentId = await aSegment(tenantId)
  const campaign = { segment_id: segmentId, started_at: AT }
  ;({ campaignId, mailingId } = await aMailing(tenantId, { status: 'sent', ended_at: AT, frozen_at: AT }, campaign))
  members = await Promise.all(Array.from({ length: SIZE }, () => aMember(tenantId)))
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, frozen_at, settled_at)
     SELECT $1, $2, unnest($3::bigint[]), 'sent', $4, $4`,
    [tenantId, mailingId, members, AT],
  )
  await recordEvents(db(), [
    ...events(EVENT.sent, members),
    ...events(EVENT.bounced, [...whoMet('hardBounced'), ...whoMet('softBounced')]),
    ...(['delivered', 'hardBounced', 'softBounced', 'suppressed', 'rejected', 'unsubscribed', 'complained'] as const)
      .map((name) => events(EVENT[name], whoMet(name)))
      .flat(),
    ...events(EVENT.opened, whoMet('opened'), { verdict: 'human' }),
    ...events(EVENT.clicked, whoMet('clicked'), { verdict: 'human', linkNo: 1 }),
  ])
  for (const memberId of whoMet('hardBounced')) await bounce(memberId, 'hard', 'General')
  for (const memberId of whoMet('suppressed')) await bounce(memberId, 'hard', 'OnAccountSuppressionList')
  await bounce(members[32] ?? 0n, 'soft', 'MailboxFull')
  const found = await campaignAnalytics(tenantId, campaignId)
  if (!found) throw new Error('there is no such campaign')
  report = found
})

const tile = (key: string) => panelTiles(report).find((each) => each.key === key)
const rate = (key: string) => report.metrics.find((metric) => metric.rate?.key === key)?.rate?.share ?? null

test('what was delivered, and what of it is confirmed, is told alike by tile, chart and API', async () => {
  expect(tile('delivered')).toMatchObject({
    value: '30',
    lines: [
      '75% of 40 sent',
      'of which 21 confirmed',
      '6 not tried: on the suppression list',
      '1 rejected by Amazon SES',
    ],
  })
  const { points } = await campaignSeries(tenantId, campaignId, 'UTC')
  const [line] = seriesLines(report.counts)
  expect(line?.label).toBe('Confirmed deliveries')
  expect(points.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(21)
  expect(campaignJson(report)).toMatchObject({ sent: 40, delivered: 30, delivery_confirmed: 21, suppressed: 6 })
})

test('the rates of the lists are those of the report', async () => {
  const shown = { openRate: rate('openRate'), clickRate: rate('clickRate') }
  expect(shown).toEqual({ openRate: 10 / 30, clickRate: 4 / 30 })
  const json = campaignJson(report).rates
  expect([json['open_rate']?.value, json['click_rate']?.value]).toEqual([shown.openRate, shown.clickRate])
  expect(await listRecentCampaigns(tenantId, report.ratesOver)).toMatchObject([{ sent: 40, ...shown }])
  expect((await segmentCampaigns(tenantId, segmentId)).rows).toMatchObject([{ sent: 40, members: SIZE, ...shown }])
  const { now } = await campaignPeriods(tenantId, report.ratesOver)
  expect(now).toEqual({ campaigns: 1, sent: 40, deliveryRate: rate('deliveryRate'), ...shown })
  const rows = await listCampaignRows({ tenantId, timezone: 'UTC' }, new URLSearchParams())
  expect(rows.rows).toMatchObject([
    { sent: '40', openRate: formatPercent(shown.openRate), clickRate: formatPercent(shown.clickRate) },
  ])
})

test('clicks and clicks to opens are told alike by tiles, links and API', async () => {
  const links = await linkPerformance(tenantId, campaignId)
  expect(tile('clicked')?.value).toBe(formatCount(links.uniqueClicks))
  expect(tile('ctor')?.value).toBe(formatPercent(links.clicksPerUniqueOpen))
  expect(campaignJson(report)).toMatchObject({
    clicked: links.uniqueClicks,
    total_clicks: links.totalClicks,
    rates: { ctor: { value: links.clicksPerUniqueOpen } },
  })
  const series = await campaignSeries(tenantId, campaignId, 'UTC')
  expect(series.points.reduce((sum, { clicked }) => sum + clicked, 0)).toBe(links.uniqueClicks)
})

test('the report counts of each outcome as many as there are members whose page says so', async () => {
  const outcomes = await Promise.all(
    members.map(async (memberId) => (await listMemberCampaigns(tenantId, String(memberId))).rows[0]?.outcome ?? 'sent'),
  )
  const counted = Map.groupBy(outcomes, (outcome) => OUTCOME_BADGES[outcome].text)
  const { hardBounced, softBounced, suppressed, rejected, complained, unsubscribed } = report.counts
  expect({
    'Hard bounce': counted.get('Hard bounce')?.length,
    'Soft bounce': counted.get('Soft bounce')?.length,
    'Not tried': counted.get('Not tried')?.length,
    Rejected: counted.get('Rejected')?.length,
    Complained: counted.get('Complained')?.length,
    Unsubscribed: counted.get('Unsubscribed')?.length,
  }).toEqual({
    'Hard bounce': hardBounced,
    'Soft bounce': softBounced,
    'Not tried': suppressed,
    Rejected: rejected,
    Complained: complained,
    Unsubscribed: unsubscribed,
  })
  expect(tile('bounced')?.lines).toContain('2 hard · 1 soft')
})

test('an address that was not tried is nowhere called a hard bounce, and one that bounced everywhere is', async () => {
  const told = async (memberId: bigint) => {
    const id = String(memberId)
    const profile = await findProfile(tenantId, id)
    const file = await findCase(tenantId, id, campaignId)
    const block = await findCustomerBlock(tenantId, id)
    const notTried = (await listNotTried(tenantId, [id])).has(id)
    return {
      list: bounceBadges({ bounce: 'hard', notTried, complained: false }).map(({ text }) => text),
      page: bounceBadges({ bounce: 'hard', notTried: profile?.notTried ?? false, complained: false }).map(
        ({ text }) => text,
      ),
      gate: profile?.deliverability.gates[3]?.name,
      explained: file && explain(file.file).conclusion.badge.text,
      block: [block?.bounce?.notTried, block?.campaigns[0]?.outcome],
    }
  }
  expect(await Promise.all(whoMet('suppressed').map(told))).toEqual(
    Array.from({ length: 6 }, () => ({
      list: ['Not tried'],
      page: ['Not tried'],
      gate: 'Not tried',
      explained: 'Not tried',
      block: [true, 'suppressed'],
    })),
  )
  expect(await told(members[30] ?? 0n)).toEqual({
    list: ['Hard bounce'],
    page: ['Hard bounce'],
    gate: 'Hard bounced',
    explained: 'Hard bounce',
    block: [false, 'hard-bounced'],
  })
})
