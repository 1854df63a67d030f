// Failed attempts by whoever makes them, so that guessing ends. In the memory of one process: each further process allows as
// many again.

type Counted = { failures: number; until: number }

type Limits = { failures: number; windowMs: number; clients: number }

/** Counts failures; a client with too many in one window waits for its end. Holds `clients` of them at most. */
export class FailedAttempts {
  readonly #limits: Limits
  readonly #counted = new Map<string, Counted>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Seconds until the client may try again; 0 when it may now. */
  secondsToWait(client: string, now: number): number {
    const counted = this.#counted.get(client)
    if (!counted || counted.failures < this.#limits.failures || counted.until <= now) return 0
    return Math.ceil((counted.until - now) / 1000)
  }

  note(client: string, now: number): void {
    const counted = this.#counted.get(client)
    if (counted && counted.until > now) {
      counted.failures += 1
      return
    }
    this.#counted.delete(client)
    if (this.#counted.size >= this.#limits.clients) this.#makeRoom(now)
    this.#counted.set(client, { failures: 1, until: now + this.#limits.windowMs })
  }

  /** Windows end in the order in which they were opened: those that are over stand first, then the one that ends next. */
  #makeRoom(now: number): void {
    for (const [client, { until }] of this.#counted) {
      if (until > now && this.#counted.size < this.#limits.clients) return
      this.#counted.delete(client)
    }
  }
}
