// What has gone wrong between Shopify and the app and waits for a person: shown on the home page.
import { db } from '#app/platform/db.server.ts'
import { SCOPES } from '#app/platform/shopify.server.ts'

export type Troubles = {
  /** Messages from Shopify that could not be worked off. */
  deadDeliveries: number
  /** Consent changes that Shopify would not take. */
  refusedWriteBacks: number
  /** A member whose change was refused. */
  refusedMember: string | null
  /** What the shop does not let the app do any more, as Shopify names it. */
  lostScopes: string[]
}

const NONE: Troubles = { deadDeliveries: 0, refusedWriteBacks: 0, refusedMember: null, lostScopes: [] }

/** Counts the shop's troubles; all 0 on a good day. */
export async function findTroubles(tenantId: number): Promise<Troubles> {
  const found = await db().query<Omit<Troubles, 'lostScopes'> & { scopes: string[] | null }>(
    `SELECT (SELECT count(*)::int FROM webhook_inbox WHERE tenant_id = $1 AND state = 'dead') AS "deadDeliveries",
       (SELECT scopes FROM tenants WHERE tenant_id = $1),
       count(*)::int AS "refusedWriteBacks", min(member_id)::text AS "refusedMember"
     FROM outbox WHERE tenant_id = $1 AND state = 'refused'`,
    [tenantId],
  )
  const [row] = found.rows
  if (!row) return NONE
  const { scopes, ...troubles } = row
  return { ...troubles, lostScopes: scopes ? missingScopes(scopes) : [] }
}

/** Shopify names a scope to write for both: it includes the one to read. */
function missingScopes(granted: string[]): string[] {
  return SCOPES.filter((scope) => !granted.includes(scope) && !granted.includes(scope.replace('read_', 'write_')))
}
