// Who asked not to be tracked, by what their browser says (`DNT: 1`, `Sec-GPC: 1`). A row is all there is: neither when nor
// in what e-mail. What Shopify knows of it stands beside, in members.open_tracking.
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { MemberId } from './members.server.ts'

type Person = { tenantId: number; memberId: string }

/** From now on these members, or whom they were merged into, are not tracked; who is no member is left out. */
export async function noteDoNotTrack(sql: Sql, people: Person[]): Promise<void> {
  if (people.length === 0) return
  await sql.query({
    name: 'note-do-not-track',
    text: `INSERT INTO do_not_track (tenant_id, member_id)
      SELECT DISTINCT m.tenant_id, m.member_id FROM unnest($1::int[], $2::bigint[]) AS g(tenant_id, member_id)
      LEFT JOIN merged_members k ON k.tenant_id = g.tenant_id AND k.gone = g.member_id
      JOIN members m ON m.tenant_id = g.tenant_id AND m.member_id = coalesce(k.kept, g.member_id)
      ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    values: [people.map(({ tenantId }) => tenantId), people.map(({ memberId }) => memberId)],
  })
}

/** Whether the member asked not to be tracked. */
export async function asksNotToBeTracked(tenantId: number, memberId: MemberId): Promise<boolean> {
  const found = await db().query('SELECT FROM do_not_track WHERE tenant_id = $1 AND member_id = $2', [
    tenantId,
    memberId,
  ])
  return found.rowCount === 1
}

/** Tracks the member again, from the next e-mail on; false when they had not asked. */
export async function allowTracking(tenantId: number, memberId: MemberId): Promise<boolean> {
  const lifted = await db().query('DELETE FROM do_not_track WHERE tenant_id = $1 AND member_id = $2', [
    tenantId,
    memberId,
  ])
  return lifted.rowCount === 1
}

/** Lays the wish of `gone` over `kept`. */
export async function carryDoNotTrack(sql: Sql, tenantId: number, gone: MemberId, kept: MemberId): Promise<void> {
  await sql.query(
    `INSERT INTO do_not_track (tenant_id, member_id) SELECT tenant_id, $3 FROM do_not_track
     WHERE tenant_id = $1 AND member_id = $2 ON CONFLICT DO NOTHING`,
    [tenantId, gone, kept],
  )
}

/** Forgets the wishes of those who are no members any more: one may have come with their erasure. Returns of how many. */
export async function forgetWishesOfErased(): Promise<number> {
  const forgotten = await db().query(
    `DELETE FROM do_not_track d USING (SELECT tenant_id, member_id FROM do_not_track x WHERE NOT EXISTS (
       SELECT FROM members m WHERE m.tenant_id = x.tenant_id AND m.member_id = x.member_id)) AS gone
     WHERE d.tenant_id = gone.tenant_id AND d.member_id = gone.member_id`,
  )
  return forgotten.rowCount ?? 0
}

/** SQL: whether a row of `members`, beside theirs of `do_not_track` if there is one, is not to be tracked by their own choice. */
export const untracked = (member: string, wish: string) =>
  `(${member}.open_tracking = 'OPTED_OUT' OR ${wish}.member_id IS NOT NULL)`
