// When an outage is spoken of: at its first failure, then once a minute with how many there were, and when it is over.

export type Outage = {
  /** Milliseconds of its first failure; null while all is well. */
  since: number | null
  latest: number
  said: number
  /** Failures since the last line. */
  unsaid: number
  failures: number
}

const SAY_EVERY_MS = 60_000
/** Reads succeed where writes do not: only when nothing has failed for longer than any retry waits is it over. */
const QUIET_MS = 10_000

type Noted = { next: Outage; say: { failures: number; seconds: number } | null }

export function createOutage(): Outage {
  return { since: null, latest: 0, said: 0, unsaid: 0, failures: 0 }
}

/** `say` is what to log now: the failures since the line before, and for how many seconds it lasts. */
export function noteFailure(outage: Outage, now: number): Noted {
  const { since } = outage
  if (since === null)
    return { next: { since: now, latest: now, said: now, unsaid: 0, failures: 1 }, say: { failures: 1, seconds: 0 } }
  const next = { ...outage, latest: now, unsaid: outage.unsaid + 1, failures: outage.failures + 1 }
  if (now - outage.said < SAY_EVERY_MS) return { next, say: null }
  return { next: { ...next, said: now, unsaid: 0 }, say: { failures: next.unsaid, seconds: seconds(now - since) } }
}

/** `say` is what to log when it is over: all its failures, and how many seconds it lasted. */
export function noteSuccess(outage: Outage, now: number): Noted {
  const { since, latest, failures } = outage
  if (since === null || now - latest < QUIET_MS) return { next: outage, say: null }
  return { next: createOutage(), say: { failures, seconds: seconds(latest - since) } }
}

const seconds = (ms: number) => Math.round(ms / 1000)
