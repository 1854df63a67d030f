/**
 * The time that the product writes down and decides by. A seam, so that the demo can play past weeks through the real
 * pipeline and tests can stand at a given moment; leases and queues use the database's own clock.
 */
let now = (): Date => new Date()

export const clock = {
  now: (): Date => now(),
  /** Replaces the time for this process; without an argument the real one returns. */
  set(source?: () => Date): void {
    now = source ?? (() => new Date())
  },
}
