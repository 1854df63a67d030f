// What the machine itself adds to a wait: while readers are measured, so are their own process's stops, and a server that does
// nothing. On a busy machine a click takes long in any case; what counts is what it took beyond both.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** In milliseconds of this process's clock. */
export type Wait = { since: number; ms: number }

export type Clicks = {
  clicks: number
  p50: number
  p99: number
  p999: number
  slowest: number
  /** So many took longer than they may. */
  late: number
  /** And so many when the time is left out for which the readers' own process stood still. */
  lateBeyondOurselves: number
  /** And so many when what the bare server took meanwhile is left out too. */
  lateBeyondMachine: number
  barep99: number
  bareSlowest: number
  /** The worst of those in each second, by the second; clicks are how many they are. */
  worst: Late[]
}

/** What a click took, its readers' own share of it, and what the bare server took meanwhile. */
type Late = Wait & { own: number; bare: number; clicks: number }

/** What a living process promises. */
const CLICK_WITHIN_MS = 100
const LAG_TICK_MS = 5
const PING_EVERY_MS = 10

export class Machine {
  readonly #stops: Wait[] = []
  readonly #pings: Wait[] = []
  #isOver = false
  readonly #ended: Promise<unknown>

  constructor(barePort: number) {
    this.#ended = Promise.all([this.#watchOurselves(), this.#ping(barePort)])
  }

  /** How long clicks took, and how much of it the machine explains; nothing is watched from then on. */
  async explain(clicks: Wait[]): Promise<Clicks> {
    this.#isOver = true
    await this.#ended
    const sorted = Float64Array.from(clicks, ({ ms }) => ms).toSorted()
    const bare = Float64Array.from(this.#pings, ({ ms }) => ms).toSorted()
    const late = clicks.filter(({ ms }) => ms > CLICK_WITHIN_MS).map((wait) => ({ ...wait, ...this.#shareOf(wait) }))
    const beyond = late.filter(({ ms, own, bare }) => ms - own - bare > CLICK_WITHIN_MS)
    return {
      clicks: clicks.length,
      p50: shareOf(sorted, 0.5),
      p99: shareOf(sorted, 0.99),
      p999: shareOf(sorted, 0.999),
      slowest: shareOf(sorted, 1),
      late: late.length,
      lateBeyondOurselves: late.filter(({ ms, own }) => ms - own > CLICK_WITHIN_MS).length,
      lateBeyondMachine: beyond.length,
      barep99: shareOf(bare, 0.99),
      bareSlowest: shareOf(bare, 1),
      worst: worstBySecond(beyond),
    }
  }

  #shareOf(wait: Wait): { own: number; bare: number } {
    return {
      own: during(this.#stops, wait).reduce((sum, { ms }) => sum + ms, 0),
      bare: Math.max(0, ...during(this.#pings, wait).map(({ ms }) => ms)),
    }
  }

  async #watchOurselves(): Promise<void> {
    while (!this.#isOver) {
      const since = performance.now()
      await sleep(LAG_TICK_MS)
      const ms = performance.now() - since - LAG_TICK_MS
      if (ms > LAG_TICK_MS) this.#stops.push({ since: since + LAG_TICK_MS, ms })
    }
  }

  async #ping(port: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (!this.#isOver) {
      const since = performance.now()
      await ping(agent, port)
      this.#pings.push({ since, ms: performance.now() - since })
      await sleep(PING_EVERY_MS)
    }
    agent.destroy()
  }
}

function worstBySecond(late: Omit<Late, 'clicks'>[]): Late[] {
  const beyond = ({ ms, own }: Omit<Late, 'clicks'>) => ms - own
  return [...Map.groupBy(late, ({ since }) => Math.floor(since / 1000)).values()].flatMap((ofSecond) => {
    const worst = ofSecond.toSorted((one, other) => beyond(other) - beyond(one))[0]
    return worst ? [{ ...worst, clicks: ofSecond.length }] : []
  })
}

/** One that fails took as long as it did. */
const ping = (agent: Agent, port: number): Promise<void> =>
  new Promise((resolve) => {
    const asked = request({ agent, host: '127.0.0.1', port }, (answer) => {
      answer.resume()
      answer.once('end', resolve)
    })
    asked.on('error', () => resolve())
    asked.end()
  })

/** Those of `waits`, which came one after the other, that overlap with this one. */
function during(waits: Wait[], { since, ms }: Wait): Wait[] {
  const first = Math.max(0, countUntil(waits, since) - 1)
  return waits.slice(first, countUntil(waits, since + ms)).filter((wait) => wait.since + wait.ms > since)
}

/** How many of them had begun by then. */
function countUntil(waits: Wait[], time: number): number {
  let [from, to] = [0, waits.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((waits[middle]?.since ?? 0) <= time) from = middle + 1
    else to = middle
  }
  return from
}

const shareOf = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
