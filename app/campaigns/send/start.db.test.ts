import { db } from '#app/platform/db/db.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { performSlice } from '#app/sending/send-slice.job.ts'
import { sendSlice } from '#app/sending/slice.server.ts'
import { performRecovery } from '#app/sending/recovery.job.ts'
import { aCampaign, aMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { mailingOf, prepared } from '#tests/mailings.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { describe, expect, test } from 'vitest'
import { getCampaign, pauseCampaign, updateDraft } from '../campaigns.server.ts'
import { campaignForm } from '../draft.ts'
import { previewCampaign } from '../editor/preview.server.ts'
import { campaignProgress } from './progress.server.ts'
import { resumeCampaign, startCampaign } from './start.server.ts'

const ses = withFakeSes()

const setTo = (tenantId: number, change: string) =>
  db().query(`UPDATE settings SET ${change} WHERE tenant_id = $1`, [tenantId])

async function aDraftTo(members: number, row: Record<string, unknown> = {}) {
  const tenantId = await aTenant()
  for (let count = 0; count < members; count += 1) await aMember(tenantId)
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId), ...row })
  return { tenantId, campaignId }
}

async function begin({ tenantId, campaignId }: { tenantId: number; campaignId: number }) {
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  return prepared({ tenantId, campaignId })
}

describe('a sender that SES does not know', () => {
  test.each([
    ['absent', /^shop\.example isn’t verified in Amazon SES, so nothing can be sent from me@shop\.example/],
    ['pending', /^me@shop\.example isn’t verified in Amazon SES yet/],
  ] as const)('(%s) is told in the draft and keeps the campaign from starting', async (identity, words) => {
    const { tenantId, campaignId } = await aDraftTo(1)
    await setTo(tenantId, "sender_email = 'me@shop.example'")
    ses.identity = () => identity
    const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
    expect((await previewCampaign(tenantId, draft)).problems).toEqual([expect.stringMatching(words)])
    expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: false, problems: [expect.stringMatching(words)] })
    expect((await getCampaign(tenantId, campaignId)).status).toBe('draft')
    ses.identity = () => 'verified'
    expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  })

  test.each(['denied', 'down', 'throttle'] as const)(
    'but SES that only answers "%s" stops nothing',
    async (identity) => {
      const { tenantId, campaignId } = await aDraftTo(1)
      ses.identity = () => identity
      const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
      const { problems, warnings } = await previewCampaign(tenantId, draft)
      expect(problems).toEqual([])
      expect(warnings).toContainEqual(expect.stringMatching(/^Glancito couldn’t check whether/))
      expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
    },
  )

  test('pauses the campaign in words when SES refuses it all the same, and is fixed by a resume', async () => {
    const { tenantId, campaignId } = await aDraftTo(5)
    await setTo(tenantId, "sender_email = 'old@shop.example'")
    const campaign = await begin({ tenantId, campaignId })
    ses.behave = ({ from }) => (from.includes('old@shop.example') ? 'unverified' : 'accept')
    await performSlice(campaign)
    expect(await getCampaign(tenantId, campaignId)).toMatchObject({
      status: 'paused',
      pauseReason: expect.stringMatching(/^Amazon SES doesn’t accept emails from old@shop\.example/),
      pauseDetail: expect.stringContaining('US-EAST-1'),
      fromEmail: 'old@shop.example',
    })
    ses.identity = () => 'absent'
    await setTo(tenantId, "sender_email = 'gone@shop.example'")
    expect(await resumeCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
    await setTo(tenantId, "sender_email = 'new@shop.example', postal_address = '2 Other Street, Springfield'")
    ses.reset()
    expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
    await performSlice(campaign)
    expect(ses.mails).toHaveLength(5)
    expect(new Set(ses.mails.map(({ from }) => from))).toEqual(new Set([expect.stringContaining('new@shop.example')]))
    expect(ses.mails[0]?.html).toContain('2 Other Street')
    expect(await getCampaign(tenantId, campaignId)).toMatchObject({
      status: 'sent',
      pauseReason: null,
      pauseDetail: null,
      fromEmail: 'new@shop.example',
      pastSenders: [{ fromEmail: 'old@shop.example', until: expect.stringMatching(/^\d{4}-/) }],
    })
  })
})

