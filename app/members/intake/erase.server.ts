// Erasing a member: everything that says who they are. Recipients, events and the ledger keep the bare number, so that
// campaigns still add up and the proof of consent stands; of an address that may not be written to, its hash.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { holdSaves, keepSuppression } from '../consent/erased-addresses.server.ts'
import { forgetInViews } from '../list/views/views.server.ts'
import type { MemberId } from '../core/members.server.ts'
import { noteTotals } from '../core/totals.server.ts'
import { forgetEngagement } from './engagement.server.ts'
import { lockSameAddress, suppressSameAddress } from './same-address.server.ts'

/** Tables whose rows of a member go with them. */
const FORGOTTEN = [
  'hit_suspects',
  'outbox',
  'followed_opt_outs',
  'held_opt_outs',
  'bulk_failures',
  'reply_forwards',
  'do_not_track',
  'orders',
]

/** Erases a member; one that is not there is erased already. */
export async function eraseMember(tenantId: number, memberId: MemberId): Promise<void> {
  await transaction((sql) => erase(sql, tenantId, memberId))
}

/** As `eraseMember`, in the caller's transaction. */
export async function erase(sql: Sql, tenantId: number, memberId: MemberId): Promise<void> {
  const key = [tenantId, memberId]
  await holdSaves(sql, tenantId)
  await lockSameAddress(sql, tenantId, memberId)
  const member = await keepSuppression(sql, tenantId, memberId)
  if (member) {
    await suppressSameAddress(sql, tenantId, memberId, member)
    const { email, phone, firstName, lastName } = member
    await forgetInViews(sql, tenantId, [email, phone, firstName && lastName && `${firstName} ${lastName}`])
  }
  // What the log of hits says of them goes by night: it holds no name, and an erasure would keep others waiting who went through it.
  for (const table of ['erased_members', 'hits_to_forget'])
    await sql.query(
      `INSERT INTO ${table} (tenant_id, member_id, erased_at) SELECT tenant_id, $2, $3 FROM tenants WHERE tenant_id = $1
       ON CONFLICT (tenant_id, member_id) DO UPDATE SET erased_at = excluded.erased_at`,
      [...key, clock.now()],
    )
  await sql.query(
    `WITH deleted AS (DELETE FROM members WHERE tenant_id = $1 AND member_id = $2 RETURNING email, facets),
       ${noteTotals('SELECT -1 AS sign, email, facets FROM deleted')} SELECT FROM deleted`,
    key,
  )
  for (const table of ['order_lines', 'order_refunds'])
    await sql.query(
      `DELETE FROM ${table} WHERE tenant_id = $1
         AND order_id IN (SELECT order_id FROM orders WHERE tenant_id = $1 AND member_id = $2)`,
      key,
    )
  for (const table of FORGOTTEN) await sql.query(`DELETE FROM ${table} WHERE tenant_id = $1 AND member_id = $2`, key)
  // Mail servers quote the address in their diagnostics.
  await sql.query('UPDATE bounces SET diagnostic = NULL WHERE tenant_id = $1 AND member_id = $2', key)
  // So do SES and Shopify when they refuse one.
  for (const table of ['recipients', 'consent_deliveries'])
    await sql.query(
      `UPDATE ${table} SET error = NULL WHERE tenant_id = $1 AND member_id = $2 AND error IS NOT NULL`,
      key,
    )
  // Last, for who counts hits waits for its rows.
  await forgetEngagement(sql, tenantId, memberId)
}

/** Deletes all members of a shop that is deleted itself; what is known of them elsewhere is the caller's. */
export async function deleteMembers(tenantId: number): Promise<void> {
  await db().query(
    `WITH deleted AS (DELETE FROM members WHERE tenant_id = $1 RETURNING email, facets),
       ${noteTotals('SELECT -1 AS sign, email, facets FROM deleted')} SELECT count(*) FROM deleted`,
    [tenantId],
  )
}

/**
 * Erases once more whom an export begun at `since` has brought back: it was read before they were erased and merged after.
 * And forgets the numbers of those whom none can bring back any more.
 */
export async function eraseReturned(tenantId: number, since: Date): Promise<void> {
  const returned = await db().query<{ memberId: string }>(
    `SELECT member_id::text AS "memberId" FROM erased_members JOIN members USING (tenant_id, member_id)
     WHERE tenant_id = $1 AND erased_at >= $2`,
    [tenantId, since],
  )
  for (const { memberId } of returned.rows) await eraseMember(tenantId, memberId)
  await db().query('DELETE FROM erased_members WHERE tenant_id = $1 AND erased_at < $2', [tenantId, since])
}
