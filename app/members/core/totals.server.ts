// How many members of each kind a shop has, kept by the database with every write (prisma/migrations/…_member_totals).
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

const KINDS = ['members', 'reachable', 'consented', 'sms', 'unsubscribed', 'hard', 'soft', 'complained'] as const
const COLUMNS = KINDS.join(', ')

/** The shop's totals as of now. */
export async function getTotals(tenantId: number): Promise<MemberTotals> {
  const found = await db().query<MemberTotals>(
    `SELECT ${KINDS.map((kind) => `coalesce(sum(${kind}), 0)::int AS ${kind}`).join(', ')} FROM (
       SELECT ${COLUMNS} FROM member_totals WHERE tenant_id = $1
       UNION ALL SELECT ${COLUMNS} FROM member_total_changes WHERE tenant_id = $1) AS counted`,
    [tenantId],
  )
  const totals = found.rows[0]
  if (!totals) throw new Error('an aggregate answers with one row')
  return totals
}

/** Folds what has changed into the totals, so that few rows are left to add up. Returns 0: there is time until the next round. */
export async function foldTotals(): Promise<0> {
  await db().query(
    `WITH folded AS (DELETE FROM member_total_changes RETURNING tenant_id, ${COLUMNS})
     INSERT INTO member_totals AS kept (tenant_id, ${COLUMNS})
       SELECT tenant_id, ${KINDS.map((kind) => `sum(${kind})`).join(', ')} FROM folded GROUP BY tenant_id ORDER BY tenant_id
     ON CONFLICT (tenant_id) DO UPDATE SET ${KINDS.map((kind) => `${kind} = kept.${kind} + excluded.${kind}`).join(', ')}`,
  )
  return 0
}
