import { PassThrough } from 'node:stream'
import { createReadableStreamFromReadable, type EntryContext } from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { isDatabaseAway } from './platform/faults/db-fault.ts'
import { logFailure } from './platform/faults/failures.server.ts'
import { faultOf, faultWithStack } from './platform/faults/fault.ts'
import { log } from './platform/log.server.ts'
import { addDocumentHeaders } from './platform/shopify/shopify.server.ts'

const TIMEOUT = 5000

/** Requests that failed for want of the database: Remix shows the page without the error itself. */
const unserved = new WeakSet<Request>()

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  addDocumentHeaders(request, headers)
  const ready = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady'
  return new Promise((resolve, reject) => {
    let code = unserved.has(request) ? 503 : status
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      [ready]: () => {
        const body = new PassThrough()
        headers.set('Content-Type', 'text/html; charset=utf-8')
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }))
        pipe(body)
      },
      onShellError: reject,
      onError: (error) => {
        code = 500
        log.error(faultOf(error), 'page failed to render')
      },
    })
    setTimeout(abort, TIMEOUT + 1000)
  })
}

/** The answer to what a page asks for after it was loaded. */
export function handleDataRequest(response: Response, { request }: { request: Request }): Response {
  if (response.status < 500 || !unserved.has(request)) return response
  return new Response(response.body, { status: 503, headers: response.headers })
}

/** Loader and action failures that are bugs: what they are and where, never the request's data. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return
  if (isDatabaseAway(error)) {
    unserved.add(request)
    return logFailure(error, 'route failed')
  }
  log.error({ path: new URL(request.url).pathname, ...faultWithStack(error) }, 'route failed')
}
