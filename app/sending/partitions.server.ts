// The partitions of events and recipients, one each for a block of mailings: attached ahead of it. How they go:
// retention.server.ts.
import type { PoolClient } from 'pg'
import { withBriefLocks } from '#app/platform/db/brief-locks.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { BLOCK } from './blocks.ts'

export const PARENTS = ['mail_events', 'recipients'] as const
type Parent = (typeof PARENTS)[number]
/** What LIKE does not copy: recipients are updated where they lie. */
const STORED = { mail_events: '', recipients: ' WITH (fillfactor = 80)' }

const attached = new Set<number>()

/** Makes sure that events and recipients of the mailings of a block can be written. Safe to call from many processes at once. */
export async function ensurePartitions(block: number): Promise<void> {
  // Block 0 has had its own since before there were blocks.
  if (block === 0 || attached.has(block)) return
  if (!(await areAttached(block))) await withBriefLocks((sql) => attach(sql, block))
  attached.add(block)
}

const nameOf = (parent: Parent, block: number) => `${parent}_${block}`

async function areAttached(block: number, sql: Sql = db()): Promise<boolean> {
  const found = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_inherits
     WHERE inhparent = ANY($1::regclass[]) AND inhrelid::regclass::text = ANY($2::text[])`,
    [PARENTS, PARENTS.map((parent) => nameOf(parent, block))],
  )
  return found.rows[0]?.count === PARENTS.length
}

async function attach(sql: PoolClient, block: number): Promise<void> {
  await sql.query("SELECT pg_advisory_xact_lock(hashtext('mailing partitions'))")
  if (await areAttached(block, sql)) return
  for (const parent of PARENTS) {
    const name = nameOf(parent, block)
    const [first, end] = [block * BLOCK, (block + 1) * BLOCK]
    // With the CHECK nothing is looked through; without a default partition the parent goes on taking rows meanwhile.
    await sql.query(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL,
      CONSTRAINT ${name}_block CHECK (mailing_id >= ${first} AND mailing_id < ${end}))${STORED[parent]}`)
    await sql.query(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${first}) TO (${end})`)
    await sql.query(`ALTER TABLE ${name} DROP CONSTRAINT ${name}_block`)
  }
  log.info({ block }, 'partitions attached')
}
