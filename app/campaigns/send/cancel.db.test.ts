import { db } from '#app/platform/db/db.server.ts'
import { confirmDeliveries } from '#app/sending/confirm.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { claimRecipients, markResults } from '#app/sending/recipients.server.ts'
import { performSlice } from '#app/sending/send-slice.job.ts'
import { sendSlice } from '#app/sending/slice.server.ts'
import { performSkip } from '#app/sending/skip.job.ts'
import { performRecovery } from '#app/sending/recovery.job.ts'
import { aCampaign, aMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { prepared } from '#tests/mailings.ts'
import { describe, expect, test } from 'vitest'
import { actOnCampaign } from '../page/act.server.ts'
import { cancelCampaign } from './cancel.server.ts'
import {
  copyCampaign,
  deleteDraft,
  findCampaign,
  getCampaign,
  listCampaigns,
  pauseCampaign,
} from '../campaigns.server.ts'
import type { CampaignStatus } from '../draft.ts'
import { cancelWords } from './progress-words.ts'
import { campaignProgress } from './progress.server.ts'
import { resumeCampaign, startCampaign } from './start.server.ts'

const ses = withFakeSes()

async function aStartedCampaign(members: number) {
  const tenantId = await aTenant()
  for (let count = 0; count < members; count += 1) await aMember(tenantId)
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  return { tenantId, campaignId }
}

async function aCampaignThatIs(status: CampaignStatus, tenantId: number, row: Record<string, unknown> = {}) {
  if (status === 'draft') return aCampaign(tenantId, row)
  return (await aMailing(tenantId, { status }, row)).campaignId
}

/** Sends to some, then pauses. */
async function aHalfSentCampaign() {
  const campaign = await prepared(await aStartedCampaign(8))
  const { tenantId, campaignId } = campaign
  await sendSlice(await loadMail(campaign), {
    seconds: 5,
    concurrency: 1,
    sendEmail: async () => {
      await pauseCampaign(tenantId, campaignId)
      return { kind: 'sent', messageId: 'message' }
    },
  })
  return campaign
}

test('a paused campaign is cancelled: who got it counts, everybody else is skipped for that reason, nobody is lost', async () => {
  const campaign = await aHalfSentCampaign()
  const { tenantId, campaignId } = campaign
  const before = await campaignProgress(tenantId, campaignId)
  expect(before.sent).toBeGreaterThan(0)
  expect(before.queued).toBeGreaterThan(0)
  expect(cancelWords(before).join(' ')).toContain(`${before.queued} member`)
  expect(await cancelCampaign(tenantId, campaignId)).toEqual({ ok: true })
  await performSkip(campaign)
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({
    sent: before.sent,
    queued: 0,
    sending: 0,
    skipped: { cancelled: before.queued },
  })
  expect(await getCampaign(tenantId, campaignId)).toMatchObject({ status: 'cancelled', finishedAt: expect.any(Date) })
  expect(await resumeCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
  await performSlice(campaign)
  expect(ses.mails).toEqual([])
})

test('a campaign that is stuck in preparing is cancelled, and a job that comes later begins nothing', async () => {
  const { tenantId, campaignId } = await aStartedCampaign(2)
  expect(await cancelCampaign(tenantId, campaignId)).toEqual({ ok: true })
  await prepared({ tenantId, campaignId })
  expect((await getCampaign(tenantId, campaignId)).status).toBe('cancelled')
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ queued: 0, sent: 0, skipped: {} })
})

