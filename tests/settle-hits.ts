import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import { drainHits } from '#app/tracking/hits/hits.server.ts'

/** Every hit that was answered is counted. */
export async function settleHits(): Promise<void> {
  await drainHits()
  await foldAllHits()
}
