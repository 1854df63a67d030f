// A campaign's way from draft to sending, and back from a pause. What it sends, from whom and how it is measured is frozen
// by its start; only the sender may change, when it is resumed.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/work/fault.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import { countSegment, findSegment } from '#app/segments/segments.server.ts'
import { queueRecipients, saveLinks } from '#app/sending/audience.server.ts'
import { loadMail, NotCompilable } from '#app/sending/campaign-mail.server.ts'
import { type CampaignKey, keyOf, sendSliceQueue } from '#app/sending/jobs.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { findCampaign, getCampaign, pauseFor } from '../campaigns.server.ts'
import type { CampaignDraft } from '../editor/draft.ts'
import { startQueue } from '../jobs.ts'
import { addressProblems, campaignProblems, senderProblems } from './checks.server.ts'
import { NO_SUCH_CAMPAIGN, NOBODY_REACHABLE, NOT_COMPILABLE, NOT_PREPARED } from './problems.ts'
import { holdShop, shopProblems } from './readiness.server.ts'
import { getSender, type ShopSender } from './sender.server.ts'
import { trackingOf } from '../editor/tracking.ts'

export type StartOutcome = { ok: true } | { ok: false; problems: string[] }

/** The worker's job that throws is tried again after 5 s, 10 s, 20 s and 40 s: then the merchant is told. */
const PREPARE_TRIES = 5

const refuse = (...problems: string[]): StartOutcome => ({ ok: false, problems })

/**
 * Starts a draft: makes its e-mail once to see that it can be made, freezes who it comes from and what is measured, and
 * leaves freezing the audience to the worker. What keeps it from starting is said in words; SES out of reach does not.
 */
export async function startCampaign(tenantId: number, campaignId: number): Promise<StartOutcome> {
  const draft = await findCampaign(tenantId, campaignId)
  if (!draft) return refuse(NO_SUCH_CAMPAIGN)
  if (draft.status !== 'draft') return refuse('This campaign was started before.')
  const [sender, settings] = await Promise.all([getSender(tenantId), getSettings(tenantId)])
  const problems = [
    ...campaignProblems(tenantId, draft, sender),
    ...senderProblems(await recheckSender(sender.fromEmail), sender),
  ]
  if (problems.length > 0) return refuse(...problems)
  // While customers are still being read, nobody knows who is in the segment.
  const unready = await shopProblems(db(), tenantId)
  if (unready.length === 0) unready.push(...(await segmentProblems(tenantId, draft)))
  if (unready.length > 0) return refuse(...unready)
  return transaction(async (sql) => {
    const held = await holdShop(sql, tenantId)
    if (held.length > 0) return refuse(...held)
    const { trackOpens, trackClicks, utm } = trackingOf(draft, settings)
    // What was checked is what is sent: a draft that was changed meanwhile does not start.
    const started = await sql.query(
      `UPDATE campaigns SET status = 'preparing', sender = $3, started_at = $4, updated_at = $4,
         track_opens = $5, track_clicks = $6, utm = $7
       WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'draft' AND updated_at >= $8 AND updated_at < $9`,
      [
        tenantId,
        campaignId,
        JSON.stringify(sender),
        clock.now(),
        trackOpens,
        trackClicks,
        utm,
        draft.updatedAt,
        new Date(draft.updatedAt.getTime() + 1),
      ],
    )
    if (started.rowCount === 0)
      return refuse('This campaign was started or changed by somebody else just now: load the page again.')
    await enqueue(startQueue, { tenantId, campaignId }, { key: keyOf({ tenantId, campaignId }), sql })
    return { ok: true }
  })
}

async function segmentProblems(tenantId: number, { segmentId }: CampaignDraft): Promise<string[]> {
  if (segmentId === null) return []
  const segment = await findSegment(tenantId, segmentId)
  if (!segment) return ['The segment has been deleted: choose another one.']
  const { reachable } = await countSegment(tenantId, segment.rules)
  return reachable === 0 ? [NOBODY_REACHABLE] : []
}

/**
 * Freezes a started campaign's recipients, the rules that chose them and its links, and begins to send, all in one
 * transaction. Throws to be tried again; what can not succeed, and the last try, pauses the campaign with a reason.
 */
