import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type * as BulkFile from './bulk-file.server.ts'

const SILENCE_MS = 200
let server: Server
let origin = ''
let file: typeof BulkFile
const served = new Map<string, (response: ServerResponse) => void>()

beforeAll(async () => {
  server = createServer((request, response) => served.get(request.url ?? '')?.(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Read once, when the app's modules are: files are fetched from their own address where that is the stand-in's.
  process.env['SHOPIFY_API_ORIGIN'] = origin
  file = await import('./bulk-file.server.ts')
}, 60_000)
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

let number = 0

async function linesOf(serve: (response: ServerResponse) => void): Promise<string[]> {
  const path = `/file-${(number += 1)}`
  served.set(path, serve)
  const lines: string[] = []
  const opened = await file.openFile(`${origin}${path}`, { bytes: 0, tag: null }, SILENCE_MS)
  for await (const part of file.readChunks(opened)) lines.push(...part.lines)
  return lines
}

const line = (id: number) => `{"id":"gid://shopify/Customer/${id}"}\n`

test.each<[string, (response: ServerResponse) => void]>([
  ['never answers', () => {}],
  ['sends the head and nothing more', (response) => response.writeHead(200).flushHeaders()],
  ['stops after a line', (response) => response.writeHead(200).write(line(1))],
  ['stops in a line', (response) => response.writeHead(200).write('{"id":"gid')],
  [
    'stops before the length that it named',
    (response) => response.writeHead(200, { 'Content-Length': 999 }).write(line(1)),
  ],
  ['breaks off', (response) => response.writeHead(200).write(line(1), () => response.destroy())],
  ['closes without a word', (response) => response.destroy()],
])('an exported file whose server %s is fetched again later', async (_, serve) => {
  await expect(linesOf(serve)).rejects.toThrow(/could not be fetched|broke off/)
})

test('a file that comes slowly, but comes, is read whole, however long it takes', async () => {
  const pieces = Array.from({ length: 8 }, (_, index) => line(index + 1))
  const lines = await linesOf((response) => {
    response.writeHead(200)
    pieces.forEach((piece, index) =>
      setTimeout(() => {
        response.write(piece)
        if (index === pieces.length - 1) response.end()
      }, index * 60),
    )
  })
  expect(lines).toHaveLength(8)
})
