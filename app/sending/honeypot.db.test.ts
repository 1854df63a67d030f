import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { linkPerformance } from '#app/analytics/campaign/links.server.ts'
import { campaignAnalytics } from '#app/analytics/campaign/campaign.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import { judgeWaiting } from '#app/tracking/hits/suspects.server.ts'
import { HONEYPOT } from '#app/tracking/judge/suspects.ts'
import { findOpenMailings } from '#app/tracking/receipts.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { type AMailing, aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { prepared } from '#tests/mailings.ts'
import { CONTENT } from '#tests/sample-mail.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, expect, test } from 'vitest'
import { loadMail } from './mailing-mail.server.ts'
import { openMailing } from './mailings.server.ts'
import { sendSlice } from './slice.server.ts'

const ses = withFakeSes()
const ask = webForTests()
afterAll(() => settleHits())

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const UNSEEN = /<a href="([^"]*)" rel="nofollow" aria-hidden="true"/

async function aShop(settings: Record<string, boolean> = {}, shop: Record<string, unknown> = {}) {
  const tenantId = await aTenant({ primary_domain: 'store.example', ...shop })
  for (const [name, value] of Object.entries(settings))
    await db().query(`UPDATE settings SET ${name} = $2 WHERE tenant_id = $1`, [tenantId, value])
  return { tenantId, memberId: await aMember(tenantId, { email: `reader-${tenantId}@example.com` }) }
}

async function aStartedCampaign(tenantId: number, campaign: Record<string, unknown> = {}): Promise<AMailing> {
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId), ...campaign })
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  return prepared({ tenantId, campaignId })
}

const send = async (mailing: AMailing) => sendSlice(await loadMail(mailing), { seconds: 5, concurrency: 1 })
const htmlTo = (tenantId: number) => ses.to(`reader-${tenantId}@example.com`).at(-1)?.html ?? ''
const frozen = async ({ mailingId }: { mailingId: number }) =>
  (await db().query('SELECT honeypot_url AS url FROM mailings WHERE mailing_id = $1', [mailingId])).rows[0]?.url
const unseenIn = (html: string) => UNSEEN.exec(html)?.[1]?.replaceAll('&amp;', '&')

test('a campaign that tracks clicks carries it, and it leads to the store', async () => {
  const { tenantId } = await aShop()
  const mailing = await aStartedCampaign(tenantId)
  expect(await frozen(mailing)).toBe('https://store.example/')
  await send(mailing)
  const url = unseenIn(htmlTo(tenantId)) ?? ''
  const answer = await ask(url, { headers: { 'user-agent': CHROME } })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://store.example/'])
})

test.each<[string, Record<string, boolean>, Record<string, unknown>]>([
  ['has switched it off', { honeypot: false }, {}],
  ['tracks no clicks', { track_clicks: false }, {}],
  ['tracks no marketing', { track_marketing: false }, {}],
  ['has switched off both', { track_clicks: false, honeypot: false }, {}],
  ['does not track this campaign’s clicks', {}, { track_clicks: false }],
])('a shop that %s sends none', async (_what, settings, campaign) => {
  const { tenantId } = await aShop(settings)
  const mailing = await aStartedCampaign(tenantId, campaign)
  expect(await frozen(mailing)).toBeNull()
  await send(mailing)
  expect(htmlTo(tenantId)).toContain('Unsubscribe')
  expect(unseenIn(htmlTo(tenantId))).toBeUndefined()
})

test('a shop whose own domain is not known leads to the one at Shopify, and one without settings has it', async () => {
  const { tenantId } = await aShop({}, { primary_domain: null, shop: 'no-domain.myshopify.com' })
  expect(await frozen(await aStartedCampaign(tenantId))).toBe('https://no-domain.myshopify.com/')
})

test.each(['transactional', 'system'] as const)('%s mail carries none', async (purpose) => {
  const { tenantId } = await aShop()
  const { tenantId: _tenant, mailingId: _mailing, ...content } = CONTENT
  const made = { ...content, html: '<a href="https://shop.example/">x</a>', tenantId, purpose }
  const mailingId = await openMailing({ ...made, source: purpose, sourceId: 1 })
  expect(await frozen({ mailingId })).toBeNull()
})

