// What has gone wrong between Shopify and the app and waits for a person: shown on the home page.
import { db } from '#app/platform/db.server.ts'

export type Troubles = {
  /** Messages from Shopify that could not be worked off. */
  deadDeliveries: number
  /** Consent changes that Shopify would not take. */
  refusedWriteBacks: number
  /** A member whose change was refused. */
  refusedMember: string | null
}

/** Counts the shop's troubles; all 0 on a good day. */
export async function findTroubles(tenantId: number): Promise<Troubles> {
  const found = await db().query<Troubles>(
    `SELECT (SELECT count(*)::int FROM webhook_inbox WHERE tenant_id = $1 AND state = 'dead') AS "deadDeliveries",
       count(*)::int AS "refusedWriteBacks", min(member_id)::text AS "refusedMember"
     FROM outbox WHERE tenant_id = $1 AND state = 'refused'`,
    [tenantId],
  )
  return found.rows[0] ?? { deadDeliveries: 0, refusedWriteBacks: 0, refusedMember: null }
}

/** Has the dead messages worked off again, and returns how many. */
export async function retryDeadDeliveries(tenantId: number): Promise<number> {
  const retried = await db().query(
    `WITH again AS (
       UPDATE webhook_inbox SET state = 'waiting', attempts = 0, not_before = NULL
       WHERE tenant_id = $1 AND state = 'dead' RETURNING 1
     ) SELECT pg_notify('inbox', '') FROM again`,
    [tenantId],
  )
  return retried.rowCount ?? 0
}
