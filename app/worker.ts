// The worker process: `npm run worker`. Every queue, loop and schedule, one line each. Any number of workers may run.
import { closeDatabase } from './platform/db.server.ts'
import { startJobs, stopJobs } from './platform/jobs.server.ts'
import { log } from './platform/log.server.ts'
import { startLoops } from './platform/loop.server.ts'
import { onShutdown, prepare } from './platform/start.server.ts'

const stopDatabase = await prepare()
await startJobs()

const stopLoops = await startLoops([])

log.info('worker works')

onShutdown(async () => {
  await stopLoops()
  await stopJobs()
  await closeDatabase()
  await stopDatabase()
})
