// Writes hits into the log as they came.
import type { Sql } from '#app/platform/db/db.server.ts'
import { intArray, type IntType } from '#app/platform/db/int-array.ts'
import type { Hit, SiftedHit } from './hit.ts'

const LOG = `
INSERT INTO hit_log (tenant_id, mailing_id, send_no, member_id, type, link_no, hit_at, verdict, reason, rules, burst, agent_no, referrer, prefix)
SELECT tenant_id, mailing_id, send_no, member_id, type, link_no, to_timestamp(at::float8 / 1000), verdict, reason, rules, burst, agent_no, referrer, prefix
FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::smallint[], $6::smallint[], $7::bigint[], $8::smallint[],
    $9::smallint[], $10::smallint[], $11::smallint[], $12::int[], $13::text[], $14::cidr[])
  AS g(tenant_id, mailing_id, send_no, member_id, type, link_no, at, verdict, reason, rules, burst, agent_no, referrer, prefix)`

/** The first of its parameters. */
const COLUMNS = [
  ['tenantId', 'int4'],
  ['mailingId', 'int4'],
  ['sendNo', 'int2'],
  ['memberId', 'int8'],
  ['type', 'int2'],
  ['linkNo', 'int2'],
  ['at', 'int8'],
  ['verdict', 'int2'],
  ['reason', 'int2'],
  ['rules', 'int2'],
  ['burst', 'int2'],
] as const satisfies [name: keyof SiftedHit, type: IntType][]

/** Appends hits; `agents` has the number of each of their agents. */
export async function appendToLog(sql: Sql, hits: SiftedHit[], agents: Map<string, number>): Promise<void> {
  const columns = COLUMNS.map(([name, type]) => intArray(type, hits, (hit) => hit[name]))
  const agentNos = intArray('int4', hits, ({ agent }) => agents.get(agent) ?? 0)
  const referrers = textArray(hits, ({ referrer }) => (referrer === '' ? 'NULL' : quoted(referrer)))
  const prefixes = textArray(hits, ({ prefix }) => prefix ?? 'NULL')
  await sql.query({ name: 'log-hits', text: LOG, values: [...columns, agentNos, referrers, prefixes] })
}

const KEEP = `
INSERT INTO hit_addresses (tenant_id, folded_at, folder, member_ids, addresses)
SELECT tenant_id, $1, $2, array_agg(member_id), array_agg(address)
FROM unnest($3::int[], $4::bigint[], $5::inet[]) AS g(tenant_id, member_id, address) GROUP BY tenant_id ORDER BY tenant_id
ON CONFLICT (tenant_id, folded_at, folder) DO UPDATE
  SET member_ids = hit_addresses.member_ids || excluded.member_ids, addresses = hit_addresses.addresses || excluded.addresses`

/** Keeps full addresses, those of a shop in one row. */
export async function keepAddresses(sql: Sql, hits: SiftedHit[], at: Date, folder: number): Promise<void> {
  const told = hits.filter(({ prefix }) => prefix !== null)
  if (told.length === 0) return
  const tenants = intArray('int4', told, ({ tenantId }) => tenantId)
  const members = intArray('int8', told, ({ memberId }) => memberId)
  const addresses = textArray(told, ({ address }) => address)
  await sql.query({ name: 'keep-addresses', text: KEEP, values: [at, folder, tenants, members, addresses] })
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** As PostgreSQL reads it: addresses need no quotes, and joining is 5 times cheaper than the driver's encoder. */
function textArray<Each extends Hit>(hits: Each[], read: (hit: Each) => string): string {
  let text = '{'
  for (const hit of hits) text += (text.length > 1 ? ',' : '') + read(hit)
  return `${text}}`
}
