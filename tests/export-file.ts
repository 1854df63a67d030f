// A file of Shopify's exported customers on a server of the test's own. Import it before anything of `app/`: the
// configuration is read once, and names its address.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach } from 'vitest'

type Manner = {
  /** Answers 200 with all of it, whatever is asked. */
  ignoresRange: boolean
  /** Answers with this status and no file. */
  refuses: number | null
  /** Sends so many bytes of an answer, then nothing more. */
  stopsAfter: number | null
}

const PLAIN: Manner = { ignoresRange: false, refuses: null, stopsAfter: null }

let file = Buffer.alloc(0)
let version = 0
let manner = PLAIN
let asked: (string | null)[] = []

const server = createServer(answer)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.env['SHOPIFY_API_ORIGIN'] = origin

beforeEach(() => {
  manner = PLAIN
  asked = []
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

export const exportFile = {
  url: `${origin}/customers.jsonl`,
  write(lines: string[]): void {
    file = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    version += 1
  },
  behave(change: Partial<Manner>): void {
    manner = { ...PLAIN, ...change }
  },
  /** Cuts the connections of answers that have stopped. */
  breakOff: () => server.closeAllConnections(),
  /** The Range of each request, null where it had none. */
  asked: () => asked,
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const range = request.headers.range ?? null
  asked.push(range)
  if (manner.refuses) return void response.writeHead(manner.refuses).end()
  const etag = `"${version}"`
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  const isSame = (request.headers['if-range'] ?? etag) === etag
  if (range === null || !isSame || manner.ignoresRange) return send(response, 200, { etag }, file)
  if (from >= file.length) return void response.writeHead(416, { etag }).end()
  const headers = { etag, 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }
  send(response, 206, headers, file.subarray(from))
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: Buffer): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) })
  if (manner.stopsAfter === null) return void response.end(body)
  response.write(body.subarray(0, manner.stopsAfter))
}
