// Whether a campaign could be sent as it is written: asked when it is scheduled, and once more when it starts.
import type { SenderCheck } from '#app/platform/ses/ses-sender.ts'
import { findSegment, type Segment } from '#app/segments/segments.server.ts'
import type { MailSender, Utm } from '#app/sending/compile.server.ts'
import { getSettings, type Settings } from '#app/settings/settings.server.ts'
import type { Campaign } from '../draft.ts'
import { shopTracking, trackingOf } from '../tracking.ts'
import { campaignProblems, senderProblems } from './checks.server.ts'
import { withDesign } from './designed.server.ts'
import { getSender, type ShopSender } from './sender.server.ts'

/** The campaign has the HTML that its design makes now, with products and brand as they are: from a start on it stays so. */
export type Ready = { campaign: Campaign; segment: Segment; sender: MailSender; settings: Settings }

/** What keeps the campaign from being sent is said in words; SES out of reach does not. */
export async function checkReady(
  tenantId: number,
  written: Campaign,
  askSes: (address: string) => Promise<SenderCheck>,
): Promise<Ready | { problems: string[] }> {
  const [sender, settings] = await Promise.all([getSender(tenantId), getSettings(tenantId)])
  const { draft: campaign, ...made } = await withDesign(tenantId, written, { fresh: true })
  const problems = [
    ...made.problems,
    ...campaignProblems(tenantId, campaign, sender),
    ...senderProblems(await askSes(sender.fromEmail), sender),
  ]
  if (problems.length > 0) return { problems }
  const segment = campaign.segmentId === null ? null : await findSegment(tenantId, campaign.segmentId)
  if (!segment) return { problems: ['The segment has been deleted: choose another one.'] }
  return { campaign, segment, sender: addressed(sender), settings }
}

/** Of a sender whose address `addressProblems` has seen. */
export const addressed = (sender: ShopSender): MailSender => ({ ...sender, postalAddress: sender.postalAddress ?? '' })

/** The values of the links' UTM parameters, null for none: those that were frozen when the campaign was scheduled, if it was. */
export function utmValuesOf({ campaign, settings }: Pick<Ready, 'campaign' | 'settings'>): Utm | null {
  if (!trackingOf(campaign, shopTracking(settings)).utm) return null
  if (campaign.scheduledFor) return campaign.utmValues
  return { medium: settings.utmMedium, campaign: String(campaign.campaignId) }
}
