// What the log of hits says of those who were erased: forgotten by night, all of them in one walk through each day.
import { db } from '#app/platform/db/db.server.ts'
import { listPartitions } from '#app/platform/db/partitions.server.ts'

type Erased = { tenantId: number; memberId: string; erasedAt: Date }

/** Of each open and click stays when it was and, in the events, the kind of device; its program and its place do not. */
const FORGET_HITS = (name: string) => `UPDATE ${name} h SET agent_no = 0, referrer = NULL, prefix = NULL
  FROM hits_to_forget f WHERE f.tenant_id = h.tenant_id AND f.member_id = h.member_id
    AND (h.agent_no <> 0 OR h.referrer IS NOT NULL OR h.prefix IS NOT NULL)`

const FORGET_ADDRESSES = (name: string) => `UPDATE ${name} a SET addresses = kept.addresses
  FROM (SELECT h.tenant_id, h.folded_at, h.folder,
      array_agg(CASE WHEN f.member_id IS NULL THEN each.address END ORDER BY each.place) AS addresses
    FROM ${name} h CROSS JOIN LATERAL unnest(h.member_ids, h.addresses) WITH ORDINALITY AS each(who, address, place)
    LEFT JOIN hits_to_forget f ON f.tenant_id = h.tenant_id AND f.member_id = each.who
    WHERE h.tenant_id = ANY ($1)
    GROUP BY 1, 2, 3 HAVING bool_or(f.member_id IS NOT NULL AND each.address IS NOT NULL)) AS kept
  WHERE a.tenant_id = kept.tenant_id AND a.folded_at = kept.folded_at AND a.folder = kept.folder`

/**
 * Forgets them in every day of the log, what came after their erasure included; returns of how many. Whose erasure is noted
 * meanwhile is left to the next night, and so is everybody when this one is cut off.
 */
export async function forgetErased(): Promise<number> {
  const erased = (
    await db().query<Erased>(
      `SELECT tenant_id AS "tenantId", member_id::text AS "memberId", erased_at AS "erasedAt" FROM hits_to_forget`,
    )
  ).rows
  if (erased.length === 0) return 0
  for (const { name } of await listPartitions(['hit_log'])) await db().query(FORGET_HITS(name))
  const tenants = [...new Set(erased.map(({ tenantId }) => tenantId))]
  for (const { name } of await listPartitions(['hit_addresses'])) await db().query(FORGET_ADDRESSES(name), [tenants])
  await db().query(
    `DELETE FROM hits_to_forget f USING unnest($1::int[], $2::bigint[], $3::timestamptz[]) AS g(tenant_id, member_id, erased_at)
     WHERE f.tenant_id = g.tenant_id AND f.member_id = g.member_id AND f.erased_at = g.erased_at`,
    [
      erased.map(({ tenantId }) => tenantId),
      erased.map(({ memberId }) => memberId),
      erased.map(({ erasedAt }) => erasedAt),
    ],
  )
  return erased.length
}
