// Work of a shop that only one process may do at a time.
import { db } from '#app/platform/db/db.server.ts'

/** Does `work` while no other process does work of this name for the shop; returns null, undone, when one does. */
export async function oneAtATime<T>(name: string, tenantId: number, work: () => Promise<T>): Promise<T | null> {
  const connection = await db().connect()
  let spoilt = true
  try {
    const lock = await connection.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(hashtext($1), $2) AS mine', [
      name,
      tenantId,
    ])
    spoilt = false
    if (!lock.rows[0]?.mine) return null
    try {
      return await work()
    } finally {
      spoilt = true
      await connection.query('SELECT pg_advisory_unlock(hashtext($1), $2)', [name, tenantId])
      spoilt = false
    }
  } finally {
    // One that may still hold the lock must not be lent to anybody else: the lock ends with it.
    connection.release(spoilt)
  }
}
