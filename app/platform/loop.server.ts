// A loop that empties a table: woken at once by NOTIFY from whoever added a row, and by a slow poll for rows that came due.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { databaseUrl } from './db.server.ts'
import { faultOf } from './fault.ts'
import { log } from './log.server.ts'

export type Loop = {
  /** Also the NOTIFY channel that wakes it. */
  name: string
  pollMs: number
  /** Works off some rows and returns how many; it is called again at once while that is more than 0. */
  drain: () => Promise<number>
}

/** Starts the loops on one listening connection; the returned function stops them after the drain in hand. */
export async function startLoops(loops: Loop[]): Promise<() => Promise<void>> {
  const stopping = new AbortController()
  const wakers = new Map(loops.map((loop) => [loop.name, new Waker()]))
  const listening = listen(wakers, stopping.signal)
  const running = loops.map((loop) => run(loop, wakers.get(loop.name) ?? new Waker(), stopping.signal))
  return async () => {
    stopping.abort()
    for (const waker of wakers.values()) waker.wake()
    await Promise.all([...running, listening])
  }
}

class Waker {
  #awake = false
  #resolve: (() => void) | undefined

  wake(): void {
    this.#awake = true
    this.#resolve?.()
  }

  async rest(ms: number): Promise<void> {
    if (!this.#awake) {
      const timer = new AbortController()
      await Promise.race([
        new Promise<void>((resolve) => (this.#resolve = resolve)),
        sleep(ms, undefined, { signal: timer.signal }).catch(() => {}),
      ])
      timer.abort()
    }
    this.#awake = false
    this.#resolve = undefined
  }
}

async function run(loop: Loop, waker: Waker, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      if ((await loop.drain()) > 0) continue
    } catch (error) {
      log.error({ loop: loop.name, ...faultOf(error) }, 'loop failed, goes on')
      await Promise.race([sleep(1000), waker.rest(1000)])
    }
    if (!stop.aborted) await waker.rest(loop.pollMs)
  }
}

/** A lost connection costs latency only: the polls go on, and it is opened again. */
async function listen(wakers: Map<string, Waker>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const client = new pg.Client({ connectionString: databaseUrl(), application_name: 'glancito-listen' })
    try {
      await client.connect()
      for (const name of wakers.keys()) await client.query(`LISTEN ${client.escapeIdentifier(name)}`)
      client.on('notification', ({ channel }) => wakers.get(channel)?.wake())
      await new Promise<void>((resolve) => {
        client.once('error', () => resolve())
        client.once('end', () => resolve())
        stop.addEventListener('abort', () => resolve(), { once: true })
      })
    } catch (error) {
      log.warn(faultOf(error), 'listening for notifications failed')
    } finally {
      await client.end().catch(() => {})
    }
    if (!stop.aborted) await sleep(1000)
  }
}
