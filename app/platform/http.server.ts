// Plain node:http for the URLs that are answered before Remix: they are the hot ones, and a framework costs 15 times as much.
import type { IncomingMessage, ServerResponse } from 'node:http'

export type HttpRequest = IncomingMessage & { method: string; url: string }
export type HttpHandler = (request: HttpRequest, response: ServerResponse) => void | Promise<void>

export class BodyTooLarge extends Error {}

/** The whole body. By events: an iterator over the request costs a fifth of what the hot URLs do. @throws BodyTooLarge past `limit` bytes. */
export function readBody(request: IncomingMessage, limit = 1_048_576): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      chunks.length = 0
      reject(new BodyTooLarge(`body exceeds ${limit} bytes`))
    })
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

export function answer(
  response: ServerResponse,
  status: number,
  body = '',
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    // Without it Node sends the answer in chunks.
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...headers,
  })
  response.end(body)
}

/** Headers of the pages that recipients see: nothing loads from elsewhere, nobody frames them, no index keeps them. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
}
