// How far the counting of hits is behind.
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb } from '#app/platform/db/db.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { foldHits } from './fold.server.ts'
import { judgeWaiting } from './suspects.server.ts'

/** Older than that, no worker folds: this process does. */
const LATE_MS = 1_000
const LOOK_EVERY_MS = 1_000

export type BoxAge = { batches: number; oldestMs: number }

/** What waits in the box to be counted. It grows while nobody folds, and nothing is lost. */
export async function measureBox(): Promise<BoxAge> {
  const found = await hitsDb().query<{ batches: number; oldest: Date | null }>(
    'SELECT count(*)::int AS batches, min(put_at) AS oldest FROM hit_box',
  )
  const { batches = 0, oldest = null } = found.rows[0] ?? {}
  return { batches, oldestMs: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) : 0 }
}

/** Folds in this process for as long as no worker does; the returned function ends that after the fold in hand. */
export function foldWhenLate(): () => Promise<void> {
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = null))
  }, LOOK_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await looking
  }
}

async function look(): Promise<void> {
  try {
    while ((await measureBox()).oldestMs > LATE_MS) if ((await foldHits()) === 0) return
    await judgeWaiting(new Date(clock.now().getTime() - LATE_MS))
  } catch (error) {
    logFailure(error, 'hits wait to be counted')
  }
}
