// What has gone wrong between Shopify and the app and waits for a person: shown on the home page.
import { db } from '#app/platform/db/db.server.ts'
import type { LastCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { SCOPES } from '#app/platform/shopify/shopify.server.ts'
import { TIMED } from '#app/inbox/messages/message-words.ts'

export type ShopProblems = {
  /** Messages from Shopify that could not be worked off. */
  deadDeliveries: number
  /** When the last of them failed. */
  lastDeathAt: Date | null
  /** Whether one of them is a request that the law sets a time for. */
  deadline: boolean
  /** Consent changes that Shopify would not take. */
  refusedWriteBacks: number
  /** A member whose change was refused. */
  refusedMember: string | null
  /** What the shop does not let the app do any more, as Shopify names it. */
  lostScopes: string[]
}

const NONE: ShopProblems = {
  deadDeliveries: 0,
  lastDeathAt: null,
  deadline: false,
  refusedWriteBacks: 0,
  refusedMember: null,
  lostScopes: [],
}

/** Counts the shop's problems; all 0 on a good day. */
export async function findProblems(tenantId: number): Promise<ShopProblems> {
  const found = await db().query<Omit<ShopProblems, 'lostScopes'> & { scopes: string[] | null }>(
    `SELECT dead.*, (SELECT scopes FROM tenants WHERE tenant_id = $1), refused.*
     FROM (SELECT count(*)::int AS "deadDeliveries", max(coalesce(worked_at, received_at)) AS "lastDeathAt",
         coalesce(bool_or(topic = ANY ($2)), false) AS deadline
       FROM webhook_inbox WHERE tenant_id = $1 AND state = 'dead') AS dead,
       (SELECT count(*)::int AS "refusedWriteBacks", min(member_id)::text AS "refusedMember"
       FROM outbox WHERE tenant_id = $1 AND state = 'refused') AS refused`,
    [tenantId, TIMED],
  )
  const [row] = found.rows
  if (!row) return NONE
  const { scopes, ...problems } = row
  return { ...problems, lostScopes: scopes ? missingScopes(scopes) : [] }
}

/** Whether a check that began after the last failure found everybody in step: then no member is out of date for it. */
export function isInStep({ lastDeathAt }: Pick<ShopProblems, 'lastDeathAt'>, { done }: LastCheck): boolean {
  return lastDeathAt !== null && done !== null && done.requestedAt > lastDeathAt && done.open === 0
}

/** Shopify names a scope to write for both: it includes the one to read. */
function missingScopes(granted: string[]): string[] {
  return SCOPES.filter((scope) => !granted.includes(scope) && !granted.includes(scope.replace('read_', 'write_')))
}
