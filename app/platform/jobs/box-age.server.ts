// Boxes: tables in which batches are durable before a worker takes them out. How far that is behind, and who catches up when
// no worker does it.
import { clock } from '../clock.server.ts'
import { hitsDb } from '../db/db.server.ts'
import { logFailure } from '../faults/failures.server.ts'

export type BoxAge = { batches: number; oldestMs: number }

/** What waits in a box. It grows while nobody takes anything out, and nothing is lost. */
export async function measureBox(box: 'hit_box' | 'sns_box'): Promise<BoxAge> {
  const found = await hitsDb().query<{ batches: number; oldest: Date | null }>(
    `SELECT count(*)::int AS batches, min(put_at) AS oldest FROM ${box}`,
  )
  const { batches = 0, oldest = null } = found.rows[0] ?? {}
  return { batches, oldestMs: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) : 0 }
}

/**
 * Looks so often whether this process has to catch up, one look at a time; a look that fails is logged as `failure`. The
 * returned function ends that after the look in hand.
 */
export function lookEvery(ms: number, look: () => Promise<void>, failure: string): () => Promise<void> {
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => logFailure(error, failure))
      .finally(() => (looking = null))
  }, ms)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
