// The real web server on a free port of the loopback, without the admin.
import type { AddressInfo } from 'node:net'
import { createWeb } from '#app/web.server.ts'
import { afterAll, beforeAll } from 'vitest'

type Ask = { method?: string; headers?: Record<string, string>; body?: string | FormData | URLSearchParams }

/** Starts the server for the tests of a file and returns what asks it; redirects are not followed. */
export function webForTests(): (pathOrUrl: string, ask?: Ask) => Promise<Response> {
  let origin = ''
  let close = async () => {}
  beforeAll(async () => {
    const server = await createWeb({ remix: false })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
  afterAll(() => close())
  return (pathOrUrl, ask = {}) =>
    fetch(origin + pathOrUrl.replace(/^https?:\/\/[^/]+/, ''), { ...ask, redirect: 'manual' })
}
