import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'

/** A replay older than two hours is refused by its timestamp; a day is plenty. */
const RECEIPTS_KEPT_MS = 24 * 3_600_000

/** Forgets receipts that protect from nothing any more; returns how many. */
export async function forgetReceipts(): Promise<number> {
  const before = new Date(clock.now().getTime() - RECEIPTS_KEPT_MS)
  return (await db().query('DELETE FROM sns_receipts WHERE received_at < $1', [before])).rowCount ?? 0
}
