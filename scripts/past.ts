// Plays the demo shop's past in a process of its own, whose clock is set back. The simulator must listen already.
import { start, type Started } from './processes.ts'

/** @throws when it could not be played to its end. `onStart` is told of the process. */
export async function playPast(
  env: Record<string, string>,
  logFolder: string,
  onStart: (past: Started) => void,
): Promise<void> {
  const past = await start('past', 'simulator/demo-shop/history.ts', {
    // Its minutes pass as fast as they can: what waits to be judged waits as long as in any shop.
    env: { ...env, LOG_LEVEL: 'error', SUSPECTS_WAIT_SECONDS: '60' },
    logFolder,
  })
  onStart(past)
  const code = await new Promise<number | null>((resolve) => past.child.once('exit', resolve))
  if (code !== 0) throw new Error(`The shop's past could not be played; see ${past.logFile}`)
}
