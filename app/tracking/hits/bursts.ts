// How many recipients a part of the internet has reached within seconds: a gateway's machines go through a whole company's
// mail at once. What image proxies fetch is not counted in.
import { BURST_MS } from '../judge/suspects.ts'

type Visit = { at: number; recipient: string }

/** Recipients by prefix, of the last seconds. Of those who fold each has its own; a burst that two of them share is two. */
export class Bursts {
  readonly #visits = new Map<string, Visit[]>()
  #swept = 0

  /** Notes a hit and tells how many recipients its prefix has reached within the time before it. */
  note(prefix: string | null, recipient: string, at: number): number {
    this.#sweep(at)
    if (prefix === null) return 1
    const visits = this.#visits.get(prefix)
    if (!visits) {
      if (!OWN.test(prefix)) this.#visits.set(prefix, [{ at, recipient }])
      return 1
    }
    // They stand in the order in which they came, more or less; one from the future is a process's whose clock was put right.
    for (let [first] = visits; first && isFar(at, first.at); [first] = visits) visits.shift()
    if (visits.length < MOST && !visits.some((visit) => visit.recipient === recipient)) visits.push({ at, recipient })
    return visits.length
  }

  /** Prefixes that are not seen again are forgotten. */
  #sweep(at: number): void {
    if (!isFar(at, this.#swept)) return
    this.#swept = at
    for (const [prefix, visits] of this.#visits)
      if (visits.every((visit) => isFar(at, visit.at))) this.#visits.delete(prefix)
  }
}

const isFar = (one: number, other: number) => Math.abs(one - other) > BURST_MS

/** More of them say nothing more. */
const MOST = 20

/** An address of one's own network is that of a proxy of ours, which everybody comes through. */
const OWN =
  /^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^(?:0:0:0|f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/
