// Partitions as retention needs them: dropped, or thinned to what some shops keep for longer.
import { isLocked, withBriefLocks } from './brief-locks.server.ts'
import { db, type Sql, transaction } from './db.server.ts'
import { log } from '../log.server.ts'

export type Partition = {
  parent: string
  name: string
  /** What ATTACH says: FOR VALUES FROM … TO …. */
  bound: string
  /** The same as a condition on a row. */
  condition: string
}

/** The partitions of these tables, by name. */
export async function listPartitions(parents: readonly string[]): Promise<Partition[]> {
  const found = await db().query<Partition>(
    `SELECT i.inhparent::regclass::text AS parent, c.oid::regclass::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bound,
       pg_get_partition_constraintdef(c.oid) AS condition
     FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE i.inhparent = ANY ($1::regclass[]) ORDER BY 1, 2`,
    [parents],
  )
  return found.rows
}

/** False when its parent, and with it each of its siblings, was in use all the time. */
export async function dropPartition(name: string): Promise<boolean> {
  try {
    await withBriefLocks((sql) => sql.query(`DROP TABLE ${name}`))
    return true
  } catch (error) {
    if (!isLocked(error)) throw error
    log.warn({ partition: name }, 'partition in use, to be dropped another day')
    return false
  }
}

/** Whether tables lie on several machines, where a partition can not be put into the place of another one. */
export async function isDistributed(): Promise<boolean> {
  const found = await db().query("SELECT FROM pg_extension WHERE extname = 'citus'")
  return found.rowCount === 1
}

type Thinning = {
  /** SQL: which rows of the table named `kept` stay. */
  survivors: string
  values: unknown[]
  /**
   * Who waits while they are copied: whoever changes this partition, or whoever writes to any of its siblings. Of a partition
   * that is written to only the latter is possible, for a writer takes hold of all before one.
   */
  hold: 'partition' | 'parent'
  /** How long they wait at the most. */
  withinMs: number
}

const LOCK_MS = 200
const TRIES = 10
const TIMED_OUT = '57014'

/**
 * Copies what stays into a table that takes the partition's place, and drops the rest with it; all of it or nothing. 'slow'
 * when it would take longer than others may wait, 'busy' when somebody held it all the time.
 */
export async function thinPartition(partition: Partition, thinning: Thinning): Promise<'thinned' | 'slow' | 'busy'> {
  try {
    await transaction((sql) => thin(sql, partition, thinning))
    return 'thinned'
  } catch (error) {
    if (isLocked(error)) return 'busy'
    if (error instanceof Error && 'code' in error && error.code === TIMED_OUT) return 'slow'
    throw error
  }
}

async function thin(sql: Sql, { parent, name, bound, condition }: Partition, thinning: Thinning): Promise<void> {
  const { survivors, values, hold, withinMs } = thinning
  const fresh = `${name}_thin`
  await sql.query(`SET LOCAL lock_timeout = ${LOCK_MS}`)
  await sql.query(
    hold === 'partition' ? `LOCK TABLE ${name} IN SHARE MODE` : `LOCK TABLE ONLY ${parent} IN EXCLUSIVE MODE`,
  )
  // With the CHECK nothing is looked through when it is attached.
  await sql.query(`CREATE TABLE ${fresh} (LIKE ${name} INCLUDING ALL, CONSTRAINT ${fresh}_bound CHECK (${condition}))`)
  await sql.query(`SET LOCAL statement_timeout = ${withinMs}`)
  await sql.query(`INSERT INTO ${fresh} SELECT * FROM ${name} AS kept WHERE ${survivors}`, values)
  await sql.query('SET LOCAL statement_timeout = 0')
  await lockAll(sql, parent)
  await sql.query(`DROP TABLE ${name}`)
  await sql.query(`ALTER TABLE ${parent} ATTACH PARTITION ${fresh} ${bound}`)
  await sql.query(`ALTER TABLE ${fresh} DROP CONSTRAINT ${fresh}_bound`)
  await sql.query(`ALTER TABLE ${fresh} RENAME TO ${name}`)
}

/** Nobody queues behind it for longer than for one try. */
async function lockAll(sql: Sql, parent: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await sql.query('SAVEPOINT before_lock')
    try {
      return void (await sql.query(`LOCK TABLE ONLY ${parent} IN ACCESS EXCLUSIVE MODE`))
    } catch (error) {
      if (!isLocked(error) || tries === TRIES) throw error
      await sql.query('ROLLBACK TO SAVEPOINT before_lock')
    }
  }
}
