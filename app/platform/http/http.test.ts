import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, BodyTooLarge, BodyTooSlow, readBody, readStart } from './http.server.ts'

const WITHIN_MS = 400
let server: Server
let port = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    const read = request.url === '/start' ? readStart(request, 5, WITHIN_MS) : readBody(request, 1_000, WITHIN_MS)
    read.then(
      (body) => answer(response, 200, `read ${body.length}`),
      (error: unknown) => {
        const status = error instanceof BodyTooSlow ? 408 : error instanceof BodyTooLarge ? 413 : 500
        if (!response.destroyed) answer(response, status, '', { Connection: 'close' })
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Sends the pieces, each after a pause, and returns the first line of the answer. */
function send(head: string, pieces: string[], pauseMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let timers: NodeJS.Timeout[] = []
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${head}\r\nHost: localhost\r\n\r\n`)
      timers = pieces.map((piece, index) => setTimeout(() => socket.write(piece), pauseMs * (index + 1)))
    })
    socket.on('data', (chunk) => {
      timers.forEach(clearTimeout)
      socket.destroy()
      resolve(chunk.toString().split('\r\n')[0] ?? '')
    })
    socket.on('error', reject)
  })
}

const CHUNKED = 'Transfer-Encoding: chunked'
const drip = (count: number) => Array.from({ length: count }, () => '1\r\nx\r\n')

test.each([
  ['one that stops in the midst', `POST / HTTP/1.1\r\nContent-Length: 100`, ['half'], 5],
  ['one that never begins', `POST / HTTP/1.1\r\nContent-Length: 100`, [], 5],
  ['one byte now and then', `POST / HTTP/1.1\r\n${CHUNKED}`, drip(40), 20],
  ['chunks without an end', `POST / HTTP/1.1\r\n${CHUNKED}`, drip(5), 5],
  ['a chunk that is announced and does not come', `POST / HTTP/1.1\r\n${CHUNKED}`, ['fff\r\n'], 5],
  ['one of which only the start is kept', `POST /start HTTP/1.1\r\n${CHUNKED}`, drip(40), 20],
])('a slow body is ended with 408: %s', async (_, head, pieces, pauseMs) =>
  expect(await send(head, pieces, pauseMs)).toBe('HTTP/1.1 408 Request Timeout'),
)

test.each([
  ['in one piece', 'POST / HTTP/1.1\r\nContent-Length: 3', ['abc'], 1],
  ['in several', `POST / HTTP/1.1\r\n${CHUNKED}`, [...drip(5), '0\r\n\r\n'], 10],
  ['none', 'POST / HTTP/1.1\r\nContent-Length: 0', [], 1],
  ['a long one of which the start is kept', 'POST /start HTTP/1.1\r\nContent-Length: 5000', ['x'.repeat(5_000)], 1],
])('a body that comes in time is read: %s', async (_, head, pieces, pauseMs) =>
  expect(await send(head, pieces, pauseMs)).toBe('HTTP/1.1 200 OK'),
)

test('one past the limit is refused before it is there', async () =>
  expect(await send('POST / HTTP/1.1\r\nContent-Length: 5000', ['x'.repeat(2_000)], 1)).toContain('413'))
