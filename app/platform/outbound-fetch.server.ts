// Requests to Shopify and SNS as this process sends them. With a stand-in address set (loopback only, env.server.ts),
// the origin is replaced and the true host travels in `x-simulated-host`; nothing else of a request changes.
import { env } from './env.server.ts'
import { snsHost } from './sns-hosts.ts'

function simulatedOriginOf(host: string): string | undefined {
  return host === snsHost(env().AWS_REGION) ? env().SNS_ORIGIN : env().SHOPIFY_API_ORIGIN
}

/** Nothing of ours is worth waiting longer for; who reads a file brings a signal of their own. */
const ANSWER_WITHIN_MS = 30_000

/** `fetch` for calls to Shopify and to SNS, with their whole answer; without a `signal` it has 30 s. */
export async function outsideFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  // Handed on itself: a request's own signal is swept up with the request, and then an abort reaches nobody.
  const signal = init.signal ?? AbortSignal.timeout(ANSWER_WITHIN_MS)
  const request = new Request(input, init)
  const url = new URL(request.url)
  const origin = simulatedOriginOf(url.hostname)
  if (!origin || url.origin === origin) return fetch(request, { signal })
  const headers = new Headers(request.headers)
  headers.set('x-simulated-host', url.host)
  const body = request.body ? await request.arrayBuffer() : undefined
  return fetch(`${origin}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    body,
    redirect: request.redirect,
    signal,
  })
}
