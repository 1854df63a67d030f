// Compares a batch of Shopify's export (the temporary table `incoming`) with the members, beside its merge: what differs
// is written down with its class before, and what the merge has repaired is marked after it.
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'

type Check = { tenantId: number; importId: number; exportedFrom: Date }

/** Shopify tries a delivery again for four hours: what is older will not come any more. */
const LATE_FOR = '4 hours'

/** The states of both sides; `reachable` where there is an address or a number: without one, Shopify keeps no consent. */
const SIDES = `(VALUES
  ('email', CASE WHEN m.email_unsubscribed THEN 'UNSUBSCRIBED' ELSE m.email_state END, i.email_state, i.email IS NOT NULL,
    CASE WHEN i.email_exact THEN i.email_at ELSE i.updated_at END),
  ('sms', m.sms_state, i.sms_state, i.phone IS NOT NULL, CASE WHEN i.sms_exact THEN i.sms_at ELSE i.updated_at END)
) AS s (about, ours, theirs, reachable, changed_at)`

/**
 * Shopify takes no opt-out where nobody can be reached (no address, or an invalid one): there only our SUBSCRIBED is
 * wrong, which would count a subscriber that Shopify does not have.
 */
const DIFFERS = `s.ours <> s.theirs
  AND (s.ours = 'SUBSCRIBED' OR (s.reachable AND s.theirs NOT IN ('INVALID', 'REDACTED')))`

/** A look-up for each row (OFFSET 0), whatever the planner thinks of a million members. */
const KNOWN =
  'JOIN LATERAL (SELECT * FROM members WHERE tenant_id = $1 AND member_id = i.member_id OFFSET 0) AS m ON true'

const DIFFERENCES = `
  SELECT m.member_id, s.about, s.changed_at FROM incoming i ${KNOWN} CROSS JOIN LATERAL ${SIDES}
  WHERE ${DIFFERS} AND NOT EXISTS (SELECT FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = m.member_id
    AND l.channel::text = s.about AND l.recorded_at >= $3 OFFSET 0)`

/** Whose messages are here but not worked off; by each of the inbox's partial indexes. */
const INBOX = `SELECT member_id, bool_or(dead) AS dead FROM (
    SELECT member_id, false AS dead FROM webhook_inbox WHERE tenant_id = $1 AND state = 'waiting' AND not_before IS NULL
    UNION ALL SELECT member_id, false FROM webhook_inbox WHERE tenant_id = $1 AND state = 'waiting' AND not_before IS NOT NULL
    UNION ALL SELECT member_id, true FROM webhook_inbox WHERE tenant_id = $1 AND state = 'dead'
  ) AS unfinished GROUP BY member_id`

const CLASS = `CASE
  WHEN o.state = 'waiting' THEN 'write-back-waiting'
  WHEN o.state = 'refused' THEN 'write-back-refused'
  WHEN latest.source = 'merge' THEN 'merged'
  WHEN inbox.dead THEN 'webhook-failed'
  WHEN inbox.member_id IS NOT NULL THEN 'webhook-late'
  WHEN d.changed_at > $4::timestamptz - interval '${LATE_FOR}' THEN 'webhook-late'
  ELSE 'webhook-lost' END`

/** Writes down what differs before the merge; what changed here since the export began is no difference. */
export async function compareBatch(sql: Sql, { tenantId, importId, exportedFrom }: Check): Promise<void> {
  await sql.query(
    `INSERT INTO reconcile_differences (tenant_id, import_id, member_id, about, class, found_at)
     SELECT $1, $2, d.member_id, d.about::difference_about, (${CLASS})::difference_class, $4
     FROM (${DIFFERENCES}) AS d
     LEFT JOIN outbox o ON o.tenant_id = $1 AND o.member_id = d.member_id
       AND CASE d.about WHEN 'email' THEN o.email_state ELSE o.sms_state END IS NOT NULL
     LEFT JOIN LATERAL (SELECT source FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = d.member_id
       AND l.channel::text = d.about ORDER BY seq DESC LIMIT 1) AS latest ON true
     LEFT JOIN (${INBOX}) AS inbox ON inbox.member_id = d.member_id
     ON CONFLICT DO NOTHING`,
    [tenantId, importId, exportedFrom, clock.now()],
  )
  // Members whose creation nobody told us of; a first import has nobody to compare with.
  await sql.query(
    `INSERT INTO reconcile_differences (tenant_id, import_id, member_id, about, class, repair, found_at)
     SELECT DISTINCT ON (i.member_id) $1, $2, i.member_id, 'customer'::difference_about, 'missing-here'::difference_class,
       'added'::difference_repair, $3::timestamptz
     FROM incoming i
     WHERE NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = $1 AND m.member_id = i.member_id OFFSET 0)
     ON CONFLICT DO NOTHING`,
    [tenantId, importId, clock.now()],
  )
}

/** Marks what the merge has repaired: Shopify had the newer decision. The rest waits for reconcile-repair.server.ts. */
export async function settleBatch(
  sql: Sql,
  { tenantId, importId }: Pick<Check, 'tenantId' | 'importId'>,
): Promise<void> {
  await sql.query(
    `WITH settled AS MATERIALIZED (
       SELECT i.member_id, s.about::difference_about AS about FROM incoming i ${KNOWN} CROSS JOIN LATERAL ${SIDES}
       WHERE s.ours = s.theirs AND EXISTS (SELECT FROM reconcile_differences d
         WHERE d.tenant_id = $1 AND d.import_id = $2 AND d.member_id = i.member_id OFFSET 0)
     )
     UPDATE reconcile_differences d SET repair = 'adopted' FROM settled
     WHERE d.tenant_id = $1 AND d.import_id = $2 AND d.member_id = settled.member_id AND d.about = settled.about
       AND d.repair IS NULL`,
    [tenantId, importId],
  )
}
