/**
 * The time that the product writes down and decides by. A seam, so that the demo can play past weeks through the real
 * pipeline and tests can stand at a given moment. The leases of recipients, messages and write-backs go by it too, so
 * workers' clocks must agree to some seconds; pg-boss's queues and the send rate go by the database's own clock.
 */
let now = (): Date => new Date()

export const clock = {
  now: (): Date => now(),
  /** Replaces the time for this process; without an argument the real one returns. */
  set(source?: () => Date): void {
    now = source ?? (() => new Date())
  },
}
