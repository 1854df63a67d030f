import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import { aCampaign, aMailing, type AMailing, aMember, aRecipient, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { expect, test } from 'vitest'
import { getCampaign } from '../campaigns.server.ts'
import { countResends, resendCampaign } from './resend.server.ts'

withFakeSes()

const RULES = JSON.stringify({ match: 'all', rules: [{ field: 'tag', operator: 'is', value: 'vip' }] })

async function aSent(row: Record<string, unknown> = {}): Promise<AMailing> {
  const tenantId = await aTenant()
  const segment_id = await aSegment(tenantId, { rules: RULES })
  return aMailing(tenantId, { status: 'sent', ...row }, { segment_id, segment_rules: RULES, started_at: new Date() })
}

const aVip = (tenantId: number, row: Record<string, unknown> = {}) => aMember(tenantId, { tags: ['vip'], ...row })
const again = (to: 'cold' | 'missed', subject = 'Once more') => ({ to, subject })

/** The members that a resend queues. */
async function resent({ tenantId, campaignId, mailingId }: AMailing, to: 'cold' | 'missed'): Promise<bigint[]> {
  expect(await resendCampaign(tenantId, campaignId, again(to))).toEqual({ ok: true })
  const mailings = await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
  const [last = 0] = mailings.filter((each) => each !== mailingId)
  await prepareMailing({ tenantId, mailingId: last })
  const found = await db().query<{ id: bigint }>(
    "SELECT member_id AS id FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND state = 'queued' ORDER BY 1",
    [tenantId, last],
  )
  return found.rows.map(({ id }) => id)
}

const happened = (mailing: AMailing, memberId: bigint, event: Partial<MailEvent> & Pick<MailEvent, 'type'>) =>
  recordEvents(db(), [{ ...mailing, sendNo: 0, memberId, at: new Date(), verdict: 'human', ...event }])
const hasGot = (mailing: AMailing, memberId: bigint, row: Record<string, unknown> = {}) =>
  aRecipient(mailing, memberId, { state: 'sent', settled_at: new Date(), ...row })

test('to those who left it cold goes to whom no person’s open or click is known of', async () => {
  const mailing = await aSent()
  const { tenantId } = mailing
  const [cold, scanned, byApple, opened, clicked, replied, lookedByProxy] = [
    await aVip(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
  ]
  for (const member of [cold, scanned, byApple, opened, clicked, replied, lookedByProxy]) await hasGot(mailing, member)
  await happened(mailing, scanned, { type: EVENT.opened, verdict: 'machine' })
  await happened(mailing, scanned, { type: EVENT.clicked, linkNo: 1, verdict: 'machine' })
  await happened(mailing, byApple, { type: EVENT.opened, verdict: 'proxy', client: 'appleMail' })
  await happened(mailing, opened, { type: EVENT.opened })
  await happened(mailing, clicked, { type: EVENT.clicked, linkNo: 1 })
  await happened(mailing, replied, { type: EVENT.replied })
  await happened(mailing, lookedByProxy, { type: EVENT.opened, verdict: 'proxy', client: 'gmail' })
  expect(await resent(mailing, 'cold')).toEqual([cold, scanned, byApple])
})

test.each<[string, (mailing: AMailing) => Promise<unknown>]>([
  ['unconfirmed', async (of) => hasGot(of, await aVip(of.tenantId), { state: 'unconfirmed' })],
  ['on its way', async (of) => hasGot(of, await aVip(of.tenantId), { state: 'sending', settled_at: null })],
  ['not sent to them', async (of) => hasGot(of, await aVip(of.tenantId), { state: 'failed' })],
  ['skipped for them', async (of) => hasGot(of, await aVip(of.tenantId), { state: 'skipped', skip_reason: 'paused' })],
  ['sent without tracking, by their choice', async (of) => hasGot(of, await aVip(of.tenantId), { untracked: true })],
  [
    'to who has opted out of tracking since',
    async (of) => hasGot(of, await aVip(of.tenantId, { open_tracking: 'OPTED_OUT' })),
  ],
  [
    'to whose browser asks not to be tracked',
    async (of) => {
      const member = await aVip(of.tenantId)
      await hasGot(of, member)
      await db().query('INSERT INTO do_not_track (tenant_id, member_id) VALUES ($1, $2)', [of.tenantId, member])
    },
  ],
  [
    'sent and sent again, the second time unconfirmed',
    async (of) => {
      const member = await aVip(of.tenantId)
      await hasGot(of, member)
      await hasGot(of, member, { send_no: 1, state: 'unconfirmed' })
    },
  ],
  [
    'opened under a number that was merged into theirs',
    async (of) => {
      const [kept, gone] = [await aVip(of.tenantId), 42n]
      await hasGot(of, kept)
      await happened(of, gone, { type: EVENT.opened })
      await db().query('INSERT INTO merged_members (tenant_id, gone, kept) VALUES ($1, $2, $3)', [
        of.tenantId,
        gone,
        kept,
      ])
    },
  ],
])('to those who left it cold it does not go where it was %s', async (_, make) => {
  const mailing = await aSent()
  const cold = await aVip(mailing.tenantId)
  await hasGot(mailing, cold)
  await make(mailing)
  expect(await resent(mailing, 'cold')).toEqual([cold])
})

test('to those who were missed goes to who came since, whom it failed for and who was skipped, and to nobody who may have it', async () => {
  const mailing = await aSent()
  const { tenantId } = mailing
  const [got, unconfirmed, merged] = [await aVip(tenantId), await aVip(tenantId), await aVip(tenantId)]
  await hasGot(mailing, got)
  await hasGot(mailing, unconfirmed, { state: 'unconfirmed' })
  await hasGot(mailing, 43n)
  await db().query('INSERT INTO merged_members (tenant_id, gone, kept) VALUES ($1, 43, $2)', [tenantId, merged])
  const [failed, failedAndLeft, skipped, joined] = [
    await aVip(tenantId),
    await aMember(tenantId),
    await aVip(tenantId),
    await aVip(tenantId),
  ]
  await hasGot(mailing, failed, { state: 'failed' })
  await hasGot(mailing, failedAndLeft, { state: 'failed' })
  await hasGot(mailing, skipped, { state: 'skipped', skip_reason: 'no-consent' })
  await aMember(tenantId)
  expect(await countResends(tenantId, mailing.campaignId)).toMatchObject({ missed: { members: 4, reachable: 4 } })
  expect(await resent(mailing, 'missed')).toEqual([failed, failedAndLeft, skipped, joined])
})

test('two that are asked for at once are one', async () => {
  const mailing = await aSent()
  const { tenantId, campaignId } = mailing
  await hasGot(mailing, await aVip(tenantId))
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => resendCampaign(tenantId, campaignId, again('cold'))),
  )
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })).toHaveLength(2)
  expect((await getCampaign(tenantId, campaignId)).status).toBe('preparing')
})

