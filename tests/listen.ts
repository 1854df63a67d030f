// A server of the test's own process on a free port of the loopback, for the tests of a file.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

export type Ask = {
  method?: string
  headers?: Record<string, string>
  body?: string | FormData | URLSearchParams | Uint8Array<ArrayBuffer> | ReadableStream
  /** Of a stream: https://fetch.spec.whatwg.org/#dom-requestinit-duplex */
  duplex?: 'half'
}

/** Starts what `open` makes before the tests, stops it after them; returns what tells its origin. */
export function listenForTests(open: () => Promise<Server>): () => string {
  let origin = ''
  let close = async () => {}
  beforeAll(async () => {
    const server = await open()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
  afterAll(() => close())
  return () => origin
}
