import { createCampaign, getCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { verifyUnsubscribe } from '#app/tracking/links.server.ts'
import { PROVIDER } from '#app/tracking/provider/providers.ts'
import { type AMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import type { Behaviour } from '#tests/fakes/ses.ts'
import { prepared } from '#tests/mailings.ts'
import { beforeEach, expect, test } from 'vitest'
import { confirmDeliveries } from './confirm.server.ts'
import { loadMail } from './mailing-mail.server.ts'
import { finishMailing } from './mailing-states.server.ts'
import { claimRecipients, countRecipients, markResults, reapLeases } from './recipients.server.ts'
import { performSlice } from './send-slice.job.ts'
import { resetBreaker, sendSlice } from './slice.server.ts'

const ses = withFakeSes()
beforeEach(async () => {
  resetBreaker()
  await db().query('DELETE FROM send_rate')
})

const HTML = '<html><body><p>Hello {{first_name | there}}</p><a href="https://shop.example/sale">Shop</a></body></html>'

/** A campaign to everybody of the shop, started and with its audience frozen. */
async function aStartedCampaign(tenantId: number): Promise<AMailing> {
  const campaignId = await createCampaign(tenantId, {
    name: 'Spring',
    subject: 'Spring, {{first_name | friend}}',
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

async function aCampaignTo(count: number) {
  const tenantId = await aTenant()
  for (let index = 0; index < count; index += 1) await aMember(tenantId)
  return aStartedCampaign(tenantId)
}

const slice = async (campaign: { tenantId: number; mailingId: number }, concurrency = 4) =>
  sendSlice(await loadMail(campaign), { seconds: 5, concurrency })

const progress = ({ tenantId, mailingId }: { tenantId: number; mailingId: number }) =>
  countRecipients(tenantId, [mailingId])

async function eventsOf(mailingId: number, type: number): Promise<number> {
  const found = await db().query(
    'SELECT sum(people)::int AS people, sum(hits)::int AS hits FROM mail_stats WHERE mailing_id = $1 AND type = $2',
    [mailingId, type],
  )
  expect(found.rows[0].people).toBe(found.rows[0].hits)
  return found.rows[0].people ?? 0
}

const BEFORE_ALL = { sendNo: 0, memberId: 0n }
const NONE = { queued: 0, sending: 0, sent: 0, failed: 0, unconfirmed: 0, skipped: {} }

test('everybody gets the campaign once, as a mail of their own', async () => {
  const campaign = await aCampaignTo(50)
  expect(await slice(campaign)).toEqual({ kind: 'finished' })
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 50 })
  expect(new Set(ses.mails.map(({ to }) => to)).size).toBe(50)
  expect(ses.mails).toHaveLength(50)
  expect(await eventsOf(campaign.mailingId, EVENT.sent)).toBe(50)
  const content = await db().query('SELECT links FROM contents WHERE tenant_id = $1', [campaign.tenantId])
  expect(content.rows[0].links).toEqual([{ linkNo: 1, url: 'https://shop.example/sale', label: 'Shop', kind: 'text' }])
})

test('a mail carries what its reader, her mail program and our own feedback need', async () => {
  const tenantId = await aTenant({ name: 'Northwind' })
  const memberId = await aMember(tenantId, { first_name: 'Zoë', email: 'zoe@example.com' })
  const campaign = await aStartedCampaign(tenantId)
  await slice(campaign)
  const [mail] = ses.mails
  expect(mail).toMatchObject({
    to: 'zoe@example.com',
    subject: 'Spring, Zoë',
    tags: {
      format: '1',
      tenant_id: String(tenantId),
      mailing_id: String(campaign.mailingId),
      send_no: '0',
      attempt: '1',
      member_id: String(memberId),
    },
  })
  expect(mail?.from).toMatch(/^"Northwind" <.+@mail\.glancito-demo\.example>$/)
  expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  const token = /^<http:\/\/localhost:3000\/api\/v1\/unsubscribe\/([\w-]+)>$/.exec(
    mail?.headers['List-Unsubscribe'] ?? '',
  )
  expect(verifyUnsubscribe(token?.[1] ?? '')).toEqual({
    tenantId,
    mailingId: campaign.mailingId,
    sendNo: 0,
    attempt: 1,
    memberId: String(memberId),
    email: 'zoe@example.com',
  })
  expect(mail?.html).toContain(`/api/v1/unsubscribe/${token?.[1]}`)
  expect(mail?.html).toContain(`/api/v1/preferences/${token?.[1]}`)
  expect(mail?.text).toContain(`/api/v1/unsubscribe/${token?.[1]}`)
  expect(mail?.html).toContain('1 High Street, Springfield')
  expect(mail?.text).toContain('1 High Street, Springfield')
})

test('each reason to be left out is found when the audience is frozen', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await aMember(tenantId, { email_bounce_type: 'soft' })
  await aMember(tenantId, { email_bounce_type: 'hard' })
  await aMember(tenantId, { email_unsubscribed: true })
  await aMember(tenantId, { email_state: 'UNSUBSCRIBED' })
  await aMember(tenantId, { email_state: 'NOT_SUBSCRIBED' })
  await aMember(tenantId, { email_complaint_at: new Date() })
  await aMember(tenantId, { email: null })
  await aMember(tenantId, { paused_until: new Date(Date.now() + 3_600_000) })
  await aMember(tenantId, { paused_until: new Date(Date.now() - 1_000) })
  const campaign = await aStartedCampaign(tenantId)
  const skipped = { 'hard-bounced': 1, unsubscribed: 2, 'no-consent': 1, complained: 1, 'no-address': 1, paused: 1 }
  expect(await progress(campaign)).toEqual({ ...NONE, queued: 3, skipped })
  await slice(campaign)
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 3, skipped })
  expect(ses.mails).toHaveLength(3)
})

