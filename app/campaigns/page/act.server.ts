// Carries out what a campaign's page asks for.
import { saveTemplate } from '#app/designer/templates/saved-templates.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { type CampaignAction, type CampaignAnswer, type StateIntent, unsafeAnswer } from '../actions.ts'
import { cancelCampaign } from '../send/cancel.server.ts'
import { copyCampaign, deleteDraft, pauseCampaign, updateDraft } from '../campaigns.server.ts'
import { archiveCampaign, unarchiveCampaign } from '../list/archive.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { NO_SUCH_CAMPAIGN } from '../problems.ts'
import { scheduleAt } from '../schedule/schedule-at.server.ts'
import { unscheduleCampaign } from '../schedule/schedule.server.ts'
import { resendCampaign } from '../send/resend.server.ts'
import { resumeCampaign, startCampaign, type StartOutcome } from '../send/start.server.ts'
import { withDesign } from '../send/designed.server.ts'
import { sendTestMail } from '../editor/test-mail.server.ts'

/** `next` is the page to go on to. */
export type Acted = { answer: CampaignAnswer; next?: string }

const LIST = '/app/campaigns'

const NO_DRAFT = 'This campaign is no longer a draft. Reload the page.'
const NOT_ENDED = 'Only a draft, or a campaign that has ended, can be archived.'
const NOT_SCHEDULED = 'This campaign is no longer scheduled. Reload the page.'

export async function actOnCampaign(tenantId: number, campaignId: number, action: CampaignAction): Promise<Acted> {
  switch (action.intent) {
    case 'save':
      return { answer: await saveDraft(tenantId, campaignId, action) }
    case 'send':
      return { answer: await send(tenantId, campaignId, action) }
    case 'schedule':
      return { answer: await schedule(tenantId, campaignId, action) }
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
    case 'resend':
      return { answer: answerTo(await resendCampaign(tenantId, campaignId, action), 'Sending started') }
    case 'reschedule':
      return { answer: await scheduleAt(tenantId, campaignId, action.start) }
    case 'archive':
    case 'unarchive':
    case 'unschedule':
    case 'start':
    case 'pause':
    case 'cancel':
    case 'resume':
      return { answer: await actOnState(tenantId, campaignId, action.intent) }
  }
}

/** What changes no more than how far a campaign is. */
async function actOnState(tenantId: number, campaignId: number, intent: StateIntent): Promise<CampaignAnswer> {
  switch (intent) {
    case 'unschedule':
      return (await unscheduleCampaign(tenantId, campaignId))
        ? { toast: 'Campaign unscheduled' }
        : { problems: [NOT_SCHEDULED] }
    case 'start':
      return answerTo(await startCampaign(tenantId, campaignId), 'Sending started')
    case 'archive':
      return (await archiveCampaign(tenantId, campaignId)) ? { archived: campaignId } : { problems: [NOT_ENDED] }
    case 'unarchive':
      return (await unarchiveCampaign(tenantId, campaignId)) ? { toast: 'Campaign restored' } : {}
    case 'pause':
      return (await pauseCampaign(tenantId, campaignId)) ? { toast: 'Campaign paused' } : {}
    case 'cancel':
      return answerTo(await cancelCampaign(tenantId, campaignId), 'Campaign cancelled')
    case 'resume':
      return answerTo(await resumeCampaign(tenantId, campaignId), 'Sending resumed')
  }
}

type Written<Intent extends string> = Extract<CampaignAction, { intent: Intent }>

async function saveDraft(
  tenantId: number,
  campaignId: number,
  { draft: written, version }: Pick<Written<'save'>, 'draft' | 'version'>,
): Promise<CampaignAnswer> {
  const { draft } = await withDesign(tenantId, written, { fresh: false })
  const [unsafe] = checkHtml(draft.html).unsafe
  if (unsafe) return unsafeAnswer(draft, unsafe)
  const saved = await updateDraft(tenantId, campaignId, draft, version)
  switch (saved.kind) {
    case 'saved':
      return { saved: saved.version }
    case 'changed':
      return { changed: saved.other }
    case 'no-draft':
      return { problems: [NO_DRAFT] }
  }
}

async function send(tenantId: number, campaignId: number, action: Written<'send'>): Promise<CampaignAnswer> {
  const saved = await saveDraft(tenantId, campaignId, action)
  if (saved.saved === undefined) return saved
  return { ...saved, ...answerTo(await startCampaign(tenantId, campaignId), 'Sending started') }
}

/** The draft is kept, whatever is said of its time. */
async function schedule(tenantId: number, campaignId: number, action: Written<'schedule'>): Promise<CampaignAnswer> {
  const saved = await saveDraft(tenantId, campaignId, action)
  if (saved.saved === undefined) return saved
  return { ...saved, ...(await scheduleAt(tenantId, campaignId, action.start)) }
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
  { draft, address: addresses, memberId }: Extract<CampaignAction, { intent: 'test' }>,
): Promise<CampaignAnswer> {
  const made = await withDesign(tenantId, draft, { fresh: false })
  const sent: string[] = []
  for (const address of addresses) {
    const outcome = await sendTestMail(tenantId, made.draft, { address, memberId })
    if (outcome.ok) sent.push(address)
    else
      return {
        test: refusedTest(outcome.problem, address, sent),
        ...(outcome.detail && { testDetail: outcome.detail }),
      }
  }
  return { toast: `Test sent to ${sent.join(', ')}` }
}

/** The first that is refused ends it: mostly what is wrong with one is wrong with all. */
function refusedTest(problem: string, address: string, sent: string[]): string {
  return sent.length === 0 ? problem : `Sent to ${sent.join(', ')}, but not to ${address}: ${problem}`
}
