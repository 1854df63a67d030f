// The segments page's rows.
import { db } from '#app/platform/db/db.server.ts'
import { countFor, listStoredCounts } from './counts.server.ts'
import { rulesInWords } from './rule-words.ts'
import type { SegmentRow } from './SegmentTable.tsx'
import { namesFor } from './names.server.ts'
import { listSegments, type Segment } from './segments.server.ts'

/** How long a page waits for segments that were never counted with the rules they have, and a merchant who asks for new counts. */
const WAIT_MS = { unasked: 2000, asked: 10_000 }

/** Every segment with its size when it was counted the last time and how many campaigns it has had. */
export async function listSegmentRows(tenantId: number): Promise<SegmentRow[]> {
  const [segments, campaigns] = await Promise.all([listSegments(tenantId), countCampaigns(tenantId)])
  const [counts, names] = await Promise.all([
    countsOf(tenantId, segments),
    namesFor(
      tenantId,
      segments.map(({ rules }) => rules),
    ),
  ])
  return segments.map(({ segmentId, name, rules }) => {
    const count = counts.get(segmentId)
    return {
      segmentId,
      name,
      rules: rulesInWords(rules, { names }),
      count: count ? { ...count, countedAt: count.countedAt.toISOString() } : null,
      campaigns: campaigns.get(segmentId) ?? 0,
    }
  })
}

async function countsOf(tenantId: number, segments: Segment[]) {
  const stored = await listStoredCounts(tenantId)
  const uncounted = segments.filter(({ segmentId }) => !stored.has(segmentId))
  if (uncounted.length === 0) return stored
  await countFor(WAIT_MS.unasked, tenantId, uncounted)
  return listStoredCounts(tenantId)
}

/** Counts the shop's segments again, the longest not counted first, for some seconds; returns how many of them. */
export async function countAgain(tenantId: number): Promise<{ counted: number; segments: number }> {
  const [segments, stored] = await Promise.all([listSegments(tenantId), listStoredCounts(tenantId)])
  const countedAt = ({ segmentId }: Segment) => stored.get(segmentId)?.countedAt.getTime() ?? 0
  const oldestFirst = segments.toSorted((a, b) => countedAt(a) - countedAt(b))
  return { counted: await countFor(WAIT_MS.asked, tenantId, oldestFirst), segments: segments.length }
}

async function countCampaigns(tenantId: number): Promise<Map<number, number>> {
  const found = await db().query<{ segmentId: number; campaigns: number }>(
    `SELECT segment_id AS "segmentId", count(*)::int AS campaigns FROM campaigns
     WHERE tenant_id = $1 AND segment_id IS NOT NULL GROUP BY 1`,
    [tenantId],
  )
  return new Map(found.rows.map((row) => [row.segmentId, row.campaigns]))
}
