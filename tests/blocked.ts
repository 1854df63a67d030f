// Statements that wait for a lock which somebody else holds, in this test file's database.
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'

const BLOCKED = `FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND pid <> pg_backend_pid()`

/** Resolves once a statement waits. */
export async function untilBlocked(): Promise<void> {
  while ((await db().query(`SELECT ${BLOCKED}`)).rowCount === 0) await sleep(5)
}

/** Ends the connections of those that wait. */
export async function killBlocked(): Promise<void> {
  await db().query(`SELECT pg_terminate_backend(pid) ${BLOCKED}`)
}
