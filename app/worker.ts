// The worker process: `npm run worker`. Every queue, loop and schedule, one line each. Any number of workers may run.
import { closeDatabase } from './platform/db.server.ts'
import { startJobs, stopJobs } from './platform/jobs.server.ts'
import { log } from './platform/log.server.ts'
import { startLoops } from './platform/loop.server.ts'
import { onShutdown, prepare } from './platform/start.server.ts'

/** Starts all work in this process; the returned function ends it after what is in hand. */
export async function startWorker(): Promise<() => Promise<void>> {
  await startJobs()
  const stopLoops = await startLoops([])
  log.info('worker works')
  return async () => {
    await stopLoops()
    await stopJobs()
  }
}

if (import.meta.main) {
  const stopDatabase = await prepare()
  const stopWorker = await startWorker()
  onShutdown(async () => {
    await stopWorker()
    await closeDatabase()
    await stopDatabase()
  })
}
