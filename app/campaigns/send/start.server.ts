// A campaign's way from draft to sending, and back from a pause. What it sends, from whom and how it is measured is frozen
// by its start; only the sender may change, when it is resumed.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import { countAndStore } from '#app/segments/counts.server.ts'
import { findSegment, type Segment } from '#app/segments/segments.server.ts'
import type { MailSender, Utm } from '#app/sending/compile.server.ts'
import { resumeMailings } from '#app/sending/mailing-states.server.ts'
import { numberMailing, startMailing } from '#app/sending/mailings.server.ts'
import { getSettings, type Settings } from '#app/settings/settings.server.ts'
import { withDesign } from './designed.server.ts'
import { findCampaign } from '../campaigns.server.ts'
import type { Campaign } from '../draft.ts'
import { addressProblems, campaignProblems, senderProblems } from './checks.server.ts'
import { NO_SUCH_CAMPAIGN, NOBODY_REACHABLE } from '../problems.ts'
import { holdShop, shopProblems } from './readiness.server.ts'
import { getSender, type ShopSender } from './sender.server.ts'
import { shopTracking, type Tracking, trackingOf } from '../tracking.ts'

export type StartOutcome = { ok: true } | { ok: false; problems: string[] }

const refuse = (...problems: string[]): StartOutcome => ({ ok: false, problems })

/**
 * Starts a draft: makes its e-mail once to see that it can be made, freezes what is sent, to whom, from whom and how it is
 * measured into a mailing, and leaves choosing the recipients to the worker. What keeps it from starting is said in words;
 * SES out of reach does not.
 */
export async function startCampaign(tenantId: number, campaignId: number): Promise<StartOutcome> {
  const written = await findCampaign(tenantId, campaignId)
  if (!written) return refuse(NO_SUCH_CAMPAIGN)
  if (written.startedAt) return refuse('This campaign was already started.')
  const [sender, settings] = await Promise.all([getSender(tenantId), getSettings(tenantId)])
  // Products and brand as they are now; from here on the mail stays as it is.
  const { draft, ...made } = await withDesign(tenantId, written, { fresh: true })
  const problems = [
    ...made.problems,
    ...campaignProblems(tenantId, draft, sender),
    ...senderProblems(await recheckSender(sender.fromEmail), sender),
  ]
  if (problems.length > 0) return refuse(...problems)
  // While customers are still being read, nobody knows who is in the segment.
  const unready = await shopProblems(db(), tenantId)
  if (unready.length > 0) return refuse(...unready)
  const segment = draft.segmentId === null ? null : await findSegment(tenantId, draft.segmentId)
  if (!segment) return refuse('The segment has been deleted: choose another one.')
  const { reachable } = await countAndStore(tenantId, segment)
  if (reachable === 0) return refuse(NOBODY_REACHABLE)
  return begin(tenantId, { draft, segment, sender: addressed(sender), settings })
}

/** Of a sender whose address `addressProblems` has seen. */
const addressed = (sender: ShopSender): MailSender => ({ ...sender, postalAddress: sender.postalAddress ?? '' })

type Checked = { draft: Campaign; segment: Segment; sender: MailSender; settings: Settings }

async function begin(tenantId: number, { draft, segment, sender, settings }: Checked): Promise<StartOutcome> {
  const { campaignId, subject, preheader, html } = draft
  const { trackOpens, trackClicks, utm } = trackingOf(draft, shopTracking(settings))
  const utmValues = utm ? { medium: settings.utmMedium, campaign: String(campaignId) } : null
  const origin = { tenantId, source: 'campaign', sourceId: campaignId, purpose: 'marketing' } as const
  const mailingId = await numberMailing(origin)
  return transaction(async (sql) => {
    const held = await holdShop(sql, tenantId)
    if (held.length > 0) return refuse(...held)
    if (!(await freeze(sql, tenantId, { draft, segment, switches: { trackOpens, trackClicks, utm }, utmValues })))
      return refuse('Someone else just started or changed this campaign. Reload the page.')
    const content = { subject, preheader, html, sender, trackOpens, trackClicks, utm: utmValues }
    await startMailing(sql, mailingId, { ...origin, ...content, audience: segment.rules })
    return { ok: true }
  })
}

type Frozen = Pick<Checked, 'draft' | 'segment'> & { switches: Tracking; utmValues: Utm | null }

/** What was checked is what is sent: false for a draft that was changed meanwhile. */
async function freeze(sql: Sql, tenantId: number, { draft, segment, switches, utmValues }: Frozen): Promise<boolean> {
  const frozen = await sql.query(
    `UPDATE campaigns SET started_at = $3, updated_at = $3, track_opens = $4, track_clicks = $5, utm = $6, utm_values = $7,
       segment_name = $8, segment_rules = $9, html = $11
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL
       AND updated_at >= $10 AND updated_at < $10::timestamptz + interval '1 millisecond'`,
    [
      tenantId,
      draft.campaignId,
      clock.now(),
      switches.trackOpens,
      switches.trackClicks,
      switches.utm,
      utmValues && JSON.stringify(utmValues),
      segment.name,
      JSON.stringify(segment.rules),
      draft.updatedAt,
      draft.html,
    ],
  )
  return frozen.rowCount === 1
}

/**
 * Goes on sending a paused campaign, from the sender as the settings have it now: a wrong one may be why it paused. Those
 * who got it already stay as they are.
 */
export async function resumeCampaign(tenantId: number, campaignId: number): Promise<StartOutcome> {
  const sender = await getSender(tenantId)
  const unverified = senderProblems(await recheckSender(sender.fromEmail), sender)
  return transaction(async (sql) => {
    const held = await holdShop(sql, tenantId)
    const problems = held.length > 0 ? held : [...addressProblems(sender), ...unverified]
    if (problems.length > 0) return refuse(...problems)
    const origin = { tenantId, source: 'campaign', sourceId: campaignId } as const
    return (await resumeMailings(sql, origin, addressed(sender)))
      ? { ok: true }
      : refuse('This campaign is not paused.')
  })
}