test.each<[string, Record<string, unknown>, RegExp]>([
  ['is under way', { status: 'sending' }, /once it is sent or cancelled/],
  ['is paused', { status: 'paused' }, /once it is sent or cancelled/],
  ['is closed', { closed_at: new Date() }, /isn’t known any more/],
])('a campaign that %s is not sent again', async (_, row, words) => {
  const mailing = await aSent(row)
  await hasGot(mailing, await aVip(mailing.tenantId))
  expect(await resendCampaign(mailing.tenantId, mailing.campaignId, again('cold'))).toEqual({
    ok: false,
    problems: [expect.stringMatching(words)],
  })
  expect(await countResends(mailing.tenantId, mailing.campaignId)).toBeNull()
})

test('without open tracking nobody knows who left it cold, but who was missed is known', async () => {
  const mailing = await aSent()
  const { tenantId, campaignId } = mailing
  await db().query('UPDATE campaigns SET track_opens = false WHERE tenant_id = $1', [tenantId])
  await aVip(tenantId)
  expect(await countResends(tenantId, campaignId)).toMatchObject({ cold: null, missed: { members: 1, reachable: 1 } })
  expect(await resendCampaign(tenantId, campaignId, again('cold'))).toMatchObject({ ok: false })
})

test('a draft, another shop’s campaign, nobody and a subject with a fault are refused', async () => {
  const mailing = await aSent()
  const { tenantId, campaignId } = mailing
  const draft = await aCampaign(tenantId)
  expect(await resendCampaign(tenantId, draft, again('missed'))).toMatchObject({ ok: false })
  expect(await resendCampaign(await aTenant(), campaignId, again('missed'))).toMatchObject({ ok: false })
  expect(await resendCampaign(tenantId, campaignId, again('missed'))).toMatchObject({
    problems: [/^No one/].map((words) => expect.stringMatching(words)),
  })
  await aVip(tenantId)
  for (const subject of ['', 'Hi {{nickname}}'])
    expect(await resendCampaign(tenantId, campaignId, again('missed', subject))).toMatchObject({ ok: false })
})

test('the shop’s limit of e-mails counts the mailing before', async () => {
  const mailing = await aSent()
  const { tenantId, campaignId } = mailing
  await hasGot(mailing, await aVip(tenantId))
  await db().query('UPDATE settings SET frequency_on = true, frequency_most = 1 WHERE tenant_id = $1', [tenantId])
  expect(await countResends(tenantId, campaignId)).toMatchObject({ cold: { members: 1, reachable: 0 } })
  await db().query('UPDATE campaigns SET frequency_exempt = true WHERE tenant_id = $1', [tenantId])
  expect(await countResends(tenantId, campaignId)).toMatchObject({ cold: { members: 1, reachable: 1 } })
})
