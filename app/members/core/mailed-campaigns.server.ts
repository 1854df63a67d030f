// Which campaign a mailing was of.
import { db } from '#app/platform/db/db.server.ts'

export type MailedCampaign = { campaignId: number; name: string }

/** The campaigns of some mailings of a shop, by mailing; what is no campaign's, or not the shop's, has none. */
export async function campaignsOfMailings(
  tenantId: number,
  rows: { mailingId: number | null }[],
): Promise<Map<number | null, MailedCampaign>> {
  const ids = [...new Set(rows.flatMap(({ mailingId }) => mailingId ?? []))]
  if (ids.length === 0) return new Map()
  const found = await db().query<MailedCampaign & { mailingId: number }>(
    `SELECT m.mailing_id AS "mailingId", c.campaign_id AS "campaignId", c.name
     FROM mailings m JOIN campaigns c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id
     WHERE m.tenant_id = $1 AND m.mailing_id = ANY($2) AND m.source = 'campaign'`,
    [tenantId, ids],
  )
  return new Map(found.rows.map(({ mailingId, ...campaign }) => [mailingId, campaign]))
}
