// Why people say that they left by a campaign.
import { db } from '#app/platform/db/db.server.ts'
import type { OptOutReason } from '#app/tracking/pages/opt-out-reasons.ts'

export type ReasonCount = { reason: OptOutReason; count: number }

/** The reasons that were given, the most frequent first. Who left by two mailings of a campaign counts with what they said last. */
export async function optOutReasons(tenantId: number, campaignId: number): Promise<ReasonCount[]> {
  const found = await db().query<ReasonCount>(
    `SELECT reason, count(*)::int AS count FROM (
       SELECT DISTINCT ON (r.member_id) r.reason
       FROM mailings m JOIN opt_out_reasons r ON r.tenant_id = m.tenant_id AND r.mailing_id = m.mailing_id
       WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 ORDER BY r.member_id, r.said_at DESC) AS said
     GROUP BY reason ORDER BY count DESC, reason`,
    [tenantId, campaignId],
  )
  return found.rows
}
