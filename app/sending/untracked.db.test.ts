import { createCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { campaignAnalytics } from '#app/analytics/campaign/campaign.server.ts'
import { campaignJson } from '#app/analytics/api/api.ts'
import { noteDoNotTrack } from '#app/members/core/do-not-track.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { type AMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { prepared } from '#tests/mailings.ts'
import { aBounce, notification } from '#tests/ses-feedback.ts'
import { afterEach, expect, test } from 'vitest'
import { confirmDeliveries } from './confirm.server.ts'
import { recordFeedback } from './feedback/ses-feedback.server.ts'
import { loadMail } from './mailing-mail.server.ts'
import { claimRecipients } from './recipients.server.ts'
import { sendSlice } from './slice.server.ts'

const ses = withFakeSes()
afterEach(async () => {
  const differences = await recount()
  if (differences.length > 0) throw new Error(JSON.stringify(differences))
})

const HTML =
  '<html><body><p>Hello {{first_name | there}}</p><a href="https://shop.example/sale#top">Shop</a><a href="https://shop.example/?q={{first_name}}">For you</a></body></html>'

async function aStartedCampaign(tenantId: number): Promise<AMailing> {
  const campaignId = await createCampaign(tenantId, {
    name: 'Spring',
    subject: 'Spring',
    preheader: 'It is here',
    html: HTML,
    segmentId: await aSegment(tenantId),
    trackOpens: true,
    trackClicks: true,
    utm: true,
    frequencyExempt: false,
  })
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  return prepared({ tenantId, campaignId })
}

const send = async (campaign: AMailing) => sendSlice(await loadMail(campaign), { seconds: 5, concurrency: 2 })
const htmlTo = (email: string) => ses.to(email)[0]?.html ?? ''

/** Ten who are tracked and one each who is not by Shopify's word and by their browser's. */
async function aShop() {
  const tenantId = await aTenant()
  for (let index = 0; index < 10; index += 1) await aMember(tenantId)
  const byShopify = await aMember(tenantId, { email: 'declined@example.com', open_tracking: 'OPTED_OUT' })
  const byBrowser = await aMember(tenantId, { email: 'dnt@example.com', open_tracking: 'OPTED_IN' })
  await aMember(tenantId, { email: 'tracked@example.com', open_tracking: 'UNKNOWN' })
  await noteDoNotTrack(db(), [{ tenantId, memberId: String(byBrowser) }])
  return { tenantId, byShopify, byBrowser }
}

async function analyticsOf({ tenantId, campaignId }: AMailing) {
  const analytics = await campaignAnalytics(tenantId, campaignId)
  if (!analytics) throw new Error('no analytics')
  return analytics
}

test('who chose not to be tracked gets no pixel and plain links, and can unsubscribe as ever', async () => {
  const { tenantId } = await aShop()
  await send(await aStartedCampaign(tenantId))
  for (const email of ['declined@example.com', 'dnt@example.com']) {
    expect(htmlTo(email)).not.toContain('/api/v1/track/')
    expect(htmlTo(email)).toContain(
      'href="https://shop.example/sale?utm_source=glancito&amp;utm_medium=email&amp;utm_campaign=',
    )
    expect(htmlTo(email)).toContain('https://shop.example/?q=Sarah&amp;utm_source=glancito')
    // A pseudonym is of use to whoever can undo it.
    expect(htmlTo(email)).not.toContain('utm_content')
    expect(htmlTo(email)).toContain('/api/v1/unsubscribe/')
  }
  expect(htmlTo('tracked@example.com')).toContain('/api/v1/track/open?')
  expect(htmlTo('tracked@example.com')).toContain('/api/v1/track/click?')
  expect(htmlTo('tracked@example.com')).toContain('utm_content')
})

test('they are frozen, counted as untracked by choice, and left out of open and click rates alone', async () => {
  const { tenantId, byShopify, byBrowser } = await aShop()
  const campaign = await aStartedCampaign(tenantId)
  await send(campaign)
  // What they choose after it was handed over changes nothing of it.
  await db().query("UPDATE members SET open_tracking = 'OPTED_OUT' WHERE tenant_id = $1", [tenantId])
  await db().query('DELETE FROM do_not_track WHERE tenant_id = $1', [tenantId])
  const frozen = await db().query('SELECT member_id FROM recipients WHERE mailing_id = $1 AND untracked ORDER BY 1', [
    campaign.mailingId,
  ])
  expect(frozen.rows.map(({ member_id }) => member_id)).toEqual([byShopify, byBrowser])
  const readers = await db().query<{ member_id: bigint }>(
    'SELECT member_id FROM recipients WHERE mailing_id = $1 AND NOT untracked ORDER BY 1 LIMIT 4',
    [campaign.mailingId],
  )
  await recordEvents(
    db(),
    readers.rows.map(({ member_id: memberId }) => {
      return { ...campaign, sendNo: 0, memberId, type: EVENT.opened, at: new Date(), verdict: 'human' } as const
    }),
  )
  const analytics = await analyticsOf(campaign)
  expect(analytics.counts).toMatchObject({ sent: 13, untracked: 2, untrackedUndelivered: 0, opened: 4 })
  const rate = (key: string) => analytics.metrics.find((metric) => metric.key === key)?.rate
  expect(rate('opened')).toMatchObject({ overCount: 11, leftOut: 2, share: 4 / 11 })
  expect(rate('clicked')).toMatchObject({ overCount: 11, leftOut: 2 })
  expect(rate('unsubscribed')).toMatchObject({ overCount: 13, leftOut: 0 })
  expect(rate('complained')).toMatchObject({ overCount: 13 })
  expect(campaignJson(analytics)).toMatchObject({ untracked_by_choice: 2, delivered: 13 })
})

test('one of them whose e-mail bounces is left out once', async () => {
  const { tenantId, byShopify } = await aShop()
  const campaign = await aStartedCampaign(tenantId)
  await send(campaign)
  const { rows } = await db().query('SELECT message_id FROM recipients WHERE mailing_id = $1 AND member_id = $2', [
    campaign.mailingId,
    byShopify,
  ])
  const mail = {
    ...campaign,
    sendNo: 0,
    memberId: byShopify,
    email: 'declined@example.com',
    messageId: rows[0].message_id,
  }
  for (let time = 0; time < 2; time += 1) await recordFeedback([notification(aBounce(mail))])
  const { counts, metrics } = await analyticsOf(campaign)
  expect(counts).toMatchObject({ sent: 13, bounced: 1, untracked: 2, untrackedUndelivered: 1 })
  expect(metrics.find(({ key }) => key === 'opened')?.rate).toMatchObject({ overCount: 11, leftOut: 1 })
})

test('evidence that overtakes the answer counts them, too, once', async () => {
  const { tenantId, byBrowser } = await aShop()
  const campaign = await aStartedCampaign(tenantId)
  const { senderVersion } = await loadMail(campaign)
  const after = { sendNo: 0, memberId: 0n }
  await claimRecipients({
    ...campaign,
    worker: '00000000-0000-4000-8000-000000000001',
    count: 99,
    after,
    senderVersion,
  })
  for (const messageId of ['one', 'one'])
    await confirmDeliveries([{ ...campaign, sendNo: 0, memberId: String(byBrowser), messageId }])
  expect((await analyticsOf(campaign)).counts).toMatchObject({ sent: 1, untracked: 1 })
})

test('a campaign of a shop that tracks no marketing has neither, and says of nobody that they chose so', async () => {
  const { tenantId } = await aShop()
  await db().query('UPDATE settings SET track_marketing = false WHERE tenant_id = $1', [tenantId])
  const campaign = await aStartedCampaign(tenantId)
  await send(campaign)
  expect(htmlTo('tracked@example.com')).not.toContain('/api/v1/track/')
  const analytics = await analyticsOf(campaign)
  expect([analytics.trackOpens, analytics.trackClicks]).toEqual([false, false])
  expect(campaignJson(analytics)).toMatchObject({ untracked_by_choice: null, opened: null, clicked: null })
})
