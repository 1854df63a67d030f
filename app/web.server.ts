// The web server: public URLs first, in plain node:http; everything else by Remix behind Express.
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import compression from 'compression'
import express from 'express'
import { clientOf } from './platform/http/client-address.server.ts'
import { isDatabaseAway } from './platform/faults/db-fault.ts'
import { closeDatabase } from './platform/db/db.server.ts'
import { env } from './platform/env.server.ts'
import { logFailure } from './platform/faults/failures.server.ts'
import { answer, BodyTooLarge, BodyTooSlow, type HttpHandler, type HttpRequest } from './platform/http/http.server.ts'
import { inLocaleOf } from './platform/http/request-locale.server.ts'
import { METHODS, originForm, refusal } from './platform/http/request-target.ts'
import type { StopStep } from './platform/start/start.server.ts'
import { warmUp } from './platform/start/warm-up.server.ts'
import { publicRoutes } from './public.ts'
import { drainHits } from './tracking/hits/hits.server.ts'
import { clickUrl, openUrl } from './tracking/links.server.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const exact = new Map(Object.entries(publicRoutes).filter(([name]) => !name.endsWith('*')))
const prefixes = Object.entries(publicRoutes).flatMap(([name, handler]) =>
  name.endsWith('*') ? [{ start: name.slice(0, -1), handler }] : [],
)

function findPublic(request: HttpRequest): HttpHandler | undefined {
  const query = request.url.indexOf('?')
  const path = query < 0 ? request.url : request.url.slice(0, query)
  const name = `${request.method} ${path}`
  return exact.get(name) ?? prefixes.find(({ start }) => name.startsWith(start))?.handler
}

/**
 * Who sends slowly is waited for no longer: headers 15 s, a whole request a minute. A connection is kept a little longer
 * than load balancers keep theirs (60 s), so that none is closed while a request is on its way.
 */
const LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
}
/** No byte either way for so long: who reads an answer slowly, or not at all. */
const SILENCE_MS = 120_000
const ALLOWED = { Allow: METHODS.join(', ') }

/**
 * Makes the server; the caller listens. `remix: false` leaves the admin out (benchmarks of the public URLs), and a build of
 * Remix is served in place of the one on the disk.
 */
export async function createWeb({ remix = true }: { remix?: boolean | ServerBuild } = {}): Promise<Server> {
  const server = createServer(LIMITS)
  server.setTimeout(SILENCE_MS)
  server.on('connect', refuseTunnel)
  const admin = remix ? await createAdmin(server, remix === true ? null : remix) : undefined
  return server.on('request', (incoming, response) => {
    const request = incoming as HttpRequest
    if (!request.url.startsWith('/')) request.url = originForm(request.url)
    const handler = findPublic(request)
    if (!handler) return answerOther(request, response, admin)
    try {
      const done = handler(request, response)
      if (done) done.catch((error: unknown) => fail(error, request, response))
    } catch (error) {
      fail(error, request, response)
    }
  })
}

const NOBODY = { tenantId: 0, mailingId: 0, sendNo: 0, attempt: 0, memberId: '0' }
/** A machine that asks not to be tracked leaves nothing behind. */
const UNTRACKED = { DNT: '1', 'User-Agent': 'curl/8.0' }

/** Has the way of a hit compiled before the caller listens. */
export function warmUpWeb(server: Server): Promise<void> {
  const urls = [openUrl(NOBODY), clickUrl(NOBODY, 1, { url: 'https://shop.example/', pseudonymAt: 0 })]
  const paths = urls.map((url) => url.slice(url.indexOf('/api/')))
  return warmUp(server, { paths, headers: UNTRACKED })
}

