// Who counts hits when no worker does.
import { clock } from '#app/platform/clock.server.ts'
import { lookEvery, measureBox } from '#app/platform/jobs/box-age.server.ts'
import { foldHits } from './fold.server.ts'
import { judgeWaiting } from './suspects.server.ts'

/** Older than that, no worker folds: this process does. */
const LATE_MS = 1_000
const LOOK_EVERY_MS = 1_000
/** At once, about a thousand hits: whoever clicks meanwhile waits for this process. */
const BYTES = 60_000

/** Folds in this process for as long as no worker does; the returned function ends that after the fold in hand. */
export const foldWhenLate = (): (() => Promise<void>) => lookEvery(LOOK_EVERY_MS, look, 'hits wait to be counted')

async function look(): Promise<void> {
  while ((await measureBox('hit_box')).oldestMs > LATE_MS) if ((await foldHits(BYTES)) === 0) return
  await judgeWaiting(new Date(clock.now().getTime() - LATE_MS))
}
