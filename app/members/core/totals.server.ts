// How many members of each kind a shop has. Every statement that writes members appends what it changed; the worker folds
// that into the totals. No row is updated by two writers, so none waits for another.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'

export type MemberTotals = {
  members: number
  /** Those whom a campaign to everybody would reach. */
  reachable: number
  /** Those who consent to e-mail and have not unsubscribed. */
  consented: number
  sms: number
  unsubscribed: number
  hard: number
  soft: number
  complained: number
}

/**
 * Who counts as one of a kind, by the member's `facets`. Reachable is whom skipReason() of consent.ts lets be mailed, and
 * who has paused: a pause ends by itself, without a statement that could note it, so those are counted when asked.
 */
const COUNTED: Record<keyof MemberTotals, string> = {
  members: 'true',
  reachable: "coalesce(email, '') <> '' AND (facets & 51) = 1",
  consented: '(facets & 3) = 1',
  sms: '(facets & 4) = 4',
  unsubscribed: '(facets & 3) = 2',
  hard: '(facets & 24) = 16',
  soft: '(facets & 24) = 8',
  complained: '(facets & 32) = 32',
}
const KINDS = ['members', 'reachable', 'consented', 'sms', 'unsubscribed', 'hard', 'soft', 'complained'] as const
const COLUMNS = KINDS.join(', ')
const SUMS = KINDS.map((kind) => `coalesce(sum(sign) FILTER (WHERE ${COUNTED[kind]}), 0)::int AS ${kind}`).join(', ')

/**
 * For the WITH list of each statement that inserts or deletes members of tenant $1, or sets what they are counted by:
 * appends what it changed. `rows` selects `sign` (1 for a row as it is now, -1 for one as it was), `email` and `facets`.
 */
export const noteTotals = (rows: string) => `totals AS (
  INSERT INTO member_total_changes (tenant_id, ${COLUMNS})
  SELECT $1::int, ${COLUMNS} FROM (SELECT ${SUMS} FROM (${rows}) AS counted) AS summed
  WHERE (${COLUMNS}) <> (${KINDS.map(() => 0).join(', ')})
)`

/** What `noteUpdated` needs of those who are about to be updated. */
export const WAS = 'email AS was_email, facets AS was_facets'

/** As `noteTotals`, of an update whose WITH query `updated` returns email, facets, was_email and was_facets. */
export const noteUpdated = noteTotals(
  'SELECT 1 AS sign, email, facets FROM updated UNION ALL SELECT -1, was_email, was_facets FROM updated',
)

/** The members of tenant $1 for whom `condition` holds, locked, as the `was` of an update that notes the totals. */
export const lockWas = (condition: string) =>
  `was AS (SELECT member_id AS was_id, ${WAS} FROM members WHERE tenant_id = $1 AND ${condition} FOR UPDATE)`

/** Sets columns of the member $2 of tenant $1, and notes the totals. */
export const updateMember = (set: string) => `WITH ${lockWas('member_id = $2')}, updated AS (
  UPDATE members SET ${set}
  FROM was WHERE tenant_id = $1 AND member_id = was_id RETURNING email, facets, was_email, was_facets
), ${noteUpdated} SELECT FROM updated`

/** The shop's totals as of now. */
export async function getTotals(tenantId: number): Promise<MemberTotals> {
  const found = await db().query<MemberTotals & { paused: number }>(
    `SELECT ${KINDS.map((kind) => `coalesce(sum(${kind}), 0)::int AS ${kind}`).join(', ')},
       (SELECT count(*)::int FROM members WHERE tenant_id = $1 AND paused_until > $2 AND ${COUNTED.reachable}) AS paused
     FROM (
       SELECT ${COLUMNS} FROM member_totals WHERE tenant_id = $1
       UNION ALL SELECT ${COLUMNS} FROM member_total_changes WHERE tenant_id = $1) AS counted`,
    [tenantId, clock.now()],
  )
  const [row] = found.rows
  if (!row) throw new Error('an aggregate answers with one row')
  const { paused, ...totals } = row
  return { ...totals, reachable: totals.reachable - paused }
}

/**
 * Folds what has changed into the totals, shop by shop, so that few rows are left to add up. Returns 0: there is time until
 * the next round.
 */
export async function foldTotals(): Promise<0> {
  const changed = await db().query<{ tenantId: number }>(
    'SELECT DISTINCT tenant_id AS "tenantId" FROM member_total_changes ORDER BY 1',
  )
  for (const { tenantId } of changed.rows) await db().query(FOLD, [tenantId])
  return 0
}

const FOLD = `WITH folded AS (DELETE FROM member_total_changes WHERE tenant_id = $1 RETURNING ${COLUMNS})
  INSERT INTO member_totals AS kept (tenant_id, ${COLUMNS})
    SELECT $1::int, ${KINDS.map((kind) => `sum(${kind})`).join(', ')} FROM folded HAVING count(*) > 0
  ON CONFLICT (tenant_id) DO UPDATE SET ${KINDS.map((kind) => `${kind} = kept.${kind} + excluded.${kind}`).join(', ')}`

/**
 * Sets the totals to what a count of all members finds, after each import and nightly check: members who were written past
 * this app are counted again, whatever noted them.
 */
export async function recountTotals(tenantId: number): Promise<void> {
  const counted = `SELECT 1 AS sign, email, facets FROM members WHERE tenant_id = $1`
  await db().query(
    `WITH changes AS (DELETE FROM member_total_changes WHERE tenant_id = $1)
     INSERT INTO member_totals (tenant_id, ${COLUMNS}) SELECT $1::int, ${SUMS} FROM (${counted}) AS counted
     ON CONFLICT (tenant_id) DO UPDATE SET ${KINDS.map((kind) => `${kind} = excluded.${kind}`).join(', ')}`,
    [tenantId],
  )
}
