import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { clickUrl, openUrl, unsubscribeUrl } from '#app/tracking/links.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Server } from 'node:http'
import { createWeb } from './web.server.ts'

let server: Server
let port = 0

beforeAll(async () => {
  server = await createWeb({ remix: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Sends a request as it is written and returns the whole answer. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

const ask = (line: string, ...headers: string[]) =>
  raw([line, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n'))
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

test.each([
  ['TRACE', 'TRACE / HTTP/1.1', 405],
  ['TRACE of a hot address', 'TRACE /api/v1/track/open HTTP/1.1', 405],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1', 405],
  ['PROPFIND', 'PROPFIND /app HTTP/1.1', 405],
  ['DELETE of the pixel', 'DELETE /api/v1/track/open HTTP/1.1', 404],
  ['a method that nobody knows', 'STEAL / HTTP/1.1', 400],
  ['//', 'GET // HTTP/1.1', 400],
  ['another host in the path', 'GET //evil.example/app HTTP/1.1', 400],
  ['%00', 'GET /app/%00 HTTP/1.1', 400],
  ['%zz', 'GET /app/%zz HTTP/1.1', 400],
  ['half a character', 'GET /app/%E3%82 HTTP/1.1', 400],
  ['a line break', 'GET /app/%0d%0ax HTTP/1.1', 400],
  ['a backslash', 'GET /\\evil.example HTTP/1.1', 400],
  ['a very long address', `GET /${'a'.repeat(20_000)} HTTP/1.1`, 431],
  ['OPTIONS of all', 'OPTIONS * HTTP/1.1', 204],
  ['GET of all', 'GET * HTTP/1.1', 400],
  ['an address of nothing', 'GET app HTTP/1.1', 400],
  ['another scheme', 'GET ftp://localhost/app HTTP/1.1', 400],
  ['the absolute form', 'GET http://localhost/healthz HTTP/1.1', 200],
  ['the absolute form of another host', 'GET http://evil.example/api/v1/track/open HTTP/1.1', 200],
  ['HTTP of another time', 'GET / HTTP/3.0', 400],
  ['an expectation', 'GET /healthz HTTP/1.1\r\nExpect: tea', 417],
])('%s gets its answer, and never 500', async (_, line, status) => expect(statusOf(await ask(line))).toBe(status))

test.each([
  ['none', 'GET /app HTTP/1.1\r\nConnection: close', 400],
  ['two', 'GET /app HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close', 404],
  ['one with a path', 'GET /app HTTP/1.1\r\nHost: a/b\r\nConnection: close', 400],
  ['one with a user', 'GET /app HTTP/1.1\r\nHost: a@b\r\nConnection: close', 400],
  ['one with an impossible port', 'GET /app HTTP/1.1\r\nHost: a:99999\r\nConnection: close', 400],
  [
    'a forwarded one with an impossible port',
    'GET /app HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: b:99999999\r\nConnection: close',
    400,
  ],
])('a request with such a Host is answered: %s', async (_, request, status) =>
  expect(statusOf(await raw(`${request}\r\n\r\n`))).toBe(status),
)

test.each([
  ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a tunnel with words for its end', `CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${'x'.repeat(70_000)}`],
  ['another protocol', 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['no HTTP', '\x16\x03\x01\x02\x00\x01'],
  ['half a request', 'POST /webhooks/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n'],
  ['a long body', `POST /api/v1/sns-bounce HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(70_000)}`],
])('who asks for %s and is gone without a word ends nobody else', async (_what, request) => {
  for (const afterMs of [0, 1, 5, 20]) {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    await new Promise((resolve) => socket.once('connect', () => setTimeout(resolve, afterMs)))
    socket.resetAndDestroy()
  }
  // What a connection throws after its end would end the process, and does end this test.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(statusOf(await ask('GET /healthz HTTP/1.1'))).toBe(200)
})

test('thousands of headers are refused, hundreds do no harm', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: y`)
  expect(statusOf(await ask('GET /healthz HTTP/1.1', ...many(500)))).toBe(200)
  expect(statusOf(await ask('GET /healthz HTTP/1.1', ...many(5_000)))).toBe(431)
})

test.each([
  ['a click', 'GET /api/v1/track/click?c=%00&m=%zz&d=%&s=', 400],
  [
    'a click of a shop that is none',
    'GET /api/v1/track/click?c=999999999999-1&m=1&d=https%3A%2F%2Fa.example&s=AAAA',
    400,
  ],
  ['a pixel', 'GET /api/v1/track/open?c=%00&m=%zz&s=%E0%A4%A', 200],
  ['an unsubscribe', 'GET /api/v1/unsubscribe/%00', 400],
  ['an unsubscribe with slashes', 'GET /api/v1/unsubscribe/../../app', 400],
  ['an unsubscribe of nobody', 'POST /api/v1/unsubscribe/', 400],
  ['preferences', 'GET /api/v1/preferences/%00', 400],
  ['preferences with slashes', 'GET /api/v1/preferences/../../app', 400],
  ['preferences of nobody', 'POST /api/v1/preferences/', 400],
  ['a webhook', 'POST /webhooks/%00%zz', 400],
  ['a message of SNS', 'POST /api/v1/sns-bounce', 403],
])('%s with a nonsense address is answered', async (_, line, status) =>
  expect(statusOf(await ask(`${line} HTTP/1.1`, 'Content-Length: 0'))).toBe(status),
)

test('links of a shop and a member that are gone do not fail', async () => {
  const tenantId = await aTenant()
  const memberId = (await aMember(tenantId)) + 1n
  const to = { ...(await aMailing(tenantId)), sendNo: 0, attempt: 1, memberId, email: null }
  const nobody = { ...to, tenantId: 2_000_000_000 }
  const path = (url: string) => url.replace(/^https?:\/\/[^/]+/, '')
  const addresses = [to, nobody].flatMap((gone) => [
    openUrl(gone),
    clickUrl(gone, 1, { url: 'https://shop.example/', pseudonymAt: 0 }),
    unsubscribeUrl(gone),
  ])
  const statuses = await Promise.all(
    addresses.map(async (url) =>
      statusOf(await ask(`GET ${path(url)} HTTP/1.1`, 'User-Agent: Mozilla/5.0 Firefox/140')),
    ),
  )
  expect(statuses).toEqual([200, 302, 200, 200, 302, 200])
})

test('who sends slowly is ended by the server itself', () => {
  expect(server.headersTimeout).toBeLessThanOrEqual(15_000)
  expect(server.requestTimeout).toBeLessThanOrEqual(60_000)
  expect(server.timeout).toBeGreaterThan(server.requestTimeout)
})