export async function prepareCampaign(tenantId: number, campaignId: number): Promise<void> {
  const tries = await beginTry({ tenantId, campaignId })
  if (tries === null) return
  // A worker that died of it left its try behind.
  if (tries > PREPARE_TRIES) return pauseFor(tenantId, campaignId, { reason: NOT_PREPARED })
  try {
    await prepare({ tenantId, campaignId })
  } catch (error) {
    const isLast = error instanceof NotCompilable || tries >= PREPARE_TRIES
    if (!isLast) throw error
    log.error({ tenant: tenantId, campaign: campaignId, ...faultOf(error) }, 'recipients not prepared')
    return pauseFor(tenantId, campaignId, { reason: error instanceof NotCompilable ? NOT_COMPILABLE : NOT_PREPARED })
  }
}

/** Which try this is; null when the campaign is not being prepared. Committed first, so that a try that kills us counts. */
async function beginTry({ tenantId, campaignId }: CampaignKey): Promise<number | null> {
  return transaction(async (sql) => {
    const begun = await sql.query<{ tries: number }>(
      `UPDATE campaigns SET prepare_tries = prepare_tries + 1
       WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'preparing' RETURNING prepare_tries AS tries`,
      [tenantId, campaignId],
    )
    return begun.rows[0]?.tries ?? null
  })
}

async function prepare({ tenantId, campaignId }: CampaignKey): Promise<void> {
  const campaign = await getCampaign(tenantId, campaignId)
  const segment = campaign.segmentId === null ? null : await findSegment(tenantId, campaign.segmentId)
  if (!segment)
    return pauseFor(tenantId, campaignId, { reason: 'The segment was deleted before the campaign could begin.' })
  const mail = await loadMail({ tenantId, campaignId })
  const begun = await transaction(async (sql) => {
    const frozen = await sql.query(
      `UPDATE campaigns SET status = 'sending', segment_name = $4, segment_rules = $5, frozen_at = $3, updated_at = $3
       WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'preparing'`,
      [tenantId, campaignId, clock.now(), segment.name, JSON.stringify(segment.rules)],
    )
    if (frozen.rowCount === 0) return false
    await queueRecipients(sql, { tenantId, campaignId }, segment.rules)
    await saveLinks(sql, mail)
    await enqueue(sendSliceQueue, { tenantId, campaignId }, { key: keyOf({ tenantId, campaignId }), sql })
    return true
  })
  if (begun) log.info({ tenant: tenantId, campaign: campaignId }, 'campaign begins')
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
    await takeSender(sql, { tenantId, campaignId }, sender)
    const resumed = await sql.query<{ frozen: boolean }>(
      `UPDATE campaigns SET pause_reason = NULL, pause_detail = NULL, prepare_tries = 0, updated_at = $3,
         status = CASE WHEN EXISTS (
           SELECT FROM recipients r WHERE r.tenant_id = $1 AND r.campaign_id = $2) THEN 'sending' ELSE 'preparing' END::campaign_status
       WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'paused' RETURNING status = 'sending' AS frozen`,
      [tenantId, campaignId, clock.now()],
    )
    const row = resumed.rows[0]
    if (!row) return refuse('This campaign is not paused.')
    const queue = row.frozen ? sendSliceQueue : startQueue
    await enqueue(queue, { tenantId, campaignId }, { key: keyOf({ tenantId, campaignId }), sql })
    return { ok: true }
  })
}

/** The sender as it is given, but for the campaign's own utm_medium: links of one campaign are measured alike. */
const MENDED = `CASE WHEN sender ? 'utmMedium' THEN jsonb_set($3::jsonb, '{utmMedium}', sender -> 'utmMedium') ELSE $3::jsonb END`

/** Takes another sender for those not yet sent to, and keeps the one before with the time until which it was used. */
async function takeSender(sql: Sql, { tenantId, campaignId }: CampaignKey, sender: ShopSender): Promise<void> {
  await sql.query(
    `UPDATE campaigns SET sender = ${MENDED}, sender_version = sender_version + 1,
       past_senders = CASE WHEN sender IS NULL THEN past_senders
         ELSE past_senders || jsonb_set('[null]', '{0}', sender || $4::jsonb) END
     WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'paused' AND sender IS DISTINCT FROM ${MENDED}`,
    [tenantId, campaignId, JSON.stringify(sender), JSON.stringify({ until: clock.now().toISOString() })],
  )
}
