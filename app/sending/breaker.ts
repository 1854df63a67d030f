// A circuit breaker for SES: after several answers in a row that say nothing, sending rests, and then one message at a time
// probes. Otherwise an outage of minutes would leave a whole campaign unconfirmed.

const LIMIT = 5
const FIRST_REST_MS = 5_000
const LONGEST_REST_MS = 300_000

export class Breaker {
  #inRow = 0
  #restMs = FIRST_REST_MS
  #until = 0

  /** How many messages may be on their way at once. */
  window(normal: number): number {
    return this.#inRow < LIMIT ? normal : 1
  }

  /** Milliseconds to rest before the next try. */
  restFor(now: number): number {
    return Math.max(0, this.#until - now)
  }

  /** An answer that says what became of the message, whatever it says. */
  noteClear(): void {
    this.#inRow = 0
    this.#restMs = FIRST_REST_MS
    this.#until = 0
  }

  /** No answer, or one that leaves open what became of the message. */
  noteTrouble(now: number): void {
    this.#inRow += 1
    if (this.#inRow < LIMIT || this.#until > now) return
    this.#until = now + this.#restMs
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2)
  }
}
