// A campaign's way from draft to sending, and back from a pause. What it sends, from whom and how it is measured is frozen
// by its start; only the sender may change, when it is resumed.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { checkSender, recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import type { Utm } from '#app/sending/compile.server.ts'
import type { Frequency } from '#app/sending/frequency.server.ts'
import type { Manifest } from '#app/sending/manifest.ts'
import { resumeMailings } from '#app/sending/mailing-states.server.ts'
import { numberMailing, startMailing } from '#app/sending/mailings.server.ts'
import { findCampaign } from '../campaigns.server.ts'
import { countAudience, frequencyOf } from './audience.server.ts'
import { addressProblems, senderProblems } from './checks.server.ts'
import { NO_SUCH_CAMPAIGN, NOBODY_REACHABLE } from '../problems.ts'
import { holdShop, shopProblems } from './readiness.server.ts'
import { addressed, checkReady, type Ready, utmValuesOf } from './ready.server.ts'
import { getSender } from './sender.server.ts'
import { shopTracking, type Tracking, trackingOf } from '../tracking.ts'

export type StartOutcome = { ok: true } | { ok: false; problems: string[] }

const refuse = (...problems: string[]): StartOutcome => ({ ok: false, problems })

/** Until when a start by the clock may begin: later, a person is asked. */
export type ByTheClock = { until: Date }

/**
 * Starts a campaign: makes its e-mail once to see that it can be made, freezes what is sent, to whom, from whom and how it is
 * measured into a mailing, and leaves choosing the recipients to the worker. What keeps it from starting is said in words;
 * SES out of reach does not. Of two starts of one campaign, by whomever, the second is refused.
 */
export async function startCampaign(
  tenantId: number,
  campaignId: number,
  byTheClock: ByTheClock | null = null,
): Promise<StartOutcome> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return refuse(NO_SUCH_CAMPAIGN)
  if (campaign.startedAt) return refuse('This campaign was already started.')
  // Many start on the hour, and SES answers one question a second: what it said minutes ago is good enough for them.
  const ready = await checkReady(tenantId, campaign, byTheClock ? checkSender : recheckSender)
  if ('problems' in ready) return refuse(...ready.problems)
  // While customers are still being read, nobody knows who is in the segment.
  const unready = await shopProblems(db(), tenantId)
  if (unready.length > 0) return refuse(...unready)
  const frequency = frequencyOf(campaign, ready.settings)
  const manifest = await countAudience(tenantId, ready.segment, frequency)
  if (manifest.reachable === 0) return refuse(NOBODY_REACHABLE)
  return begin(tenantId, ready, { frequency, manifest, byTheClock })
}

type Beginning = { frequency: Frequency | null; manifest: Manifest; byTheClock: ByTheClock | null }

async function begin(tenantId: number, ready: Ready, { byTheClock, ...frozen }: Beginning): Promise<StartOutcome> {
  const { campaign, segment, sender, settings } = ready
  const { campaignId, subject, preheader, html } = campaign
  const { trackOpens, trackClicks } = trackingOf(campaign, shopTracking(settings))
  const utm = utmValuesOf(ready)
  const origin = { tenantId, source: 'campaign', sourceId: campaignId, purpose: 'marketing' } as const
  const mailingId = await numberMailing(origin)
  return transaction(async (sql) => {
    const held = await holdShop(sql, tenantId)
    if (held.length > 0) return refuse(...held)
    if (byTheClock && clock.now() > byTheClock.until) return refuse('Its time has passed.')
    if (!(await freeze(sql, tenantId, { ready, switches: { trackOpens, trackClicks, utm: utm !== null }, utm })))
      return refuse('Someone else just started or changed this campaign. Reload the page.')
    const content = { subject, preheader, html, sender, trackOpens, trackClicks, utm, ...frozen }
    await startMailing(sql, mailingId, { ...origin, ...content, audience: segment.rules })
    return { ok: true }
  })
}

type Frozen = { ready: Ready; switches: Tracking; utm: Utm | null }

/** What was checked is what is sent: false for a campaign that was changed, unscheduled or put to another time meanwhile. */
async function freeze(sql: Sql, tenantId: number, { ready, switches, utm }: Frozen): Promise<boolean> {
  const { campaign, segment } = ready
  const frozen = await sql.query(
    `UPDATE campaigns SET started_at = $3, updated_at = $3, track_opens = $4, track_clicks = $5, utm = $6, utm_values = $7,
       segment_name = $8, segment_rules = $9, html = $11, held_at = NULL, held_problems = NULL, archived_at = NULL
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL AND version = $10`,
    [
      tenantId,
      campaign.campaignId,
      clock.now(),
      switches.trackOpens,
      switches.trackClicks,
      switches.utm,
      utm && JSON.stringify(utm),
      segment.name,
      JSON.stringify(segment.rules),
      campaign.version,
      // A design's HTML is made anew for each start.
      campaign.html,
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