test.each<CampaignStatus>(['draft', 'sending', 'sent', 'cancelled'])(
  'a campaign that is %s is not cancelled',
  async (status) => {
    const tenantId = await aTenant()
    const campaignId = await aCampaignThatIs(status, tenantId)
    expect(await cancelCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
    expect((await getCampaign(tenantId, campaignId)).status).toBe(status)
  },
)

test('a start and a cancel at the same moment end in one of both', async () => {
  const { tenantId, campaignId } = await aStartedCampaign(3)
  const [cancelled] = await Promise.all([cancelCampaign(tenantId, campaignId), prepared({ tenantId, campaignId })])
  const { queued } = await campaignProgress(tenantId, campaignId)
  expect([(await getCampaign(tenantId, campaignId)).status, queued]).toEqual(
    cancelled.ok ? ['cancelled', 0] : ['sending', 3],
  )
})

test('who is on the way when a campaign is cancelled is settled by what SES answers', async () => {
  const campaign = await prepared(await aStartedCampaign(4))
  const { tenantId, campaignId } = campaign
  const claim = { worker: '00000000-0000-0000-0000-000000000001', after: { sendNo: 0, memberId: 0n }, senderVersion: 1 }
  const claimed = await claimRecipients({ ...campaign, ...claim, count: 3 })
  await pauseCampaign(tenantId, campaignId)
  await cancelCampaign(tenantId, campaignId)
  await performSkip(campaign)
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ sending: 3, skipped: { cancelled: 1 } })
  const [one, two, three] = claimed
  if (!one || !two || !three) throw new Error('three were claimed')
  await markResults(campaign, [
    { ...one, state: 'sent', messageId: 'a' },
    { ...two, state: 'queued', afterSeconds: 30 },
  ])
  await confirmDeliveries([{ ...campaign, sendNo: 0, memberId: String(three.memberId), messageId: 'c' }])
  await performRecovery()
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({
    sent: 2,
    sending: 0,
    queued: 0,
    skipped: { cancelled: 2 },
  })
})

test("another shop's campaign is neither cancelled, copied nor settled", async () => {
  const stranger = await aTenant()
  const { tenantId, campaignId, mailingId } = await aHalfSentCampaign()
  expect(await cancelCampaign(stranger, campaignId)).toMatchObject({ ok: false })
  expect(await copyCampaign(stranger, campaignId)).toBeNull()
  await performSkip({ tenantId: stranger, mailingId })
  expect((await getCampaign(tenantId, campaignId)).status).toBe('paused')
  expect((await campaignProgress(tenantId, campaignId)).queued).toBeGreaterThan(0)
})

describe('a copy', () => {
  test.each<CampaignStatus>(['draft', 'preparing', 'sending', 'paused', 'sent', 'cancelled'])(
    'of a campaign that is %s is a draft with all that its author wrote',
    async (status) => {
      const tenantId = await aTenant()
      const segment_id = await aSegment(tenantId)
      const row = { segment_id, preheader: 'Soon', track_opens: false }
      const campaignId = await aCampaignThatIs(status, tenantId, row)
      const { next } = await actOnCampaign(tenantId, campaignId, { intent: 'duplicate' })
      const copy = await getCampaign(tenantId, Number(next?.split('/').at(-1)))
      const { name, subject, html } = await getCampaign(tenantId, campaignId)
      expect(copy).toMatchObject({ name: `${name} (copy)`, subject, html, preheader: 'Soon', segmentId: segment_id })
      expect(copy).toMatchObject({ status: 'draft', trackOpens: false, startedAt: null, fromEmail: null })
      expect(await deleteDraft(tenantId, copy.campaignId)).toBe(true)
    },
  )

  test('of a campaign whose segment is deleted has none', async () => {
    const tenantId = await aTenant()
    const segment_id = await aSegment(tenantId)
    const campaignId = await aCampaignThatIs('sent', tenantId, { segment_id })
    await db().query('DELETE FROM segments WHERE tenant_id = $1', [tenantId])
    const copy = await copyCampaign(tenantId, campaignId)
    expect(await findCampaign(tenantId, copy ?? 0)).toMatchObject({ segmentId: null })
    expect(await listCampaigns(tenantId)).toHaveLength(2)
  })
})

test.each([
  [{ sent: 0, queued: 0 }, ['No one has been sent', 'No one else will get it.']],
  [{ sent: 0, queued: 1 }, ['No one has been sent', '1 member still waiting']],
  [{ sent: 1, queued: 2 }, ['1 email has been sent', '2 members still waiting']],
  [{ sent: 1200, queued: 3800 }, ['1,200 emails have been sent', '3,800 members still waiting']],
  [{ sent: 1, unconfirmed: 1, queued: 0, sending: 1 }, ['2 emails have been sent', '1 email is on the way']],
])('before %j is cancelled its merchant reads it', (counts, words) => {
  const none = { queued: 0, sending: 0, sent: 0, failed: 0, unconfirmed: 0, skipped: {} }
  const told = cancelWords({ ...none, ...counts }).join(' ')
  for (const each of words) expect(told).toContain(each)
})
