// Which links of a campaign were followed, by how many people and how often.
import { db } from '#app/platform/db/db.server.ts'
import { countEvents } from './campaign.server.ts'
import { readableLabel } from './link-words.ts'
import { headlineRates, noCounts, TRACKED } from './metrics.ts'

export type LinkRow = {
  linkNo: number
  url: string
  label: string
  /** What the link sat on. */
  kind: 'text' | 'button' | 'image'
  totalClicks: number
  uniqueClicks: number
  machineClicks: number
}

export type LinkPerformance = {
  /** Every click, also repeated ones of one member. */
  totalClicks: number
  /** Members who followed at least one link. */
  uniqueClicks: number
  /** Share of those who opened that followed a link, or null while nobody opened. */
  clicksPerUniqueOpen: number | null
  machineClicks: number
  links: LinkRow[]
}

/**
 * The links in the order of the e-mail, with people and hits, summed over the campaign's mailings; machines are counted
 * apart. Where texts differ, the links of each are listed.
 */
export async function linkPerformance(tenantId: number, campaignId: number): Promise<LinkPerformance> {
  const [links, counts] = await Promise.all([
    db().query<LinkRow & { shopName: string | null }>(
      `SELECT l."linkNo", l.url, l.label, l.kind, coalesce(sum(hits), 0)::int AS "totalClicks",
         coalesce(sum(people), 0)::int AS "uniqueClicks", coalesce(sum(machine_hits), 0)::int AS "machineClicks",
         max(m.sender ->> 'shopName') AS "shopName"
       FROM mailings m JOIN contents c ON c.tenant_id = m.tenant_id AND c.content_id = m.content_id
       CROSS JOIN LATERAL jsonb_to_recordset(c.links) AS l("linkNo" smallint, url text, label text, kind text)
       LEFT JOIN link_stats s ON s.tenant_id = m.tenant_id AND s.mailing_id = m.mailing_id AND s.link_no = l."linkNo"
       WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`,
      [tenantId, campaignId],
    ),
    countEvents(tenantId, [campaignId]),
  ])
  const counted = counts.get(campaignId) ?? noCounts()
  const { clicked, totalClicks, machineClicks } = counted
  return {
    totalClicks,
    uniqueClicks: clicked,
    clicksPerUniqueOpen: headlineRates(counted, TRACKED, 'delivered').ctor,
    machineClicks,
    links: links.rows.map(({ shopName, ...link }) => ({ ...link, label: readableLabel(link.label, shopName) })),
  }
}
