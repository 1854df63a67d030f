import { expect, test } from 'vitest'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { actOnCampaign } from './act.server.ts'
import { findCampaign } from '../campaigns.server.ts'
import { campaignForm, type CampaignDraft } from '../draft.ts'
import { previewFields } from '../editor/field-preview.server.ts'

async function aDraft() {
  const tenantId = await aTenant()
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
  const draft: CampaignDraft = campaignForm.parse(await findCampaign(tenantId, campaignId))
  return { tenantId, campaignId, draft }
}

test('saving keeps what the editor holds', async () => {
  const { tenantId, campaignId, draft } = await aDraft()
  const { answer } = await actOnCampaign(tenantId, campaignId, { intent: 'save', draft: { ...draft, subject: 'New' } })
  expect(answer).toEqual({ saved: 2 })
  expect(await findCampaign(tenantId, campaignId)).toMatchObject({ subject: 'New', status: 'draft' })
})

test("another shop's campaign is neither saved nor deleted", async () => {
  const { tenantId, campaignId, draft } = await aDraft()
  const stranger = await aTenant()
  const saved = await actOnCampaign(stranger, campaignId, { intent: 'save', draft: { ...draft, subject: 'Stolen' } })
  expect(saved.answer.problems).toHaveLength(1)
  expect((await actOnCampaign(stranger, campaignId, { intent: 'delete' })).next).toBeUndefined()
  expect(await findCampaign(tenantId, campaignId)).toMatchObject({ subject: draft.subject })
})

test('HTML that would harm readers is refused beside its field, and nothing is saved', async () => {
  const { tenantId, campaignId, draft } = await aDraft()
  const html = '<a href="javascript:alert(1)">x</a>'
  const { answer } = await actOnCampaign(tenantId, campaignId, { intent: 'send', draft: { ...draft, html } })
  expect(answer.errors?.html).toContain('can’t lead to')
  expect(await findCampaign(tenantId, campaignId)).toMatchObject({ html: draft.html, status: 'draft' })
})

test('a campaign that is not ready is saved, stays a draft and says what is missing', async () => {
  const { tenantId, campaignId, draft } = await aDraft()
  const unready = { ...draft, subject: '', segmentId: null }
  const { answer } = await actOnCampaign(tenantId, campaignId, { intent: 'send', draft: unready })
  expect(answer.problems).toEqual(['Write a subject.', 'Choose a segment.'])
  expect(await findCampaign(tenantId, campaignId)).toMatchObject({ status: 'draft', segmentId: null })
})

test('a deleted draft is gone', async () => {
  const { tenantId, campaignId } = await aDraft()
  expect((await actOnCampaign(tenantId, campaignId, { intent: 'delete' })).next).toBe('/app/campaigns')
  expect(await findCampaign(tenantId, campaignId)).toBeNull()
})

test('the preview shows a member of this shop only, and names a fault beside its field', async () => {
  const { tenantId, draft } = await aDraft()
  const member = await aMember(tenantId, { first_name: 'Zoë' })
  const foreign = await aMember(await aTenant(), { first_name: 'Olga' })
  const broken = { ...draft, preheader: 'Hi {{nickname}}' }
  const preview = await previewFields(tenantId, broken, String(member))
  expect(preview.subject).toBe('Spring is here, Zoë')
  expect(preview.errors).toEqual({ preheader: expect.stringContaining('nickname') })
  expect((await previewFields(tenantId, draft, String(foreign))).html).not.toContain('Olga')
})
