// The segments page's rows.
import { db } from '#app/platform/db/db.server.ts'
import { rulesInWords } from './rule-words.ts'
import type { SegmentRow } from './SegmentTable.tsx'
import { countSegment, listSegments } from './segments.server.ts'

/** Every segment with its size right now and how many campaigns it has had. */
export async function listSegmentRows(tenantId: number): Promise<SegmentRow[]> {
  const [segments, campaigns] = await Promise.all([listSegments(tenantId), countCampaigns(tenantId)])
  return Promise.all(
    segments.map(async ({ segmentId, name, rules }) => ({
      segmentId,
      name,
      rules: rulesInWords(rules),
      ...(await countSegment(tenantId, rules)),
      campaigns: campaigns.get(segmentId) ?? 0,
    })),
  )
}

async function countCampaigns(tenantId: number): Promise<Map<number, number>> {
  const found = await db().query<{ segmentId: number; campaigns: number }>(
    `SELECT segment_id AS "segmentId", count(*)::int AS campaigns FROM campaigns
     WHERE tenant_id = $1 AND segment_id IS NOT NULL GROUP BY 1`,
    [tenantId],
  )
  return new Map(found.rows.map((row) => [row.segmentId, row.campaigns]))
}
