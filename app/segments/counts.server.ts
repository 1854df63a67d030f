// The stored counts of segments: what one held when it was counted the last time, never shown without its time. A count is
// stored whenever somebody has to wait for one anyway: as a segment is opened, chosen for a campaign or sent to.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { countSegment, type Segment, type SegmentCount } from './segments.server.ts'

export type StoredCount = { members: number; reachable: number; countedAt: Date }

/** Counts a segment now, as `countSegment`, and stores the count. */
export async function countAndStore(
  tenantId: number,
  { segmentId, rules }: Pick<Segment, 'segmentId' | 'rules'>,
): Promise<SegmentCount> {
  const at = clock.now()
  const count = await countSegment(tenantId, rules)
  // Not over a later one, nor when the rules were changed in the meantime.
  await db().query(
    `UPDATE segments SET members = $3, reachable = $4, counted_at = $5
     WHERE tenant_id = $1 AND segment_id = $2 AND updated_at <= $5 AND (counted_at IS NULL OR counted_at < $5)`,
    [tenantId, segmentId, count.members, count.reachable, at],
  )
  return count
}

/** The stored counts by segment, without those of rules that were changed since. */
export async function listStoredCounts(tenantId: number): Promise<Map<number, StoredCount>> {
  const found = await db().query<StoredCount & { segmentId: number }>(
    `SELECT segment_id AS "segmentId", members, reachable, counted_at AS "countedAt"
     FROM segments WHERE tenant_id = $1 AND counted_at >= updated_at`,
    [tenantId],
  )
  return new Map(found.rows.map(({ segmentId, ...count }) => [segmentId, count]))
}

/** Counts segments one after the other until `ms` have passed, the first of them in any case; returns how many. */
export async function countFor(ms: number, tenantId: number, segments: Segment[]): Promise<number> {
  const end = performance.now() + ms
  let counted = 0
  for (const segment of segments) {
    if (counted > 0 && performance.now() >= end) break
    await countAndStore(tenantId, segment)
    counted += 1
  }
  return counted
}
