// Campaigns: written as drafts, listed, paused, finished; start.server.ts starts them, cancel.server.ts gives them up. Owns
// the table campaigns; who receives what is the sending room's.
import type { MemberId } from '#app/members/core/members.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { keyOf, sendSliceQueue } from '#app/sending/jobs.ts'
import { largestFirst, type Place } from '#app/ui/keyset-page.ts'
import { copyName } from './copy-name.ts'
import type { Campaign, CampaignDraft } from './editor/draft.ts'
import { startQueue } from './jobs.ts'
import { NO_SUCH_CAMPAIGN } from './send/problems.ts'
import { sendTestMail, type TestOutcome } from './editor/test-mail.server.ts'

const LISTED = `campaign_id AS "campaignId", segment_id AS "segmentId", name, subject, preheader,
  track_opens AS "trackOpens", track_clicks AS "trackClicks", utm, status, pause_reason AS "pauseReason",
  pause_detail AS "pauseDetail", sender ->> 'fromEmail' AS "fromEmail", past_senders AS "pastSenders",
  created_at AS "createdAt", updated_at AS "updatedAt", started_at AS "startedAt", finished_at AS "finishedAt"`
const PAGE = 100

/** HTML that not even a draft may hold; the editor's action asks `checkHtml` first and shows what is wrong. */
export class UnsafeHtml extends Error {}

function refuseUnsafe(html: string): void {
  const { unsafe } = checkHtml(html)
  if (unsafe.length > 0) throw new UnsafeHtml(unsafe.join(' '))
}

/** A segment of another shop is none. */
const ownSegment = (id: string) => `(SELECT segment_id FROM segments WHERE tenant_id = $1 AND segment_id = ${id})`

async function findOwnSegment(tenantId: number, segmentId: number | null): Promise<number | null> {
  const found = await db().query<{ id: number | null }>(`SELECT ${ownSegment('$2')} AS id`, [tenantId, segmentId])
  return found.rows[0]?.id ?? null
}

const valuesOf = (draft: CampaignDraft) => [
  draft.name,
  draft.segmentId,
  draft.subject,
  draft.preheader,
  draft.html,
  draft.trackOpens,
  draft.trackClicks,
  draft.utm,
]

/**
 * Makes a draft and returns its campaign id.
 * @throws UnsafeHtml
 */
export async function createCampaign(tenantId: number, draft: CampaignDraft): Promise<number> {
  refuseUnsafe(draft.html)
  const segmentId = await findOwnSegment(tenantId, draft.segmentId)
  const created = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, name, segment_id, subject, preheader, html, track_opens, track_clicks, utm, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING campaign_id AS "campaignId"`,
    [tenantId, ...valuesOf({ ...draft, segmentId }), clock.now()],
  )
  const row = created.rows[0]
  if (!row) throw new Error('an insert returned no row')
  return row.campaignId
}

/**
 * Changes a draft; false when the shop has no such draft, or it is started.
 * @throws UnsafeHtml
 */
export async function updateDraft(tenantId: number, campaignId: number, draft: CampaignDraft): Promise<boolean> {
  refuseUnsafe(draft.html)
  const updated = await db().query(
    `UPDATE campaigns SET name = $3, segment_id = ${ownSegment('$4')}, subject = $5, preheader = $6, html = $7, track_opens = $8,
       track_clicks = $9, utm = $10, updated_at = $11
     WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'draft'`,
    [tenantId, campaignId, ...valuesOf(draft), clock.now()],
  )
  return updated.rowCount === 1
}

/** Deletes a draft; a campaign that was started stays, for its numbers do. */
export async function deleteDraft(tenantId: number, campaignId: number): Promise<boolean> {
  const deleted = await db().query(
    "DELETE FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'draft'",
    [tenantId, campaignId],
  )
  return deleted.rowCount === 1
}

/** The campaign with this id in this shop, or null. */
export async function findCampaign(tenantId: number, campaignId: number): Promise<Campaign | null> {
  const found = await db().query<Campaign>(
    `SELECT ${LISTED}, html FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2`,
    [tenantId, campaignId],
  )
  return found.rows[0] ?? null
}

/** @throws when the shop has no such campaign. */
export async function getCampaign(tenantId: number, campaignId: number): Promise<Campaign> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) throw new Error(`tenant ${tenantId} has no campaign ${campaignId}`)
  return campaign
}

/** A campaign in a list: without its HTML. */
export type CampaignRow = Omit<Campaign, 'html'> & { segmentName: string | null }

type ListedFrom = Partial<Place<number>> & { segmentId?: number; limit?: number }

/**
 * The shop's campaigns, or those of a segment, the newest first: from the start, after a campaign, or before one, where
 * they go backwards.
 */
export async function listCampaigns(
  tenantId: number,
  { segmentId, after = null, before = null, limit = PAGE }: ListedFrom = {},
): Promise<CampaignRow[]> {
  const { sign, direction, key } = largestFirst({ after, before })
  const found = await db().query<CampaignRow>(
    `SELECT c.*, s.name AS "segmentName"
     FROM (SELECT ${LISTED} FROM campaigns
       WHERE tenant_id = $1 AND ($2::int IS NULL OR segment_id = $2)
         AND ($3::int IS NULL OR campaign_id ${sign} $3)
       ORDER BY campaign_id ${direction} LIMIT $4) AS c
     LEFT JOIN segments s ON s.tenant_id = $1 AND s.segment_id = c."segmentId" ORDER BY c."campaignId" ${direction}`,
    [tenantId, segmentId ?? null, key, limit],
  )
  return found.rows
}

/** Copies a campaign, whatever became of it, into a new draft; null when the shop has no such campaign. */
export async function copyCampaign(tenantId: number, campaignId: number): Promise<number | null> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return null
  const copied = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, name, segment_id, subject, preheader, html, track_opens, track_clicks, utm, created_at, updated_at)
     SELECT tenant_id, $3, ${ownSegment('campaigns.segment_id')}, subject, preheader, html, track_opens, track_clicks, utm, $4, $4
     FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 RETURNING campaign_id AS "campaignId"`,
    [tenantId, campaignId, copyName(campaign.name), clock.now()],
  )
  return copied.rows[0]?.campaignId ?? null
}

