// A server that asks itself before others do: who comes by the thousand to a process that has just started would else wait for
// its compiler.
import { once } from 'node:events'
import { Agent, get, type RequestOptions, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { logFailure } from '../faults/failures.server.ts'
import { within } from '../faults/within.ts'

const REQUESTS = 1_000
const AT_ONCE = 50
const LONGEST_MS = 3_000

/**
 * Listens where nobody knows and asks for `paths` in turn, a thousand times, 3 s at the longest; a failure is only logged. The
 * server listens no more afterwards, and what is asked must leave nothing behind.
 */
export async function warmUp(
  server: Server,
  asked: { paths: string[]; headers: Record<string, string> },
): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let left = REQUESTS
  const askOn = async () => {
    for (; left > 0; left -= 1)
      await ask({ agent, port, path: asked.paths[left % asked.paths.length], headers: asked.headers })
  }
  await within(LONGEST_MS, Promise.all(Array.from({ length: AT_ONCE }, askOn)))
    .catch((error: unknown) => logFailure(error, 'not warmed up'))
    .finally(() => (left = 0))
  agent.destroy()
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

const ask = (options: RequestOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', ...options }, (answer) => answer.resume().once('end', resolve)).once('error', reject)
  })
