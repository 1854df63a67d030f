// What a restart of PostgreSQL looks like from outside, where the server is not ours to end: others use it too.
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresProxy } from '../../postgres-proxy.ts'
import { dropConnections } from '../../read-only.ts'

const AWAY_MS = 1_500

/** Ends what is under way in the database, and lets nobody in for a while. */
export async function cutOff(proxy: PostgresProxy): Promise<void> {
  proxy.mode = 'refuse'
  await dropConnections(proxy.target)
  await sleep(AWAY_MS)
  proxy.mode = 'pass'
}
