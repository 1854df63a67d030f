// Carries out what a campaign's page asks for.
import { saveTemplate } from '#app/designer/templates/saved-templates.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { type CampaignAction, type CampaignAnswer, unsafeAnswer } from '../actions.ts'
import { cancelCampaign } from '../send/cancel.server.ts'
import { copyCampaign, deleteDraft, pauseCampaign, updateDraft } from '../campaigns.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { NO_SUCH_CAMPAIGN } from '../problems.ts'
import { resumeCampaign, startCampaign, type StartOutcome } from '../send/start.server.ts'
import { withDesign } from '../send/designed.server.ts'
import { sendTestMail } from '../editor/test-mail.server.ts'

/** `next` is the page to go on to. */
export type Acted = { answer: CampaignAnswer; next?: string }

const LIST = '/app/campaigns'

const NO_DRAFT = 'This campaign is no longer a draft. Reload the page.'

export async function actOnCampaign(tenantId: number, campaignId: number, action: CampaignAction): Promise<Acted> {
  switch (action.intent) {
    case 'save':
      return { answer: await saveDraft(tenantId, campaignId, action.draft) }
    case 'send':
      return { answer: await send(tenantId, campaignId, action.draft) }
    case 'test':
      return { answer: await test(tenantId, action) }
    case 'save-template':
      return { answer: await keepTemplate(tenantId, action.name, action.draft) }
    case 'delete':
      return (await deleteDraft(tenantId, campaignId))
        ? { answer: {}, next: LIST }
        : { answer: { problems: [NO_DRAFT] } }
    case 'duplicate': {
      const copy = await copyCampaign(tenantId, campaignId)
      return copy === null ? { answer: { problems: [NO_SUCH_CAMPAIGN] } } : { answer: {}, next: `${LIST}/${copy}` }
    }
    case 'pause':
      return { answer: (await pauseCampaign(tenantId, campaignId)) ? { toast: 'Campaign paused' } : {} }
    case 'cancel':
      return { answer: answerTo(await cancelCampaign(tenantId, campaignId), 'Campaign cancelled') }
    case 'resume':
      return { answer: answerTo(await resumeCampaign(tenantId, campaignId), 'Sending resumed') }
  }
}

async function saveDraft(tenantId: number, campaignId: number, written: CampaignDraft): Promise<CampaignAnswer> {
  const { draft } = await withDesign(tenantId, written, { fresh: false })
  const [unsafe] = checkHtml(draft.html).unsafe
  if (unsafe) return unsafeAnswer(draft, unsafe)
  const saved = await updateDraft(tenantId, campaignId, draft)
  return saved ? { toast: 'Campaign saved' } : { problems: [NO_DRAFT] }
}

async function send(tenantId: number, campaignId: number, draft: CampaignDraft): Promise<CampaignAnswer> {
  const { toast, ...refused } = await saveDraft(tenantId, campaignId, draft)
  if (!toast) return refused
  return answerTo(await startCampaign(tenantId, campaignId), 'Sending started')
}

const answerTo = (outcome: StartOutcome, toast: string): CampaignAnswer =>
  outcome.ok ? { toast } : { problems: outcome.problems }

async function keepTemplate(tenantId: number, name: string, { design }: CampaignDraft): Promise<CampaignAnswer> {
  if (!design) return { template: 'Only a designed email can be kept as a template.' }
  const saved = await saveTemplate(tenantId, name, design)
  return saved.ok ? { toast: `Template “${name}” saved` } : { template: saved.problem }
}

async function test(
  tenantId: number,
  { draft, address, memberId }: Extract<CampaignAction, { intent: 'test' }>,
): Promise<CampaignAnswer> {
  const made = await withDesign(tenantId, draft, { fresh: false })
  const sent = await sendTestMail(tenantId, made.draft, { address, memberId })
  return sent.ok
    ? { toast: `Test sent to ${address}` }
    : { test: sent.problem, ...(sent.detail && { testDetail: sent.detail }) }
}
