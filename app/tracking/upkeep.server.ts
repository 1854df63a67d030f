import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'

/** A replay older than two hours is refused by its timestamp; a day is plenty. */
const RECEIPTS_KEPT_MS = 24 * 3_600_000

/** Forgets receipts that protect from nothing any more; returns how many. */
export async function forgetReceipts(): Promise<number> {
  const before = new Date(clock.now().getTime() - RECEIPTS_KEPT_MS)
  return (await db().query('DELETE FROM sns_receipts WHERE received_at < $1', [before])).rowCount ?? 0
}

/** Longer than any process holds back a batch. */
const WRITERS_KEPT_MS = 7 * 24 * 3_600_000

/** Forgets the processes that have put no hits into the box for a week and have none in it; returns how many. */
export async function forgetWriters(): Promise<number> {
  const before = new Date(clock.now().getTime() - WRITERS_KEPT_MS)
  return transaction(async (sql) => {
    // One that puts a batch just now is seen by the next statement.
    const silent = await sql.query<{ writer: string }>(
      'SELECT writer FROM hit_writers WHERE seen_at < $1 FOR UPDATE SKIP LOCKED',
      [before],
    )
    const forgotten = await sql.query(
      `DELETE FROM hit_writers w WHERE writer = ANY ($1) AND NOT EXISTS (SELECT FROM hit_box b WHERE b.writer = w.writer)`,
      [silent.rows.map(({ writer }) => writer)],
    )
    return forgotten.rowCount ?? 0
  })
}
