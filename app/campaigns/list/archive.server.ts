// Putting campaigns out of the way, and back: nothing of them changes.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'

/** Archives a draft, or a campaign that has ended; false for any other, which would be overlooked. */
export async function archiveCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  const archived = await db().query(
    `UPDATE campaigns SET archived_at = $3
     WHERE tenant_id = $1 AND campaign_id = $2 AND archived_at IS NULL AND (started_at IS NOT NULL OR scheduled_for IS NULL)
       AND NOT EXISTS (SELECT FROM mailings WHERE tenant_id = $1 AND source = 'campaign' AND source_id = $2
         AND status NOT IN ('sent', 'cancelled'))`,
    [tenantId, campaignId, clock.now()],
  )
  return archived.rowCount === 1
}

/** Puts an archived campaign back into the list; false when it is there. */
export async function unarchiveCampaign(tenantId: number, campaignId: number): Promise<boolean> {
  const back = await db().query(
    'UPDATE campaigns SET archived_at = NULL WHERE tenant_id = $1 AND campaign_id = $2 AND archived_at IS NOT NULL',
    [tenantId, campaignId],
  )
  return back.rowCount === 1
}
