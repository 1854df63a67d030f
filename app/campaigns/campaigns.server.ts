// Campaigns: what the merchant writes, as drafts until send/start.server.ts starts them. Owns the table campaigns; what is
// sent of them, and to whom, are mailings of the sending room, and a campaign's state is that of its mailings.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { pauseMailings } from '#app/sending/mailing-states.server.ts'
import { largestFirst, type Place } from '#app/ui/tables/keyset-page.ts'
import { copyName } from './copy-name.ts'
import type { Campaign, CampaignDraft } from './draft.ts'
import { STATE } from './state.server.ts'

const LISTED = `c.campaign_id AS "campaignId", c.segment_id AS "segmentId", c.name, c.subject, c.preheader,
  c.track_opens AS "trackOpens", c.track_clicks AS "trackClicks", c.utm, c.created_at AS "createdAt",
  c.updated_at AS "updatedAt", c.started_at AS "startedAt", state.status, state.pause_reason AS "pauseReason",
  state.pause_detail AS "pauseDetail", state.from_email AS "fromEmail", state.past_senders AS "pastSenders",
  state.finished_at AS "finishedAt"`
const PAGE = 100

/** HTML that not even a draft may hold; the editor's action asks `checkHtml` first and shows what is wrong. */
export class UnsafeHtml extends Error {}

function refuseUnsafe(html: string): void {
  const { unsafe } = checkHtml(html)
  if (unsafe.length > 0) throw new UnsafeHtml(unsafe.join(' '))
}

/** A segment of another shop is none. */
async function ownSegment(tenantId: number, segmentId: number | null): Promise<number | null> {
  const found = await db().query('SELECT FROM segments WHERE tenant_id = $1 AND segment_id = $2', [tenantId, segmentId])
  return found.rowCount === 1 ? segmentId : null
}

const valuesOf = (draft: CampaignDraft) => [
  draft.name,
  draft.subject,
  draft.preheader,
  draft.html,
  draft.trackOpens,
  draft.trackClicks,
  draft.utm,
  draft.design ? JSON.stringify(draft.design) : null,
]

/**
 * Makes a draft and returns its campaign id.
 * @throws UnsafeHtml
 */
export async function createCampaign(tenantId: number, draft: CampaignDraft): Promise<number> {
  refuseUnsafe(draft.html)
  const created = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, segment_id, name, subject, preheader, html, track_opens, track_clicks, utm, design, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) RETURNING campaign_id AS "campaignId"`,
    [tenantId, await ownSegment(tenantId, draft.segmentId), ...valuesOf(draft), clock.now()],
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
    `UPDATE campaigns SET segment_id = $3, name = $4, subject = $5, preheader = $6, html = $7, track_opens = $8,
       track_clicks = $9, utm = $10, design = $11, updated_at = $12
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL`,
    [tenantId, campaignId, await ownSegment(tenantId, draft.segmentId), ...valuesOf(draft), clock.now()],
  )
  return updated.rowCount === 1
}

/** Deletes a draft; a campaign that was started stays, for its numbers do. */
export async function deleteDraft(tenantId: number, campaignId: number): Promise<boolean> {
  const deleted = await db().query(
    'DELETE FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL',
    [tenantId, campaignId],
  )
  return deleted.rowCount === 1
}

/** The campaign with this id in this shop, or null. */
export async function findCampaign(tenantId: number, campaignId: number): Promise<Campaign | null> {
  const found = await db().query<Campaign>(
    `SELECT ${LISTED}, c.html, c.design FROM campaigns c ${STATE} WHERE c.tenant_id = $1 AND c.campaign_id = $2`,
    [tenantId, campaignId],
  )
  return found.rows[0] ?? null
}

/**
 * @throws when the shop has no such campaign.
 * @internal For tests.
 */
export async function getCampaign(tenantId: number, campaignId: number): Promise<Campaign> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) throw new Error(`tenant ${tenantId} has no campaign ${campaignId}`)
  return campaign
}

/** A campaign in a list: without its HTML. */
export type ListedCampaign = Omit<Campaign, 'html' | 'design'> & { segmentName: string | null }

type ListedFrom = Partial<Place<number>> & { segmentId?: number; limit?: number }

/**
 * The shop's campaigns, or those of a segment, the newest first: from the start, after a campaign, or before one, where
 * they go backwards.
 */
export async function listCampaigns(
  tenantId: number,
  { segmentId, after = null, before = null, limit = PAGE }: ListedFrom = {},
): Promise<ListedCampaign[]> {
  const { sign, direction, key } = largestFirst({ after, before })
  const found = await db().query<ListedCampaign>(
    `SELECT ${LISTED}, s.name AS "segmentName"
     FROM campaigns c ${STATE} LEFT JOIN segments s ON s.tenant_id = c.tenant_id AND s.segment_id = c.segment_id
     WHERE c.tenant_id = $1 AND ($2::int IS NULL OR c.segment_id = $2) AND ($3::int IS NULL OR c.campaign_id ${sign} $3)
     ORDER BY c.campaign_id ${direction} LIMIT $4`,
    [tenantId, segmentId ?? null, key, limit],
  )
  return found.rows
}

/** Copies a campaign, whatever became of it, into a new draft; null when the shop has no such campaign. */
export async function copyCampaign(tenantId: number, campaignId: number): Promise<number | null> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return null
  const copied = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, name, segment_id, subject, preheader, html, design, track_opens, track_clicks, utm, created_at, updated_at)
     SELECT tenant_id, $3, $5, subject, preheader, html, design, track_opens, track_clicks, utm, $4, $4
     FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 RETURNING campaign_id AS "campaignId"`,
    [tenantId, campaignId, copyName(campaign.name), clock.now(), await ownSegment(tenantId, campaign.segmentId)],
  )
  return copied.rows[0]?.campaignId ?? null
}

/** Stops sending after what is on its way; false when the campaign is not being sent. */
export function pauseCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  return pauseMailings({ tenantId, source: 'campaign', sourceId: campaignId })
}