/** No proxy. Node leaves such a connection to us, its errors too: one that is reset would end the process. */
function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 405 Method Not Allowed\r\nAllow: ${ALLOWED.Allow}\r\nConnection: close\r\n\r\n`)
}

const DRAIN_MS = 10_000

/** What ends a web process, in at most 25 s with its database. */
export function webSteps(server: Server): StopStep[] {
  return [
    { name: 'requests', ms: 6_000, stop: () => closeWeb(server) },
    { name: 'hits', ms: DRAIN_MS + 500, stop: drainOrSay },
    { name: 'database', ms: 4_000, stop: closeDatabase },
  ]
}

async function drainOrSay(): Promise<void> {
  const left = await drainHits(DRAIN_MS)
  if (left > 0) throw new Error(`${left} hits are lost`)
}

/** Ends the server: no new requests, and those under way have `ms` left. */
async function closeWeb(server: Server, ms = 5_000): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), ms)
  await closed
  clearTimeout(late)
}

function answerOther(request: HttpRequest, response: ServerResponse, admin: express.Express | undefined): void {
  const { method, url, headers } = request
  if (method === 'OPTIONS' && url === '*') return answer(response, 204, '', ALLOWED)
  const forwarded = headers['x-forwarded-host']
  const forwardedHost = forwarded && String(forwarded)
  const refused = refusal({ method, url, host: headers.host, forwardedHost, origin: headers.origin })
  if (refused) return answer(response, refused.status, `${refused.text}\n`, refused.status === 405 ? ALLOWED : {})
  if (!admin) return answer(response, 404, 'not found\n')
  admin(request, response)
}

const CLOSE = { Connection: 'close' }

function fail(error: unknown, request: HttpRequest, response: ServerResponse): void {
  // Whoever asked has gone before the whole request was here.
  if (request.destroyed && !request.complete) return void response.destroy()
  if (response.headersSent) {
    logRequest(error, request)
    return void response.destroy()
  }
  // What is left of such a body is not read: the connection ends with the answer.
  if (error instanceof BodyTooLarge) return answer(response, 413, 'too large\n', CLOSE)
  if (error instanceof BodyTooSlow) return answer(response, 408, 'too slow\n', CLOSE)
  logRequest(error, request)
  if (isDatabaseAway(error)) return answer(response, 503, 'not possible just now, try again\n', { 'Retry-After': '5' })
  answer(response, 500, 'something went wrong, try again\n')
}

/** The path without its query: queries hold signatures and destinations. */
const logRequest = (error: unknown, { url }: Pick<HttpRequest, 'url'>) =>
  logFailure(error, 'request failed', { path: url.split('?', 1)[0]?.slice(0, 40) })

async function createAdmin(server: Server, given: ServerBuild | null): Promise<express.Express> {
  const app = express()
  app.disable('x-powered-by')
  app.use(inLocaleOf)
  if (env().NODE_ENV === 'development') {
    const { createServer: createVite } = await import('vite')
    // The tunnel of `shopify app dev` carries one host and one port: Vite must answer to the first and share the second.
    const allowedHosts = [new URL(env().SHOPIFY_APP_URL).hostname]
    const vite = await createVite({ server: { middlewareMode: true, allowedHosts, hmr: { server } }, root: ROOT })
    app.use(vite.middlewares)
    // Vite types what it loads as a plain record.
    const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<unknown> as Promise<ServerBuild>
    const remix = createRequestHandler({ build, getLoadContext: clientOf })
    app.all('*', (request, response, next) => void remix(request, response, next))
    return app
  }
  const build = path.join(ROOT, 'build')
  const serverBuild = given ?? (await loadBuild(build))
  app.use(compression())
  app.use('/assets', express.static(path.join(build, 'client/assets'), { immutable: true, maxAge: '1y' }))
  app.use(express.static(path.join(build, 'client'), { maxAge: '1h' }))
  const handle = createRequestHandler({ build: serverBuild, mode: 'production', getLoadContext: clientOf })
  app.all('*', (request, response, next) => void handle(request, response, next))
  app.use(answerFault)
  return app
}

async function loadBuild(build: string): Promise<ServerBuild> {
  const file = path.join(build, 'server/index.js')
  if (!existsSync(file)) throw new Error('The app is not built: run `npm run build` first.')
  return import(file)
}

/** What Express or Remix could not make sense of, in their own words 4xx. */
const answerFault: express.ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error)
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  if (status >= 400 && status < 500) return answer(response, status, 'this can not be answered\n')
  fail(error, request, response)
}
