// What a new campaign can begin with, and the draft that it begins as.
import { findTemplate, listTemplates } from '#app/designer/templates/saved-templates.server.ts'
import { STARTERS } from '#app/designer/templates/starters.ts'
import { findCampaign, listCampaigns } from '../campaigns.server.ts'
import { campaignForm, type CampaignDraft } from '../draft.ts'
import { withDesign } from '../send/designed.server.ts'
import { findStorefront } from '../send/storefront.server.ts'
import { starterHtml } from './starter.ts'
import type { Start } from './StartChooser.tsx'

/** The name of the choice to bring HTML of one's own. */
const OWN_HTML = 'html'
const SAVED = /^saved-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const CAMPAIGN = /^campaign-([1-9]\d{0,8})$/
const MOST_CAMPAIGNS = 3

/** The shop's own templates, ours, its last campaigns, and none at all. */
export async function listStarts(tenantId: number): Promise<Start[]> {
  const storeUrl = await storeUrlOf(tenantId)
  const [ours, saved, campaigns] = await Promise.all([
    Promise.all(
      STARTERS.map(async ({ name, title, says, document }) => {
        const { draft } = await withDesign(tenantId, { html: '', design: document(storeUrl) }, { fresh: false })
        return { template: name, title, says, html: draft.html }
      }),
    ),
    listTemplates(tenantId),
    listCampaigns(tenantId, { limit: MOST_CAMPAIGNS }),
  ])
  const own = { template: OWN_HTML, title: 'Your own HTML', says: 'Paste it, or read it from a file.', html: null }
  const kept = saved.map(({ templateId, name }) => ({
    template: `saved-${templateId}`,
    title: name,
    says: 'Your template.',
    html: null,
    templateId,
  }))
  const before = campaigns.map(({ campaignId, name }) => ({
    template: `campaign-${campaignId}`,
    title: name,
    says: 'What this campaign says.',
    html: null,
  }))
  return [...kept, ...ours, ...before, own]
}

type Beginning = Pick<CampaignDraft, 'html' | 'design'> & Partial<Pick<CampaignDraft, 'subject' | 'preheader'>>

/** What the draft begins with; null for a template that there is not. */
export async function beginWith(tenantId: number, template: string): Promise<Beginning | null> {
  if (template === OWN_HTML) return { html: starterHtml(await findStorefront(tenantId)), design: null }
  const starter = STARTERS.find(({ name }) => name === template)
  if (starter) return { html: '', design: starter.document(await storeUrlOf(tenantId)) }
  const [, campaignId] = CAMPAIGN.exec(template) ?? []
  if (campaignId !== undefined) return whatSays(tenantId, Number(campaignId))
  const [, templateId] = SAVED.exec(template) ?? []
  const design = templateId === undefined ? null : await findTemplate(tenantId, templateId)
  return design && { html: '', design }
}

async function whatSays(tenantId: number, campaignId: number): Promise<Beginning | null> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return null
  const { subject, preheader, html, design } = campaignForm.parse(campaign)
  return { subject, preheader, html: design ? '' : html, design }
}

const storeUrlOf = async (tenantId: number) => `https://${await findStorefront(tenantId)}/`
