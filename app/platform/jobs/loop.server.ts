// A loop that empties a table: woken at once by NOTIFY from whoever added a row, and by a slow poll for rows that came due.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectionLimits } from '../db/db.server.ts'
import { logFailure } from '../faults/failures.server.ts'
import { within } from '../faults/within.ts'

/** A listener hears nothing for hours: only by asking does it know that it would. */
const HEARTBEAT_MS = 30_000
const HEARTBEAT = { text: 'SELECT 1', query_timeout: 5_000 }
const GOODBYE_MS = 2_000

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
      logFailure(error, 'loop failed, goes on', { loop: loop.name })
      await Promise.race([sleep(1000), waker.rest(1000)])
    }
    if (!stop.aborted) await waker.rest(loop.pollMs)
  }
}

/** A lost connection costs latency only: the polls go on, and it is opened again. */
async function listen(wakers: Map<string, Waker>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const client = new pg.Client({ ...connectionLimits(), application_name: 'glancito-listen' })
    try {
      const ended = untilEnd(client, stop)
      await client.connect()
      for (const name of wakers.keys()) await client.query(`LISTEN ${client.escapeIdentifier(name)}`)
      client.on('notification', ({ channel }) => wakers.get(channel)?.wake())
      await ended
    } catch (error) {
      logFailure(error, 'listening for notifications failed')
    } finally {
      // A server that says nothing does not say goodbye either.
      await within(GOODBYE_MS, client.end()).catch(() => {})
    }
    if (!stop.aborted) await sleep(1000)
  }
}

/** Resolves when the connection is lost, silently too, or when the loops are to stop. */
function untilEnd(client: pg.Client, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const heartbeat = setInterval(() => void client.query(HEARTBEAT).catch(end), HEARTBEAT_MS)
    function end(): void {
      clearInterval(heartbeat)
      resolve()
    }
    client.once('error', end)
    client.once('end', end)
    stop.addEventListener('abort', end, { once: true })
  })
}