test.each([
  ['unsubscribes', { email_unsubscribed: true }, 'unsubscribed'],
  ['loses consent', { email_state: 'NOT_SUBSCRIBED' }, 'no-consent'],
  ['hard-bounces', { email_bounce_type: 'hard' }, 'hard-bounced'],
  ['complains', { email_complaint_at: new Date() }, 'complained'],
  ['loses the address', { email: null }, 'no-address'],
  ['takes a break', { paused_until: new Date('2126-01-01') }, 'paused'],
])('a member who %s between the start and the sending gets nothing', async (_what, change, reason) => {
  const campaign = await aCampaignTo(1)
  const [[name, value] = ['', null]] = Object.entries(change)
  await db().query(`UPDATE members SET ${name} = $2 WHERE tenant_id = $1`, [campaign.tenantId, value])
  expect(await slice(campaign)).toEqual({ kind: 'finished' })
  expect(await progress(campaign)).toEqual({ ...NONE, skipped: { [reason]: 1 } })
  expect(ses.mails).toEqual([])
})

test('a member erased between the start and the sending gets nothing', async () => {
  const campaign = await aCampaignTo(1)
  await db().query('DELETE FROM members WHERE tenant_id = $1', [campaign.tenantId])
  await slice(campaign)
  expect(await progress(campaign)).toEqual({ ...NONE, skipped: { erased: 1 } })
})

test.each<Behaviour>(['drop', 'fail'])(
  'a message that SES takes and then answers with "%s" is never sent again',
  async (behaviour) => {
    const campaign = await aCampaignTo(3)
    ses.behave = () => behaviour
    expect(await slice(campaign)).toEqual({ kind: 'finished' })
    ses.behave = () => 'accept'
    await slice(campaign)
    expect(await progress(campaign)).toEqual({ ...NONE, unconfirmed: 3 })
    expect(ses.mails).toHaveLength(3)
    expect(await eventsOf(campaign.mailingId, EVENT.sent)).toBe(0)
  },
)