test('what is changed while a campaign is sent changes nothing of it', async () => {
  for (const [before, after] of [
    [true, false],
    [false, true],
  ]) {
    const { tenantId } = await aShop({ honeypot: before === true })
    const mailing = await aStartedCampaign(tenantId)
    await db().query('UPDATE settings SET honeypot = $2 WHERE tenant_id = $1', [tenantId, after])
    await db().query("UPDATE tenants SET primary_domain = 'moved.example' WHERE tenant_id = $1", [tenantId])
    await send(mailing)
    expect(unseenIn(htmlTo(tenantId)) !== undefined).toBe(before)
    expect(htmlTo(tenantId)).not.toContain('moved.example')
  }
})

test('who chose not to be tracked gets none', async () => {
  const { tenantId, memberId } = await aShop()
  await db().query("UPDATE members SET open_tracking = 'OPTED_OUT' WHERE member_id = $1", [memberId])
  await send(await aStartedCampaign(tenantId))
  expect(unseenIn(htmlTo(tenantId))).toBeUndefined()
})

const agents: [string, Record<string, string>][] = [
  ['a browser', { 'user-agent': CHROME }],
  [
    'an email app',
    { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)' },
  ],
  [
    'a phone',
    { 'user-agent': `${CHROME.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 15; Pixel 9')} Mobile` },
  ],
  ['a program nobody knows', { 'user-agent': 'Reader/1.0' }],
  ['a scanner by name', { 'user-agent': 'BarracudaCentral/1.0' }],
  ['Gmail’s proxy', { 'user-agent': 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' }],
  ['nobody', { 'user-agent': '' }],
]

test.each(agents)(
  'whoever follows it, as %s, is a machine in every figure, days after delivery too',
  async (_who, headers) => {
    const { tenantId } = await aShop()
    const mailing = await aStartedCampaign(tenantId)
    await send(mailing)
    const days = 3 * 86_400_000
    clock.set(() => new Date(Date.now() + days))
    await ask(unseenIn(htmlTo(tenantId)) ?? '', { headers })
    await foldAllHits()
    await judgeWaiting(new Date(Date.now() + days + 3_600_000))
    clock.set()
    const analytics = await campaignAnalytics(tenantId, mailing.campaignId)
    expect(analytics?.counts).toMatchObject({ clicked: 0, totalClicks: 0, clickedByMachineOnly: 1, machineClicks: 1 })
    const engagement = await db().query('SELECT clicks, level FROM member_engagement WHERE tenant_id = $1', [tenantId])
    expect(engagement.rows).toEqual([{ clicks: 0, level: null }])
    const { links, uniqueClicks } = await linkPerformance(tenantId, mailing.campaignId)
    expect([links.map(({ linkNo }) => linkNo), uniqueClicks]).toEqual([[1], 0])
    const open = await findOpenMailings(db(), [mailing])
    expect(open.get(mailing.mailingId)?.trackedLinks).toBe(1)
    const log = await db().query('SELECT link_no, verdict FROM hit_log WHERE mailing_id = $1', [mailing.mailingId])
    expect(log.rows).toEqual([{ link_no: HONEYPOT, verdict: 3 }])
    expect(await recount()).toEqual([])
  },
)

test.each(['dnt', 'sec-gpc'])('by it nobody asks not to be tracked (%s): no person follows it', async (wish) => {
  const { tenantId } = await aShop()
  await send(await aStartedCampaign(tenantId))
  const answer = await ask(unseenIn(htmlTo(tenantId)) ?? '', { headers: { 'user-agent': CHROME, [wish]: '1' } })
  expect(answer.status).toBe(302)
  await settleHits()
  const asked = await db().query('SELECT FROM do_not_track WHERE tenant_id = $1', [tenantId])
  expect(asked.rowCount).toBe(0)
})
