// Campaigns: what the merchant writes, as drafts until send/start.server.ts starts them, now or at the time that
// schedule/schedule.server.ts notes. Owns the table campaigns; what is sent of them, and to whom, are mailings of the sending
// room, and a campaign's state is that of its mailings.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { pauseMailings } from '#app/sending/mailing-states.server.ts'
import { largestFirst, type Place } from '#app/ui/tables/keyset-page.ts'
import { differs } from '#app/ui/forms/form-errors.ts'
import { copyName } from './copy-name.ts'
import { type Campaign, type CampaignDraft, writtenOf } from './draft.ts'
import { STATE } from './state.server.ts'

/** What a list shows of `campaigns c` with its state. */
export const LISTED = `c.campaign_id AS "campaignId", c.segment_id AS "segmentId", c.name, c.subject, c.preheader,
  c.track_opens AS "trackOpens", c.track_clicks AS "trackClicks", c.utm, c.frequency_exempt AS "frequencyExempt", c.utm_values AS "utmValues", c.created_at AS "createdAt",
  c.updated_at AS "updatedAt", c.version, c.scheduled_for AS "scheduledFor", c.held_problems AS "heldProblems",
  c.archived_at AS "archivedAt", c.started_at AS "startedAt", state.status, state.pause_reason AS "pauseReason",
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
  draft.frequencyExempt,
]

/**
 * Makes a draft and returns its campaign id.
 * @throws UnsafeHtml
 */
export async function createCampaign(tenantId: number, draft: CampaignDraft): Promise<number> {
  refuseUnsafe(draft.html)
  const created = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, segment_id, name, subject, preheader, html, track_opens, track_clicks, utm, design, frequency_exempt, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) RETURNING campaign_id AS "campaignId"`,
    [tenantId, await ownSegment(tenantId, draft.segmentId), ...valuesOf(draft), clock.now()],
  )
  const row = created.rows[0]
  if (!row) throw new Error('an insert returned no row')
  return row.campaignId
}

export type SavedDraft =
  | { kind: 'saved'; version: number }
  /** Somebody else has saved it since, or another tab: nothing was changed. */
  | { kind: 'changed'; other: { draft: CampaignDraft; version: number } }
  /** The shop has no such campaign, or it is no draft any more. */
  | { kind: 'no-draft' }

/** What may be changed and deleted: neither started nor to be started by a worker. */
const IS_DRAFT = 'started_at IS NULL AND scheduled_for IS NULL'

/**
 * Changes a draft, when it is still that of this version; without one whatever was saved meanwhile. One that holds the same
 * already counts as saved: the answer to an earlier try may have been lost.
 * @throws UnsafeHtml
 */
export async function updateDraft(
  tenantId: number,
  campaignId: number,
  draft: CampaignDraft,
  version: number | null = null,
): Promise<SavedDraft> {
  refuseUnsafe(draft.html)
  const updated = await db().query<{ version: number }>(
    `UPDATE campaigns SET segment_id = $3, name = $4, subject = $5, preheader = $6, html = $7, track_opens = $8,
       track_clicks = $9, utm = $10, design = $11, frequency_exempt = $12, updated_at = $13, version = version + 1
     WHERE tenant_id = $1 AND campaign_id = $2 AND ${IS_DRAFT} AND ($14::int IS NULL OR version = $14)
     RETURNING version`,
    [tenantId, campaignId, await ownSegment(tenantId, draft.segmentId), ...valuesOf(draft), clock.now(), version],
  )
  const saved = updated.rows[0]
  if (saved) return { kind: 'saved', version: saved.version }
  const found = await findCampaign(tenantId, campaignId)
  if (found?.status !== 'draft') return { kind: 'no-draft' }
  const other = { draft: writtenOf(found), version: found.version }
  return differs(other.draft, writtenOf(draft)) ? { kind: 'changed', other } : { kind: 'saved', version: found.version }
}

/** Deletes a draft; a campaign that was started stays, for its numbers do, and one that is scheduled is to be unscheduled first. */
export async function deleteDraft(tenantId: number, campaignId: number): Promise<boolean> {
  const deleted = await db().query(`DELETE FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 AND ${IS_DRAFT}`, [
    tenantId,
    campaignId,
  ])
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

/** How many campaigns to a segment were started since. */
export async function countStarted(tenantId: number, segmentId: number, since: Date): Promise<number> {
  const counted = await db().query<{ count: number }>(
    'SELECT count(*)::int AS count FROM campaigns WHERE tenant_id = $1 AND segment_id = $2 AND started_at > $3',
    [tenantId, segmentId, since],
  )
  return counted.rows[0]?.count ?? 0
}

/** How many campaigns of the shop were not started at their time, and wait for a person. */
export async function countHeldCampaigns(tenantId: number): Promise<number> {
  const counted = await db().query<{ count: number }>(
    'SELECT count(*)::int AS count FROM campaigns WHERE tenant_id = $1 AND held_at IS NOT NULL AND started_at IS NULL',
    [tenantId],
  )
  return counted.rows[0]?.count ?? 0
}

/** Copies a campaign, whatever became of it, into a new draft; null when the shop has no such campaign. */
export async function copyCampaign(tenantId: number, campaignId: number): Promise<number | null> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return null
  const copied = await db().query<{ campaignId: number }>(
    `INSERT INTO campaigns (tenant_id, name, segment_id, subject, preheader, html, design, track_opens, track_clicks, utm, frequency_exempt, created_at, updated_at)
     SELECT tenant_id, $3, $5, subject, preheader, html, design, track_opens, track_clicks, utm, frequency_exempt, $4, $4
     FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 RETURNING campaign_id AS "campaignId"`,
    [tenantId, campaignId, copyName(campaign.name), clock.now(), await ownSegment(tenantId, campaign.segmentId)],
  )
  return copied.rows[0]?.campaignId ?? null
}

/** Stops sending after what is on its way; false when the campaign is not being sent. */
export function pauseCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  return pauseMailings({ tenantId, source: 'campaign', sourceId: campaignId })
}
