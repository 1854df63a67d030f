// How far SES's feedback is behind, and who catches up when no worker does.
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb } from '#app/platform/db/db.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import type { Gauge } from '#app/platform/metrics.server.ts'
import { measureFailures } from './failures.server.ts'
import { foldFeedback } from './fold.server.ts'

/** Older than that, no worker folds: this process does. */
const LATE_MS = 2_000
const LOOK_EVERY_MS = 2_000

type BoxAge = { batches: number; oldestMs: number }

/** What is durable and not in effect yet. It grows while nobody folds, and nothing is lost. */
async function measureBox(): Promise<BoxAge> {
  const found = await hitsDb().query<{ batches: number; oldest: Date | null }>(
    'SELECT count(*)::int AS batches, min(put_at) AS oldest FROM sns_box',
  )
  const { batches = 0, oldest = null } = found.rows[0] ?? {}
  return { batches, oldestMs: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) : 0 }
}

export async function measureFeedback(): Promise<Gauge[]> {
  const [box, failures] = [await measureBox(), await measureFailures(hitsDb())]
  return [
    {
      name: 'glancito_feedback_box_batches',
      help: 'Batches of notifications of SES that are durable and not in effect yet.',
      value: box.batches,
    },
    { name: 'glancito_feedback_box_oldest_seconds', help: 'Age of the oldest of them.', value: box.oldestMs / 1000 },
    {
      name: 'glancito_feedback_failures',
      help: 'Notifications of SES that failed and are tried again now and then.',
      value: failures.count,
    },
    {
      name: 'glancito_feedback_failures_oldest_seconds',
      help: 'Since when the oldest of them fails.',
      value: failures.oldestMs / 1000,
    },
  ]
}

/** Folds in this process for as long as no worker does; the returned function ends that after the fold in hand. */
export function foldFeedbackWhenLate(): () => Promise<void> {
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
    while ((await measureBox()).oldestMs > LATE_MS) if ((await foldFeedback()) === 0) return
  } catch (error) {
    logFailure(error, 'SES feedback waits to be put into effect')
  }
}
