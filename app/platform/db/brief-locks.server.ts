// Changes of partitions: whatever takes a lock gives up after 200 ms and tries again, so that nobody queues behind one.
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { transaction } from './db.server.ts'

const LOCK_MS = 200
const TRIES = 10
const LOCK_NOT_AVAILABLE = '55P03'

/** Whether a lock was not to be had in time. */
export const isLocked = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE

/** One transaction that waits for no lock longer than hits may wait for it; tried again for some seconds. */
export async function withBriefLocks(work: (sql: PoolClient) => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await transaction(async (sql) => {
        // For a Citus, whose nodes must wait no longer either, and which looks at shards before it changes them.
        await sql.query("SET LOCAL citus.propagate_set_commands = 'local'")
        await sql.query("SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
        await sql.query(`SET LOCAL lock_timeout = ${LOCK_MS}`)
        await work(sql)
      })
      return
    } catch (error) {
      if (!isLocked(error) || tries === TRIES) throw error
      await sleep(LOCK_MS * (1 + Math.random()))
    }
  }
}