test('evidence settles an unconfirmed recipient, once', async () => {
  const campaign = await aCampaignTo(1)
  ses.behave = () => 'drop'
  await slice(campaign)
  const delivery = {
    ...campaign,
    sendNo: 0,
    memberId: ses.mails[0]?.tags['member_id'] ?? '',
    messageId: 'from-the-event',
  }
  expect(await confirmDeliveries([delivery])).toBe(1)
  expect(await confirmDeliveries([delivery])).toBe(0)
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 1 })
  expect(await eventsOf(campaign.mailingId, EVENT.sent)).toBe(1)
  expect(await confirmDeliveries([{ ...delivery, tenantId: await aTenant() }])).toBe(0)
})

test('evidence that overtakes the answer counts once, and so does an answer that comes after the lease', async () => {
  const campaign = await aCampaignTo(2)
  const claimed = await claimRecipients({ ...campaign, worker: 'w', count: 10, after: BEFORE_ALL, senderVersion: 1 })
  const [one, other] = claimed
  await confirmDeliveries([{ ...campaign, sendNo: 0, memberId: String(one?.memberId), messageId: 'event' }])
  await db().query(
    "UPDATE recipients SET lease_until = now() - interval '1 second' WHERE tenant_id = $1 AND state = 'sending'",
    [campaign.tenantId],
  )
  expect(await reapLeases()).toBe(1)
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 1, unconfirmed: 1 })
  const sent = { state: 'sent', messageId: 'answer', sendNo: 0, attempt: 1, provider: PROVIDER.unknown } as const
  await markResults(campaign, [
    { ...sent, memberId: one?.memberId ?? 0n },
    { ...sent, memberId: other?.memberId ?? 0n },
  ])
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 2 })
  expect(await eventsOf(campaign.mailingId, EVENT.sent)).toBe(2)
})

test('a worker that dies after its claim leaves those rows unconfirmed, and no one else is lost', async () => {
  const campaign = await aCampaignTo(20)
  await claimRecipients({ ...campaign, worker: 'dead', count: 8, after: BEFORE_ALL, senderVersion: 1 })
  expect(await slice(campaign)).toMatchObject({ kind: 'more' })
  expect(await progress(campaign)).toEqual({ ...NONE, sending: 8, sent: 12 })
  expect(await reapLeases()).toBe(0)
  await db().query(
    "UPDATE recipients SET lease_until = now() - interval '1 second' WHERE tenant_id = $1 AND state = 'sending'",
    [campaign.tenantId],
  )
  await reapLeases()
  expect(await slice(campaign)).toEqual({ kind: 'finished' })
  expect(await progress(campaign)).toEqual({ ...NONE, unconfirmed: 8, sent: 12 })
  expect(ses.mails).toHaveLength(12)
})

test('several workers at once send to everybody once', async () => {
  const campaign = await aCampaignTo(120)
  await Promise.all([slice(campaign), slice(campaign), slice(campaign)])
  expect(new Set(ses.mails.map(({ to }) => to)).size).toBe(120)
  expect(ses.mails).toHaveLength(120)
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 120 })
  expect(await eventsOf(campaign.mailingId, EVENT.sent)).toBe(120)
})

test('a throttled message goes back to the queue and the account slows down', async () => {
  const campaign = await aCampaignTo(3)
  ses.behave = () => (ses.mails.length === 0 ? 'throttle' : 'accept')
  expect(await slice(campaign)).toMatchObject({ kind: 'more', at: expect.any(Date) })
  expect(await progress(campaign)).toEqual({ ...NONE, queued: 1, sent: 2 })
  const rate = await db().query('SELECT rate FROM send_rate')
  expect(rate.rows).toEqual([{ rate: 630 }])
  await db().query('UPDATE recipients SET not_before = NULL WHERE tenant_id = $1', [campaign.tenantId])
  expect(await slice(campaign)).toEqual({ kind: 'finished' })
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 3 })
})

