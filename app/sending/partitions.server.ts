// The partitions of events and recipients, one each for a block of mailings: attached ahead of it, dropped when all of its
// mailings are closed.
import type { PoolClient } from 'pg'
import { isLocked, withBriefLocks } from '#app/platform/db/brief-locks.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { BLOCK } from './blocks.ts'

const PARENTS = ['mail_events', 'recipients'] as const
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

type Partition = { parent: string; name: string; first: string | null; end: string }

/**
 * Drops the partitions whose numbers all lie before `before` and belong to closed mailings, whose shares were moved, or to none; returns their
 * names. One that is not free of locks in time stays for the next call.
 */
export async function dropClosedPartitions(before: number): Promise<string[]> {
  const dropped: string[] = []
  const partitions = Map.groupBy(await listPartitions(), ({ parent }) => parent)
  for (const ofParent of partitions.values())
    for (const { name, first, end } of ofParent) {
      if (Number(end) > before || (await isNeeded(Number(first ?? 0), Number(end)))) continue
      if (!(await drop(name))) break
      dropped.push(name)
    }
  if (dropped.length > 0) log.info({ dropped }, 'partitions dropped')
  return dropped
}

/** False when its parent, and with it each of its siblings, was in use all the time. */
async function drop(name: string): Promise<boolean> {
  try {
    await withBriefLocks((sql) => sql.query(`DROP TABLE ${name}`))
    return true
  } catch (error) {
    if (!isLocked(error)) throw error
    log.warn({ partition: name }, 'partition in use, to be dropped another day')
    return false
  }
}

/** Partitions with their bounds; the first of all begins with what is smallest. */
async function listPartitions(): Promise<Partition[]> {
  const found = await db().query<Partition>(
    `SELECT parent, name, (regexp_match(bound, 'FROM \\(''?(\\d+)''?\\)'))[1] AS first, (regexp_match(bound, 'TO \\(''?(\\d+)''?\\)'))[1] AS end
     FROM (SELECT inhparent::regclass::text AS parent, c.oid::regclass::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE i.inhparent = ANY($1::regclass[])) AS p
     ORDER BY parent, name`,
    [PARENTS],
  )
  return found.rows
}

async function isNeeded(first: number, end: number): Promise<boolean> {
  const found = await db().query(
    `SELECT FROM mailings WHERE mailing_id >= $1 AND mailing_id < $2
       AND (closed_at IS NULL OR shares_moved_at IS NULL) LIMIT 1`,
    [first, end],
  )
  return found.rowCount === 1
}
