// Works a persistent queue: does what is due, then sleeps until the next is.

export interface Pump {
  /** Something is due at this time (milliseconds since 1970), maybe earlier than all that was known. */
  wake(dueAt: number): void
  stop(): void
}

const LONGEST_SLEEP_MS = 60_000

/** `work` does what is due and says when the next is, or null when nothing waits. */
export function createPump(work: () => number | null): Pump {
  let timer: NodeJS.Timeout | undefined
  let wakesAt = Infinity
  let stopped = false

  const run = () => {
    timer = undefined
    wakesAt = Infinity
    const next = work()
    if (next !== null) wake(next)
  }
  const wake = (dueAt: number) => {
    if (stopped || dueAt >= wakesAt) return
    clearTimeout(timer)
    wakesAt = dueAt
    timer = setTimeout(run, Math.min(Math.max(dueAt - Date.now(), 0), LONGEST_SLEEP_MS))
  }
  return {
    wake,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
