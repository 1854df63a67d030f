import { describe, expect, test } from 'vitest'
import { faultsOf } from './statement-rules.ts'

const TABLES = new Set([
  'tenants',
  'members',
  'outbox',
  'campaigns',
  'webhook_inbox',
  'settings',
  'member_total_changes',
])

const CLOCK = 'asks the database for the time or for chance'
const LOCKS = 'locks rows without a filter on the tenant'
const SKIPS = 'skips locked rows of several shops'
const WALKS = 'walks over several shops in one query'
const VALUES = 'has a sub-query among its values'
const TOTALS = 'writes members and does not note the totals'
const TIMES = 'reckons with a time and what a row says in a change'
const GIVEN = 'joins several tables with what was given, not with each other'
const EACH = 'asks for each row of a WITH query without saying whose'
const CASE = 'asks in a CASE of a change'
const WHOSE = 'locks by a sub-query that does not say whose'
const HAVING = 'asks about its row in HAVING'
const SOME = 'looks for some rows of each shop that was given'
const changes = (table: string) => `changes ${table} without a filter on the tenant`

const OFFENCES: [string, string[]][] = [
  ['UPDATE outbox SET state = $1 WHERE member_id = $2', [changes('outbox')]],
  ["DELETE FROM webhook_inbox WHERE state = 'done' -- tenant_id = $1", [changes('webhook_inbox')]],
  ["DELETE FROM webhook_inbox WHERE topic = 'tenant_id = $1'", [changes('webhook_inbox')]],
  ['UPDATE "public"."settings" SET "utm" = $1 WHERE "public"."settings"."utm" = $2', [changes('settings')]],
  ['WITH t AS (SELECT tenant_id FROM tenants WHERE tenant_id = $1) UPDATE outbox SET state = $2', [changes('outbox')]],
  [
    'UPDATE outbox SET error = NULL WHERE member_id IN (SELECT member_id FROM members WHERE tenant_id = $1)',
    [changes('outbox')],
  ],
  ['UPDATE outbox SET not_before = now() WHERE tenant_id = $1', [CLOCK]],
  ['INSERT INTO campaigns (tenant_id, created_at) VALUES ($1, CURRENT_TIMESTAMP)', [CLOCK]],
  ['UPDATE outbox SET attempts = 0 WHERE tenant_id = $1 AND random() < 0.5', [CLOCK]],
  ['SELECT FROM outbox WHERE tenant_id = $1 AND not_before < clock_timestamp() FOR UPDATE', [CLOCK]],
  ['UPDATE tenants SET installed_at = now() WHERE tenant_id = $1', [CLOCK]],
  ['SELECT * FROM outbox ORDER BY not_before LIMIT 5 FOR UPDATE', [LOCKS]],
  ['SELECT FROM campaigns c WHERE campaign_id = $1 FOR NO KEY UPDATE OF c', [LOCKS]],
  ['SELECT FROM campaigns WHERE campaign_id = $1 FOR SHARE', [LOCKS]],
  ['SELECT FROM outbox o JOIN tenants t USING (tenant_id) FOR UPDATE OF o SKIP LOCKED', [SKIPS]],
  [
    `UPDATE webhook_inbox w SET not_before = NULL FROM (SELECT tenant_id, webhook_id FROM webhook_inbox LIMIT 5000
       FOR UPDATE SKIP LOCKED) AS due WHERE w.tenant_id = due.tenant_id`,
    [LOCKS, SKIPS],
  ],
  [
    'WITH RECURSIVE w AS (SELECT min(tenant_id) AS t FROM outbox UNION ALL SELECT (SELECT min(tenant_id) FROM outbox) FROM w) SELECT t FROM w',
    [WALKS],
  ],
  ['INSERT INTO campaigns (tenant_id, name) VALUES ($1, (SELECT name FROM campaigns WHERE tenant_id = $1))', [VALUES]],
  ['INSERT INTO campaigns (tenant_id, name) VALUES ($1, coalesce((SELECT name FROM settings), $2))', [VALUES]],
  ['DELETE FROM members WHERE tenant_id = $1 AND member_id = $2', [TOTALS]],
  ['INSERT INTO members (tenant_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [TOTALS]],
  ["UPDATE members SET points = 1, email_bounce_type = 'hard' WHERE tenant_id = $1", [TOTALS]],
  ['UPDATE members m SET email = NULL FROM outbox o WHERE m.tenant_id = $1 AND o.tenant_id = $1', [TOTALS]],
  ['WITH gone AS (DELETE FROM members RETURNING 1) SELECT FROM gone', [changes('members'), TOTALS]],
  [
    "UPDATE outbox o SET not_before = $2::timestamptz + least($4::float8, $3 * 2 ^ o.attempts) * interval '1 millisecond' WHERE o.tenant_id = $1",
    [TIMES],
  ],
  ["UPDATE outbox SET not_before = not_before + interval '1 day' WHERE tenant_id = $1", [TIMES]],
  [
    "UPDATE outbox SET state = $2 WHERE tenant_id = $1 AND not_before < $3::timestamptz - attempts * interval '1 hour'",
    [TIMES],
  ],
  [
    "UPDATE campaigns c SET at = c.at - interval '5 minutes' FROM settings s WHERE c.tenant_id = $1 AND s.tenant_id = $1",
    [TIMES],
  ],
  [
    "INSERT INTO outbox AS o (tenant_id) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET at = o.at + interval '1 day'",
    [TIMES],
  ],
  [
    `SELECT FROM unnest($1::int[], $2::bigint[]) AS g(tenant_id, member_id)
     JOIN LATERAL (SELECT min(state) FROM outbox o WHERE o.tenant_id = g.tenant_id AND o.member_id = g.member_id) o ON true
     JOIN LATERAL (SELECT max(email) FROM members m WHERE m.tenant_id = g.tenant_id AND m.member_id = g.member_id) m ON true`,
    [GIVEN],
  ],
  [
    `SELECT FROM unnest($1::int[]) WITH ORDINALITY AS asked(tenant_id, place)
     CROSS JOIN LATERAL (SELECT count(*) FROM campaigns c WHERE c.tenant_id = asked.tenant_id) c
     LEFT JOIN LATERAL (SELECT count(*) FROM settings s WHERE s.tenant_id = asked.tenant_id) s ON true`,
    [GIVEN],
  ],
  [
    'SELECT FROM unnest($1::int[]) AS t(tenant_id) CROSS JOIN LATERAL (SELECT FROM outbox o WHERE o.tenant_id = t.tenant_id LIMIT 1) AS o',
    [SOME],
  ],
  [
    'SELECT FROM unnest($1::int[]) AS t(tenant_id) JOIN LATERAL (SELECT * FROM members m WHERE m.tenant_id = t.tenant_id ORDER BY member_id LIMIT 5) m ON true',
    [SOME],
  ],
  [
    'SELECT FROM unnest($1::int[]) AS t(tenant_id) WHERE EXISTS (SELECT FROM webhook_inbox w WHERE w.tenant_id = t.tenant_id LIMIT 1)',
    [SOME],
  ],
  [
    'UPDATE outbox SET seq = CASE WHEN seq > 0 THEN (SELECT max(seq) FROM campaigns WHERE tenant_id = $1) END WHERE tenant_id = $1',
    [CASE],
  ],
  [
    'UPDATE outbox o SET seq = CASE WHEN NOT EXISTS (SELECT FROM settings s WHERE s.tenant_id = $1) THEN 0 ELSE 1 END FROM given g WHERE o.tenant_id = $1',
    [CASE],
  ],
  [
    'UPDATE campaigns SET n = 1, m = coalesce(CASE kind WHEN 1 THEN (SELECT n FROM outbox WHERE tenant_id = $1) END, 0) WHERE tenant_id = $1',
    [CASE],
  ],
  [
    'SELECT o.id, EXISTS (SELECT FROM campaigns c WHERE c.tenant_id = o.tenant_id) FROM outbox o WHERE o.tenant_id = $1 FOR UPDATE OF o',
    [WHOSE],
  ],
  [
    'SELECT FROM outbox o WHERE o.tenant_id = $1 AND NOT EXISTS (SELECT FROM settings s WHERE s.tenant_id = o.tenant_id AND s.at > o.at) FOR UPDATE',
    [WHOSE],
  ],
  [
    'SELECT o.tenant_id FROM outbox o GROUP BY 1 HAVING count(*) = (SELECT count(*) FROM members m WHERE m.tenant_id = o.tenant_id)',
    [HAVING],
  ],
  [
    'SELECT c.tenant_id, c.kind FROM campaigns c WHERE c.n > 1 GROUP BY 1, 2 HAVING bool_and(c.done) AND EXISTS (SELECT FROM outbox o WHERE o.kind = c.kind)',
    [HAVING],
  ],
  [
    'SELECT FROM (SELECT s.tenant_id FROM settings s GROUP BY s.tenant_id HAVING NOT EXISTS (SELECT FROM campaigns WHERE tenant_id = s.tenant_id)) x',
    [HAVING],
  ],
  [
    `WITH picked AS (SELECT member_id FROM outbox WHERE tenant_id = $1), read AS (
       SELECT p.member_id, EXISTS (SELECT FROM campaigns d WHERE d.tenant_id = m.tenant_id AND d.member_id = m.member_id) AS chosen
       FROM picked p LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = p.member_id) SELECT * FROM read`,
    [EACH],
  ],
  [
    'WITH p AS MATERIALIZED (SELECT member_id FROM outbox WHERE tenant_id = $1) SELECT (SELECT email FROM members m WHERE m.member_id = p.member_id) FROM p',
    [EACH],
  ],
  [
    'WITH a AS (SELECT 1), p AS (SELECT member_id FROM outbox) SELECT coalesce((SELECT utm FROM settings WHERE tenant_id = p.tenant_id), $1) FROM p',
    [EACH],
  ],
  [
    'WITH p AS (SELECT 1 AS id) SELECT p.id IS NOT NULL AND (true OR EXISTS (SELECT FROM outbox o JOIN settings s USING (tenant_id) WHERE s.id = p.id)) FROM p',
    [EACH],
  ],
  [
    'WITH p AS (SELECT 1 AS id) SELECT count(*), (SELECT count(*) FROM campaigns WHERE id = p.id) FROM p GROUP BY p.id',
    [EACH],
  ],
]

const HARMLESS = [
  'SELECT now()',
  "SELECT count(*) FROM outbox WHERE not_before < now() - interval '1 day'",
  'SELECT tenant_id, count(*) FROM outbox GROUP BY tenant_id',
  'UPDATE outbox SET state = $3 WHERE tenant_id = $1 AND member_id = $2',
  'UPDATE webhook_inbox w SET leased = false FROM unnest($1::int[], $2::text[]) AS k (tenant_id, webhook_id) WHERE w.tenant_id = k.tenant_id',
  'UPDATE outbox o SET error = NULL FROM given g WHERE (o.tenant_id, o.member_id) = (g.tenant_id, g.member_id)',
  'DELETE FROM outbox WHERE tenant_id = ANY ($1) AND member_id = $2',
  'DELETE FROM outbox WHERE tenant_id IN (SELECT tenant_id FROM tenants WHERE uninstalled_at < $1)',
  'INSERT INTO settings (tenant_id) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET utm = excluded.utm',
  "INSERT INTO campaigns (tenant_id, name) SELECT tenant_id, name || ' (copy)' FROM campaigns WHERE tenant_id = $1",
  'DELETE FROM "public"."settings" WHERE ("public"."settings"."tenant_id" = $1 AND 1=1)',
  'SELECT FROM outbox WHERE tenant_id = $1 LIMIT 5 FOR UPDATE SKIP LOCKED',
  'SELECT shop FROM tenants WHERE shop = $1 FOR UPDATE',
  'UPDATE tenants SET name = $2 WHERE shop = $1',
  'UPDATE send_rate SET at = clock_timestamp() WHERE account = $1',
  'DELETE FROM sns_receipts WHERE received_at < now()',
  'SELECT pgboss.complete($1)',
  'WITH RECURSIVE bands AS (SELECT 1 FROM members WHERE tenant_id = $1 UNION ALL SELECT 1 FROM bands) SELECT FROM bands',
  'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n',
  'UPDATE members SET points = 1, tier = NULL WHERE tenant_id = $1',
  `UPDATE members SET first_name = 'email = x, email =' WHERE tenant_id = $1`,
  `WITH deleted AS (DELETE FROM members WHERE tenant_id = $1 RETURNING facets), totals AS (INSERT INTO member_total_changes
     SELECT $1, -1 FROM deleted) SELECT FROM deleted`,
  'UPDATE outbox SET not_before = to_timestamp($2::float8 + least($3, 2 ^ attempts)) WHERE tenant_id = $1',
  "UPDATE campaigns SET name = $2 WHERE tenant_id = $1 AND updated_at < $3::timestamptz + interval '1 millisecond'",
  "UPDATE send_rate SET at = at + interval '1 day' WHERE account = $1",
  "SELECT FROM outbox WHERE tenant_id = $1 AND not_before + interval '1 day' < $2",
  `SELECT FROM unnest($1::int[], $2::bigint[]) AS g(tenant_id, member_id)
   JOIN LATERAL (SELECT o.tenant_id FROM outbox o WHERE o.tenant_id = g.tenant_id AND o.member_id = g.member_id GROUP BY 1) o ON true
   LEFT JOIN LATERAL (SELECT m.tenant_id FROM members m WHERE m.tenant_id = o.tenant_id AND m.member_id = g.member_id GROUP BY 1) m ON true`,
  'SELECT FROM unnest($1::int[]) AS g(tenant_id) JOIN campaigns c ON c.tenant_id = g.tenant_id LEFT JOIN settings s ON s.tenant_id = c.tenant_id',
  'SELECT FROM settings s CROSS JOIN LATERAL (SELECT o.tenant_id FROM outbox o WHERE o.tenant_id = s.tenant_id LIMIT 1) AS o',
  'WITH p AS (SELECT member_id FROM outbox) SELECT p.member_id, d.member_id IS NOT NULL FROM p LEFT JOIN members d ON d.tenant_id = $1 AND d.member_id = p.member_id',
  'WITH p AS (SELECT member_id FROM outbox) SELECT count(*), (SELECT count(*) FROM campaigns c WHERE c.tenant_id = $1) FROM p',
  'WITH p AS (SELECT member_id FROM outbox) SELECT (SELECT email FROM members m WHERE m.tenant_id = $1 AND m.member_id = p.member_id) FROM p',
  'SELECT (SELECT email FROM members m WHERE m.tenant_id = o.tenant_id AND m.member_id = o.member_id) FROM outbox o',
  'SELECT tenant_id FROM (SELECT o.tenant_id, EXISTS (SELECT FROM members m WHERE m.tenant_id = o.tenant_id) AS known FROM outbox o) x GROUP BY 1 HAVING bool_and(known)',
  'SELECT tenant_id FROM outbox GROUP BY 1 HAVING count(*) > (SELECT count(*) FROM campaigns c WHERE c.tenant_id = $1)',
  'UPDATE outbox o SET seq = n.seq FROM (SELECT id, CASE WHEN id > 0 THEN (SELECT max(seq) FROM campaigns WHERE tenant_id = $1) END AS seq FROM outbox WHERE tenant_id = $1) n WHERE o.tenant_id = $1 AND o.id = n.id',
  "UPDATE outbox SET state = CASE WHEN at > $2 THEN 'late' END WHERE tenant_id = $1 AND EXISTS (SELECT FROM settings WHERE tenant_id = $1)",
  'SELECT FROM outbox o WHERE o.tenant_id = $1 AND NOT EXISTS (SELECT FROM settings s WHERE s.tenant_id = $1 AND s.at > o.at) FOR UPDATE',
  'BEGIN',
  'SET LOCAL statement_timeout = 100',
]

describe('a statement that could not be sent to tables on several machines', () => {
  test.each(OFFENCES)('%s', (statement, faults) => expect(faultsOf(statement, TABLES)).toEqual(faults))
})

describe('a statement that could', () => {
  test.each(HARMLESS)('%s', (statement) => expect(faultsOf(statement, TABLES)).toEqual([]))
})
