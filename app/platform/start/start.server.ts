// What every process does first: read the configuration, find or start the database.
import { faultOf } from '../faults/fault.ts'
import { startEmbeddedPostgres } from './embedded-postgres.server.ts'
import { env, simulatedOrigins } from '../env.server.ts'
import { log } from '../log.server.ts'
import { migrate } from './migrate.server.ts'
import { within } from '../faults/within.ts'

/**
 * Makes DATABASE_URL point at a running database: the given one, or the embedded one, which is migrated here. Returns
 * what stops it.
 */
export async function prepare(): Promise<() => Promise<void>> {
  const settings = env()
  const replaced = simulatedOrigins(settings)
  if (replaced.length > 0) log.warn({ replaced }, 'Shopify and AWS are replaced by stand-ins on this machine')
  if (settings.DATABASE_URL) {
    process.env['DATABASE_URL'] = settings.DATABASE_URL
    return async () => {}
  }
  const postgres = await startEmbeddedPostgres('.data')
  process.env['DATABASE_URL'] = postgres.url
  await migrate(postgres.url)
  return postgres.stop
}

/** One thing to end, and how long that may take. */
export type StopStep = { name: string; ms: number; stop: () => Promise<unknown> }

/**
 * Runs the steps once at SIGTERM or SIGINT, in their order, and then ends the process: with 0, or with 1 when one failed
 * or took longer than it may, which is logged. Whatever hangs, the process ends within the sum of their times.
 */
export function onShutdown(steps: StopStep[]): void {
  let stopping = false
  const shutdown = async () => {
    if (stopping) return
    stopping = true
    process.exit((await runSteps(steps)) ? 0 : 1)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown())
}

/** Whether all of them did what they should; one that hangs or fails does not keep the next from its turn. */
export async function runSteps(steps: StopStep[]): Promise<boolean> {
  let isClean = true
  for (const { name, ms, stop } of steps) {
    try {
      await within(ms, stop())
    } catch (error) {
      isClean = false
      log.error({ step: name, ...faultOf(error) }, 'not everything ended in time')
    }
  }
  return isClean
}
