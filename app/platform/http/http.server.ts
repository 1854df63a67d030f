// Plain node:http for the URLs that are answered before Remix: they are the hot ones, and a framework costs 15 times as much.
import type { IncomingMessage, ServerResponse } from 'node:http'

export type HttpRequest = IncomingMessage & { method: string; url: string }
export type HttpHandler = (request: HttpRequest, response: ServerResponse) => void | Promise<void>

export class BodyTooLarge extends Error {}
export class BodyTooSlow extends Error {}

/** Webhooks, SNS and mail systems send theirs at once; who drips keeps a connection and the memory of what has come. */
const BODY_WITHIN_MS = 10_000

/**
 * The whole body. By events: an iterator over the request costs a fifth of what the hot URLs do.
 * @throws BodyTooLarge past `limit` bytes, BodyTooSlow when it has not come after `withinMs`.
 */
export function readBody(request: IncomingMessage, limit = 1_048_576, withinMs = BODY_WITHIN_MS): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  return toEnd(request, withinMs, (chunk) => {
    size += chunk.length
    if (size <= limit) return void chunks.push(chunk)
    chunks.length = 0
    throw new BodyTooLarge(`body exceeds ${limit} bytes`)
  }).then(() => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
}

/** The first bytes of a body of any length, which is read to its end. @throws BodyTooSlow */
export async function readStart(request: IncomingMessage, bytes: number, withinMs = BODY_WITHIN_MS): Promise<string> {
  let start = ''
  await toEnd(request, withinMs, (chunk) => {
    if (start.length < bytes) start += chunk.toString('latin1')
  })
  return start.slice(0, bytes)
}

function toEnd(request: IncomingMessage, withinMs: number, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new BodyTooSlow(`no whole body within ${withinMs} ms`)), withinMs)
    request.on('data', (chunk: Buffer) => {
      try {
        take(chunk)
      } catch (error) {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    request.on('end', () => {
      clearTimeout(timer)
      resolve()
    })
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
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
