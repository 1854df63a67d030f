// What a storm is told, and what it counts.

export type StormPlan = {
  /** The same seed makes the same changes; the machine's own timing is never the same. */
  seed: string
  databaseUrl: string
  logFolder: string
  customers: number
  changes: number
  /** How long the changes take; draining comes on top. */
  seconds: number
  /** How many of the customers unsubscribe by the link of an e-mail meanwhile. */
  unsubscribes: number
  workers: number
  /** The script of the web process. */
  web: string
  killEveryMs: number
  /** How often a worker is killed during the first import. */
  importKills: number
  /** The share of deliveries that never come. */
  drop: number
  /** Each delivery is late by a random time up to this. */
  spreadMs: number
  /** The longest wait for the queues to run dry. */
  drainSeconds: number
  say: (line: string) => void
}