test('a resume changes the sender for those not yet sent, whoever else still holds the e-mail of before', async () => {
  const campaign = await begin(await aDraftTo(6))
  const { tenantId, campaignId } = campaign
  const before = await loadMail(campaign)
  await sendSlice(before, {
    seconds: 5,
    concurrency: 1,
    sendEmail: async () => {
      await pauseCampaign(tenantId, campaignId)
      return { kind: 'sent', messageId: 'x' }
    },
  })
  const { sent } = await campaignProgress(tenantId, campaignId)
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(6)
  await setTo(tenantId, "sender_name = 'Another name'")
  expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
  expect(await sendSlice(before, { seconds: 1, concurrency: 1 })).toMatchObject({ kind: 'more' })
  expect(ses.mails).toEqual([])
  await performSlice(campaign)
  expect(ses.mails).toHaveLength(6 - sent)
  expect(ses.mails.every(({ from }) => from.includes('Another name'))).toBe(true)
})

test('a resume with the sender of before makes no new one', async () => {
  const campaign = await begin(await aDraftTo(1))
  await pauseCampaign(campaign.tenantId, campaign.campaignId)
  await resumeCampaign(campaign.tenantId, campaign.campaignId)
  expect(await loadMail(campaign)).toMatchObject({ senderVersion: 1 })
  expect((await getCampaign(campaign.tenantId, campaign.campaignId)).pastSenders).toEqual([])
})

test('a resume measures the rest as the start has measured', async () => {
  const campaign = await begin(await aDraftTo(1, { html: '<a href="https://shop.example/">x</a>' }))
  const { tenantId, campaignId } = campaign
  await pauseCampaign(tenantId, campaignId)
  await setTo(tenantId, "utm_medium = 'newsletter'")
  await resumeCampaign(tenantId, campaignId)
  expect(await loadMail(campaign)).toMatchObject({ senderVersion: 1 })
  await pauseCampaign(tenantId, campaignId)
  await setTo(tenantId, "sender_name = 'Another name'")
  await resumeCampaign(tenantId, campaignId)
  await performSlice(campaign)
  expect(ses.mails).toHaveLength(1)
  expect(decodeURIComponent(ses.mails[0]?.html ?? '')).toContain('utm_medium=email&')
})

test('without a postal address nothing is resumed', async () => {
  const tenantId = await aTenant()
  await setTo(tenantId, 'postal_address = NULL')
  const { campaignId } = await aMailing(tenantId, { status: 'paused' })
  expect(await resumeCampaign(tenantId, campaignId)).toEqual({
    ok: false,
    problems: [expect.stringContaining('Enter your postal address')],
  })
})

