import { db } from '#app/platform/db/db.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import type { MailingStatus } from '#app/sending/mailings.server.ts'
import { aCampaign, aMailing, aMember, aRecipient, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { mailingOf } from '#tests/mailings.ts'
import { expect, test } from 'vitest'
import { deleteDraft, getCampaign, listCampaigns, pauseCampaign, updateDraft } from './campaigns.server.ts'
import { campaignForm, type CampaignStatus } from './draft.ts'
import { cancelCampaign } from './send/cancel.server.ts'
import { campaignProgress, findSendProgress } from './send/progress.server.ts'
import { resumeCampaign, startCampaign } from './send/start.server.ts'

withFakeSes()

/** A campaign with a mailing of each of these states. */
async function aCampaignOf(statuses: MailingStatus[]) {
  const tenantId = await aTenant()
  const campaignId = await aCampaign(tenantId, statuses.length > 0 ? { started_at: new Date() } : {})
  const mailings = []
  for (const [variant, status] of statuses.entries())
    mailings.push(await aMailing(tenantId, { source_id: campaignId, status, variant }))
  return { tenantId, campaignId, mailings }
}

test.each<[MailingStatus[], CampaignStatus, boolean]>([
  [[], 'draft', false],
  [['preparing'], 'preparing', false],
  [['sending'], 'sending', false],
  [['paused'], 'paused', false],
  [['sent'], 'sent', true],
  [['cancelled'], 'cancelled', true],
  [['sent', 'preparing'], 'preparing', false],
  [['sending', 'preparing'], 'preparing', false],
  [['paused', 'sending'], 'sending', false],
  [['sent', 'paused', 'cancelled'], 'paused', false],
  [['cancelled', 'sent'], 'sent', true],
  [['sent', 'sent', 'sent'], 'sent', true],
])('a campaign whose mailings are %j is %s', async (statuses, status, isFinished) => {
  const { tenantId, campaignId } = await aCampaignOf(statuses)
  const campaign = await getCampaign(tenantId, campaignId)
  expect([campaign.status, campaign.finishedAt !== null]).toEqual([status, isFinished])
  expect(await listCampaigns(tenantId)).toMatchObject([{ campaignId, status }])
})

test('a pause, a resume and a cancel are of all that is under way, and touch nothing that has ended', async () => {
  const { tenantId, campaignId, mailings } = await aCampaignOf(['sent', 'sending', 'sending'])
  for (const mailing of mailings) await aRecipient(mailing, await aMember(tenantId))
  const states = async () =>
    (await db().query('SELECT status FROM mailings WHERE tenant_id = $1 ORDER BY mailing_id', [tenantId])).rows.map(
      ({ status }) => status,
    )
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ queued: 3 })
  await pauseCampaign(tenantId, campaignId)
  expect(await states()).toEqual(['sent', 'paused', 'paused'])
  await resumeCampaign(tenantId, campaignId)
  expect(await states()).toEqual(['sent', 'sending', 'sending'])
  await pauseCampaign(tenantId, campaignId)
  await cancelCampaign(tenantId, campaignId)
  expect(await states()).toEqual(['sent', 'cancelled', 'cancelled'])
})

test('a campaign of the same number in another shop, and an automation’s mailing, are not its mailings', async () => {
  const [mine, other] = [await aTenant(), await aTenant()]
  const campaignId = await aCampaign(mine)
  await aMailing(other, { source_id: campaignId })
  await aMailing(mine, { source_id: campaignId, source: 'automation' })
  expect((await getCampaign(mine, campaignId)).status).toBe('draft')
  expect(await pauseCampaign(mine, campaignId)).toBe(false)
})

test('the start freezes content, audience, switches and UTM values, whatever is changed behind it', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await db().query("UPDATE settings SET utm_medium = 'newsletter' WHERE tenant_id = $1", [tenantId])
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
  const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  expect(await updateDraft(tenantId, campaignId, { ...draft, subject: 'Other' })).toEqual({ kind: 'no-draft' })
  expect(await deleteDraft(tenantId, campaignId)).toBe(false)
  await db().query("UPDATE settings SET utm_medium = 'other' WHERE tenant_id = $1", [tenantId])
  await db().query("UPDATE campaigns SET html = 'broken', subject = 'broken' WHERE campaign_id = $1", [campaignId])
  const mailing = await mailingOf({ tenantId, campaignId })
  expect(mailing.mailingId).not.toBe(campaignId)
  const { subject, html } = await loadMail(mailing)
  expect(JSON.stringify(subject)).toContain('Spring')
  expect(JSON.stringify(html)).toContain(`utm_medium%3Dnewsletter%26utm_campaign%3D${campaignId}`)
  const frozen = await db().query('SELECT audience, utm FROM mailings WHERE mailing_id = $1', [mailing.mailingId])
  expect(frozen.rows).toEqual([
    { audience: { version: 2, match: 'all', rules: [] }, utm: { medium: 'newsletter', campaign: String(campaignId) } },
  ])
  const campaign = await db().query('SELECT utm_values FROM campaigns WHERE campaign_id = $1', [campaignId])
  expect(campaign.rows[0].utm_values).toEqual(frozen.rows[0].utm)
})

test('what a page looks up while it sends is the state and the recipients of its own shop', async () => {
  const { tenantId, campaignId } = await aCampaignOf(['sending', 'paused'])
  expect(await findSendProgress(tenantId, campaignId)).toEqual({
    status: (await getCampaign(tenantId, campaignId)).status,
    progress: await campaignProgress(tenantId, campaignId),
  })
  expect(await findSendProgress(await aTenant(), campaignId)).toBeNull()
})
