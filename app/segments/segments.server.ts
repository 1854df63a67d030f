// Segments: named rules over members, and how many they hold. Owns the table segments.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { type SkipReason, skipReasonSql } from '#app/members/core/consent.ts'
import { askOfAll } from './ask.server.ts'
import { RULES_VERSION, type SegmentForm, type SegmentRules, segmentRules } from './rules.ts'
import { membersSql } from './sql.server.ts'

export type Segment = { segmentId: number; name: string; rules: SegmentRules; createdAt: Date; updatedAt: Date }
export type SegmentCount = {
  members: number
  /** Those of them who may be mailed now. */
  reachable: number
  /** Why the others may not. */
  skipped: Partial<Record<SkipReason, number>>
}

const COLUMNS = 'segment_id AS "segmentId", name, rules, created_at AS "createdAt", updated_at AS "updatedAt"'

const parseRow = (row: Segment): Segment => ({ ...row, rules: segmentRules.parse(row.rules) })

/** The shop's segments by name. */
export async function listSegments(tenantId: number): Promise<Segment[]> {
  const found = await db().query<Segment>(
    `SELECT ${COLUMNS} FROM segments WHERE tenant_id = $1 ORDER BY lower(name), segment_id`,
    [tenantId],
  )
  return found.rows.map(parseRow)
}

/** The segment with this id in this shop, or null. */
export async function findSegment(tenantId: number, segmentId: number): Promise<Segment | null> {
  const found = await db().query<Segment>(`SELECT ${COLUMNS} FROM segments WHERE tenant_id = $1 AND segment_id = $2`, [
    tenantId,
    segmentId,
  ])
  const row = found.rows[0]
  return row ? parseRow(row) : null
}

/**
 * Makes a segment, or changes the one named by `segmentId`; returns its id.
 * @throws when the shop has no such segment.
 */
export async function saveSegment(tenantId: number, { name, rules }: SegmentForm, segmentId?: number): Promise<number> {
  const values = [tenantId, name, JSON.stringify({ ...rules, version: RULES_VERSION }), clock.now()]
  const saved =
    segmentId === undefined
      ? await db().query<{ segment_id: number }>(
          'INSERT INTO segments (tenant_id, name, rules, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) RETURNING segment_id',
          values,
        )
      : await db().query<{ segment_id: number }>(
          'UPDATE segments SET name = $2, rules = $3, updated_at = $4 WHERE tenant_id = $1 AND segment_id = $5 RETURNING segment_id',
          [...values, segmentId],
        )
  const row = saved.rows[0]
  if (!row) throw new Error(`tenant ${tenantId} has no segment ${segmentId}`)
  return row.segment_id
}

/** Deletes a segment unless a campaign that is not sent yet needs it. */
export async function deleteSegment(tenantId: number, segmentId: number): Promise<'deleted' | 'in-use' | 'unknown'> {
  const deleted = await db().query<{ known: boolean; deleted: boolean }>(
    `WITH gone AS (
       DELETE FROM segments s WHERE tenant_id = $1 AND segment_id = $2 AND NOT EXISTS (
         SELECT FROM campaigns c WHERE c.tenant_id = $1 AND c.segment_id = $2 AND c.started_at IS NULL)
       RETURNING 1)
     SELECT EXISTS (SELECT FROM gone) AS deleted,
       EXISTS (SELECT FROM segments WHERE tenant_id = $1 AND segment_id = $2) AS known`,
    [tenantId, segmentId],
  )
  const { known, deleted: isDeleted } = deleted.rows[0] ?? { known: false, deleted: false }
  if (isDeleted) return 'deleted'
  return known ? 'in-use' : 'unknown'
}

/** How many members the rules hold now, and how many of them may be mailed. */
export async function countSegment(tenantId: number, rules: SegmentRules): Promise<SegmentCount> {
  const params: unknown[] = [tenantId, clock.now()]
  const { from, condition } = membersSql(rules, params)
  const counted = await askOfAll<{ reason: SkipReason | null; count: number }>(
    `SELECT ${skipReasonSql('$2')} AS reason, count(*)::int AS count
     FROM ${from} WHERE m.tenant_id = $1 AND ${condition} GROUP BY 1`,
    params,
  )
  const members = counted.reduce((sum, { count }) => sum + count, 0)
  const skipped = counted.flatMap(({ reason, count }) => (reason ? [[reason, count] as const] : []))
  const reachable = members - skipped.reduce((sum, [, count]) => sum + count, 0)
  return { members, reachable, skipped: Object.fromEntries(skipped) }
}