/** Stops sending after what is on its way; false when the campaign is not being sent. */
export async function pauseCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  const paused = await db().query(
    `UPDATE campaigns SET status = 'paused', pause_reason = NULL, pause_detail = NULL, updated_at = $3
     WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'sending'`,
    [tenantId, campaignId, clock.now()],
  )
  return paused.rowCount === 1
}

/** Why the app paused a campaign, for the merchant; the detail is what somebody else said, word for word. */
export type PauseCause = {
  reason: string
  detail?: string
  /** Whose e-mails it is about: once a resume has taken another sender, it is no reason any more. */
  senderVersion?: number
}

/** The app's own pause, with what the merchant must know. */
export async function pauseFor(tenantId: number, campaignId: number, cause: PauseCause): Promise<void> {
  const { reason, detail = null, senderVersion = null } = cause
  const paused = await db().query(
    `UPDATE campaigns SET status = 'paused', pause_reason = $3, pause_detail = $4, updated_at = $5
     WHERE tenant_id = $1 AND campaign_id = $2 AND status IN ('preparing', 'sending')
       AND ($6::int IS NULL OR sender_version = $6)`,
    [tenantId, campaignId, reason, detail, clock.now(), senderVersion],
  )
  if (paused.rowCount === 1) log.warn({ tenant: tenantId, campaign: campaignId }, 'campaign paused by the app')
}

/** Stops every campaign of a shop, in the caller's transaction; the merchant may resume each once customers are read anew. */
export async function pauseAll(sql: Sql, tenantId: number, reason: string): Promise<void> {
  await sql.query(
    `UPDATE campaigns SET status = 'paused', pause_reason = $2, pause_detail = NULL, updated_at = $3
     WHERE tenant_id = $1 AND status IN ('preparing', 'sending')`,
    [tenantId, reason, clock.now()],
  )
}

/** Nobody is left to send to. */
export async function finishCampaign(tenantId: number, campaignId: number): Promise<void> {
  const finished = await db().query(
    `UPDATE campaigns SET status = 'sent', finished_at = $3, updated_at = $3
     WHERE tenant_id = $1 AND campaign_id = $2 AND status = 'sending'`,
    [tenantId, campaignId, clock.now()],
  )
  if (finished.rowCount === 1) log.info({ tenant: tenantId, campaign: campaignId }, 'campaign sent')
}

/** Has the work of every started campaign waiting on its queue again, should a job have been lost. */
export async function reviveCampaigns(): Promise<void> {
  const live = await db().query<{ tenantId: number; campaignId: number; status: 'preparing' | 'sending' }>(
    `SELECT tenant_id AS "tenantId", campaign_id AS "campaignId", status FROM campaigns WHERE status IN ('preparing', 'sending')`,
  )
  for (const { tenantId, campaignId, status } of live.rows) {
    const queue = status === 'preparing' ? startQueue : sendSliceQueue
    await enqueue(queue, { tenantId, campaignId }, { key: keyOf({ tenantId, campaignId }) })
  }
}

/** Sends the campaign as it is now to one address, with the values of a member when one is named. */
export async function sendTest(
  tenantId: number,
  campaignId: number,
  address: string,
  memberId?: MemberId,
): Promise<TestOutcome> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return { ok: false, problem: NO_SUCH_CAMPAIGN }
  return sendTestMail(tenantId, campaign, { address, memberId })
}
