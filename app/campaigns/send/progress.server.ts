import { db } from '#app/platform/db/db.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { countRecipients, type Progress } from '#app/sending/recipients.server.ts'
import type { CampaignStatus } from '../draft.ts'
import { STATE } from '../state.server.ts'

/** A campaign's recipients by state, and the skipped ones by reason, over all of its mailings. */
export async function campaignProgress(tenantId: number, campaignId: number): Promise<Progress> {
  return countRecipients(tenantId, await listMailings({ tenantId, source: 'campaign', sourceId: campaignId }))
}

/** How far a campaign is: all that its page looks up while it sends. */
export type SendProgress = { status: CampaignStatus; progress: Progress }

/** The campaign's state with its progress, without anything else of it; null when the shop has no such campaign. */
export async function findSendProgress(tenantId: number, campaignId: number): Promise<SendProgress | null> {
  const found = await db().query<{ status: CampaignStatus }>(
    `SELECT state.status FROM campaigns c ${STATE} WHERE c.tenant_id = $1 AND c.campaign_id = $2`,
    [tenantId, campaignId],
  )
  const row = found.rows[0]
  return row ? { status: row.status, progress: await campaignProgress(tenantId, campaignId) } : null
}
