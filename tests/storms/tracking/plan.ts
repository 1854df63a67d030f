// What a storm of hits is told.
import type { PostgresProxy } from '../../postgres-proxy.ts'
import type { Restart } from '../database.ts'

export type TrackingPlan = {
  /** The same seed kills at the same moments; the machine's own timing is never the same. */
  seed: string
  databaseUrl: string
  logFolder: string
  hits: number
  perSecond: number
  /** The script of the web processes. */
  web: string
  /** How often each web and the worker is killed, at least once. */
  kills: number
  /** How long each time PostgreSQL is read-only and silent. */
  outageSeconds: number
  /** How PostgreSQL is ended and started again, in this order. */
  restarts: Restart[]
  /** Ends the server behind the proxy and starts it again. */
  restart: (proxy: PostgresProxy, how: Restart) => Promise<void>
  /** The longest wait, after the storm, for any of what is left to be written or counted. */
  drainSeconds: number
  say: (line: string) => void
}
