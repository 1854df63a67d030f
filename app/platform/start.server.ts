// What every process does first: read the configuration, find or start the database.
import { startEmbeddedPostgres } from './embedded-postgres.server.ts'
import { env, standIns } from './env.server.ts'
import { log } from './log.server.ts'
import { migrate } from './migrate.server.ts'

/**
 * Makes DATABASE_URL point at a running database: the given one, or the embedded one, which is migrated here. Returns
 * what stops it.
 */
export async function prepare(): Promise<() => Promise<void>> {
  const settings = env()
  const replaced = standIns(settings)
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

/** Calls `stop` once at SIGTERM or SIGINT and then ends the process. */
export function onShutdown(stop: () => Promise<void>): void {
  let stopping = false
  const shutdown = async () => {
    if (stopping) return
    stopping = true
    await stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown())
}