test('a used-up daily quota holds every campaign of the account', async () => {
  const campaign = await aCampaignTo(2)
  ses.behave = () => 'quota'
  const end = await slice(campaign, 1)
  expect(end).toMatchObject({ kind: 'more' })
  expect(ses.mails.length).toBeLessThanOrEqual(2)
  ses.behave = () => 'accept'
  await db().query('UPDATE recipients SET not_before = NULL WHERE tenant_id = $1', [campaign.tenantId])
  const held = await slice(campaign, 1)
  expect(held.kind === 'more' && held.at && held.at.getTime() > Date.now() + 500_000).toBe(true)
  expect(await progress(campaign)).toEqual({ ...NONE, queued: 2 })
})

test('an account that may not send pauses the campaign and says why; nobody is lost', async () => {
  const campaign = await aCampaignTo(10)
  ses.behave = () => 'suspend'
  await performSlice(campaign)
  expect(await getCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({
    status: 'paused',
    pauseReason: expect.stringMatching(/^Amazon has suspended this Amazon SES account/),
    pauseDetail: 'The account is suspended',
  })
  expect(await progress(campaign)).toEqual({ ...NONE, queued: 10 })
})

test('a message that SES refuses fails with its reason, and the others are sent', async () => {
  const campaign = await aCampaignTo(5)
  ses.behave = () => (ses.mails.length === 2 ? 'refuse' : 'accept')
  expect(await slice(campaign)).toEqual({ kind: 'finished' })
  expect(await progress(campaign)).toEqual({ ...NONE, sent: 4, failed: 1 })
  expect(await eventsOf(campaign.mailingId, EVENT.failed)).toBe(1)
  const failed = await db().query("SELECT error FROM recipients WHERE tenant_id = $1 AND state = 'failed'", [
    campaign.tenantId,
  ])
  expect(failed.rows).toEqual([{ error: 'Local part is not ASCII' }])
})

test('an outage of SES leaves a handful unconfirmed, not the campaign', async () => {
  const campaign = await aCampaignTo(60)
  ses.behave = () => 'fail'
  expect(await slice(campaign, 2)).toMatchObject({ kind: 'more', at: expect.any(Date) })
  const { unconfirmed, queued } = await progress(campaign)
  expect(unconfirmed).toBeLessThanOrEqual(6)
  expect(unconfirmed + queued).toBe(60)
  expect(ses.mails).toHaveLength(unconfirmed)
  expect(await slice(campaign, 2)).toMatchObject({ kind: 'more' })
  expect(ses.mails).toHaveLength(unconfirmed)
})

test('a paused campaign sends nothing more, and its end is left to whoever resumes it', async () => {
  const campaign = await aCampaignTo(3)
  await db().query("UPDATE mailings SET status = 'paused' WHERE mailing_id = $1", [campaign.mailingId])
  expect(await slice(campaign)).toEqual({ kind: 'paused' })
  await finishMailing(campaign)
  expect((await getCampaign(campaign.tenantId, campaign.campaignId)).status).toBe('paused')
  expect(ses.mails).toEqual([])
})

test('a slice that is at its end hands over to the next, and the last one finishes the campaign', async () => {
  const campaign = await aCampaignTo(5)
  expect(await sendSlice(await loadMail(campaign), { seconds: 0 })).toEqual({ kind: 'more', at: null })
  await performSlice(campaign)
  const { status, finishedAt } = await getCampaign(campaign.tenantId, campaign.campaignId)
  expect(status).toBe('sent')
  expect(finishedAt).toBeInstanceOf(Date)
})

test('a member who opted out of open tracking gets no pixel', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId, { open_tracking: 'OPTED_OUT', email: 'private@example.com' })
  await aMember(tenantId, { open_tracking: 'OPTED_IN', email: 'open@example.com' })
  await slice(await aStartedCampaign(tenantId))
  expect(ses.to('private@example.com')[0]?.html).not.toContain('/track/open')
  expect(ses.to('open@example.com')[0]?.html).toContain('/track/open')
})