describe('what the shop has switched off in its settings', () => {
  test.each([
    ['track_opens', { trackOpens: false, trackClicks: true, utm: true }, /track\/open/],
    ['track_clicks', { trackOpens: true, trackClicks: false, utm: true }, /track\/click/],
    ['utm', { trackOpens: true, trackClicks: true, utm: false }, /utm_source/],
  ] as const)('(%s) after the draft was saved is off in the e-mail, and stays so', async (column, switches, trace) => {
    const { tenantId, campaignId } = await aDraftTo(2)
    await setTo(tenantId, `${column} = false`)
    const campaign = await begin({ tenantId, campaignId })
    // Switched on again, it holds for what starts from then on.
    await setTo(tenantId, `${column} = true`)
    await performSlice(campaign)
    expect(ses.mails).toHaveLength(2)
    expect(ses.mails.filter(({ html }) => trace.test(decodeURIComponent(html)))).toEqual([])
    expect(await getCampaign(tenantId, campaignId)).toMatchObject(switches)
  })

  test('does not come on in a campaign that has it off', async () => {
    const campaign = await begin(await aDraftTo(1, { track_opens: false }))
    expect(await getCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({ trackOpens: false })
  })
})

describe('a campaign does not start', () => {
  test('to a segment in which nobody can be mailed', async () => {
    const { tenantId, campaignId } = await aDraftTo(0)
    await aMember(tenantId, { email_state: 'UNSUBSCRIBED' })
    expect(await startCampaign(tenantId, campaignId)).toEqual({
      ok: false,
      problems: [expect.stringMatching(/^No one in this segment can be emailed/)],
    })
  })

  test('while somebody else changes it', async () => {
    const { tenantId, campaignId } = await aDraftTo(1)
    const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
    ses.identity = () => {
      void updateDraft(tenantId, campaignId, { ...draft, subject: 'Not checked' })
      return 'throttle'
    }
    expect(await startCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
    expect(await getCampaign(tenantId, campaignId)).toMatchObject({ status: 'draft', subject: 'Not checked' })
  })
})

describe('a start that can not be prepared', () => {
  const jam = (mailingId: number) =>
    db().query(`ALTER TABLE recipients ADD CONSTRAINT jam CHECK (mailing_id <> ${mailingId}) NOT VALID`)
  const clear = () => db().query('ALTER TABLE recipients DROP CONSTRAINT IF EXISTS jam')

  test('is tried five times, then paused with a reason, and goes on when it is resumed', async () => {
    const campaign = await aDraftTo(1)
    const { tenantId, campaignId } = campaign
    await startCampaign(tenantId, campaignId)
    const mailing = await mailingOf(campaign)
    await jam(mailing.mailingId)
    for (let tries = 1; tries < 5; tries += 1) {
      await expect(prepareMailing(mailing)).rejects.toThrow('jam')
      expect((await getCampaign(tenantId, campaignId)).status).toBe('preparing')
    }
    await prepareMailing(mailing)
    expect(await getCampaign(tenantId, campaignId)).toMatchObject({
      status: 'paused',
      pauseReason: expect.stringMatching(/^The recipients couldn’t be prepared/),
    })
    await clear()
    expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
    await prepareMailing(mailing)
    expect((await getCampaign(tenantId, campaignId)).status).toBe('sending')
  })

  test('is not taken up for ever after workers that died of it', async () => {
    const campaign = await aDraftTo(1)
    const { tenantId, campaignId } = campaign
    await startCampaign(tenantId, campaignId)
    await db().query('UPDATE mailings SET prepare_tries = 5 WHERE source_id = $1', [campaignId])
    await performRecovery()
    await prepared(campaign)
    expect(await getCampaign(tenantId, campaignId)).toMatchObject({ status: 'paused' })
    await performRecovery()
    expect((await getCampaign(tenantId, campaignId)).status).toBe('paused')
  })

  test('because no e-mail can be made of it is paused at once, and while it is sent as well', async () => {
    const tenantId = await aTenant()
    await aMember(tenantId)
    // What an older version let through: the sender that was frozen is not one.
    const preparing = await aMailing(tenantId, { sender: '{}', status: 'preparing' })
    const sending = await aMailing(tenantId, { sender: '{}', status: 'sending' })
    await prepareMailing(preparing)
    await performSlice(sending)
    for (const { campaignId } of [preparing, sending])
      expect(await getCampaign(tenantId, campaignId)).toMatchObject({
        status: 'paused',
        pauseReason: expect.stringMatching(/^This HTML can’t be made into an email/),
      })
  })
})

test('what SES says of the sender before does not pause a campaign that was resumed with another one', async () => {
  const campaign = await begin(await aDraftTo(2))
  const { tenantId, campaignId, mailingId } = campaign
  const holder = await db().connect()
  let fixed = Promise.resolve()
  // The answer is not written down before the merchant has fixed the sender.
  const fix = async () => {
    await holder.query('BEGIN')
    await holder.query('SELECT FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 FOR UPDATE', [
      tenantId,
      mailingId,
    ])
    await pauseCampaign(tenantId, campaignId)
    await setTo(tenantId, "sender_email = 'new@shop.example'")
    expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
    await holder.query('COMMIT')
    holder.release()
  }
  ses.behave = () => {
    if (ses.mails.length === 0) fixed = fix()
    return 'unverified'
  }
  await performSlice(campaign)
  await fixed
  expect(await getCampaign(tenantId, campaignId)).toMatchObject({ status: 'sending', pauseReason: null })
  ses.behave = () => 'accept'
  await performSlice(campaign)
  expect((await getCampaign(tenantId, campaignId)).status).toBe('sent')
})
