// A day of the log that is over: whoever is no member any more has left nothing in it but that there was a hit, and a member's
// hits are found by an index. There is none while hits come, for it would cost as much as the rows.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { listPartitions } from '#app/platform/db/partitions.server.ts'
import { log } from '#app/platform/log.server.ts'
import { dayNumber, dayOfPartition } from './log-partitions.server.ts'
import { noteAgents } from './used-agents.server.ts'

const INDEX = '_members'

/** Settles the days that are over and were not settled before; returns how many. */
export async function settleDays(): Promise<number> {
  const today = dayNumber(clock.now().getTime())
  const indexed = await findIndexed()
  let settled = 0
  for (const { name } of await listPartitions(['hit_log'])) {
    if (dayOfPartition(name) >= today || indexed.has(name)) continue
    const forgotten = await forgetStrangers(name)
    await forgetAddresses(name.replace('hit_log', 'hit_addresses'))
    await noteAgents(name)
    await index(name)
    log.info({ partition: name, forgotten }, 'day of the log settled')
    settled += 1
  }
  return settled
}

/** The partitions with a whole index by member; a table that has taken a partition's place has one under another name. */
async function findIndexed(): Promise<Set<string>> {
  const found = await db().query<{ name: string }>(
    `SELECT x.indrelid::regclass::text AS name FROM pg_index x JOIN pg_inherits i ON i.inhrelid = x.indrelid
     WHERE i.inhparent = 'hit_log'::regclass AND x.indisvalid AND pg_get_indexdef(x.indexrelid) LIKE '%btree (tenant_id, member_id)'`,
  )
  return new Set(found.rows.map(({ name }) => name))
}

/** An erasure forgets what is there; a mail that is opened after it leaves more. */
async function forgetStrangers(name: string): Promise<number> {
  const forgotten = await db().query(
    `UPDATE ${name} h SET agent_no = 0, referrer = NULL, prefix = NULL
     FROM (SELECT DISTINCT l.tenant_id, l.member_id FROM ${name} l WHERE NOT EXISTS (
       SELECT FROM members m WHERE m.tenant_id = l.tenant_id AND m.member_id = l.member_id)) AS stranger
     WHERE h.tenant_id = stranger.tenant_id AND h.member_id = stranger.member_id
       AND (h.agent_no <> 0 OR h.referrer IS NOT NULL OR h.prefix IS NOT NULL)`,
  )
  return forgotten.rowCount ?? 0
}

/** As an erasure does with those that are there. */
async function forgetAddresses(name: string): Promise<void> {
  const there = await db().query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [name])
  if (!there.rows[0]?.name) return
  await db().query(
    `UPDATE ${name} a SET addresses = kept.addresses
     FROM (SELECT h.tenant_id, h.folded_at, h.folder,
         array_agg(CASE WHEN m.member_id IS NULL THEN NULL ELSE each.address END ORDER BY each.place) AS addresses
       FROM ${name} h CROSS JOIN LATERAL unnest(h.member_ids, h.addresses) WITH ORDINALITY AS each(who, address, place)
       LEFT JOIN members m ON m.tenant_id = h.tenant_id AND m.member_id = each.who
       GROUP BY 1, 2, 3 HAVING bool_or(m.member_id IS NULL AND each.address IS NOT NULL)) AS kept
     WHERE a.tenant_id = kept.tenant_id AND a.folded_at = kept.folded_at AND a.folder = kept.folder`,
  )
}

/** What a night that was cut off has left is no use. */
async function index(name: string): Promise<void> {
  await db().query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}${INDEX}`)
  await db().query(`CREATE INDEX CONCURRENTLY ${name}${INDEX} ON ${name} (tenant_id, member_id)`)
}
