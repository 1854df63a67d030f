// How far SES's feedback is behind, and who catches up when no worker does.
import { hitsDb } from '#app/platform/db/db.server.ts'
import { lookEvery, measureBox } from '#app/platform/jobs/box-age.server.ts'
import type { Gauge } from '#app/platform/metrics.server.ts'
import { measureFailures } from './failures.server.ts'
import { foldFeedback } from './fold.server.ts'

/** Older than that, no worker folds: this process does. */
const LATE_MS = 2_000
const LOOK_EVERY_MS = 2_000

/** What is durable and not in effect yet, and what is tried again. */
export async function measureFeedback(): Promise<Gauge[]> {
  const [box, failures] = [await measureBox('sns_box'), await measureFailures(hitsDb())]
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
export const foldFeedbackWhenLate = (): (() => Promise<void>) =>
  lookEvery(LOOK_EVERY_MS, look, 'SES feedback waits to be put into effect')

async function look(): Promise<void> {
  while ((await measureBox('sns_box')).oldestMs > LATE_MS) if ((await foldFeedback()) === 0) return
}
