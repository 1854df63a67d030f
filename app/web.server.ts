// The web server: public URLs first, in plain node:http; everything else by Remix behind Express.
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import compression from 'compression'
import express from 'express'
import { env } from './platform/env.server.ts'
import { faultOf } from './platform/fault.ts'
import { answer, BodyTooLarge, type HttpHandler, type HttpRequest } from './platform/http.server.ts'
import { log } from './platform/log.server.ts'
import { inLocaleOf } from './platform/request-locale.server.ts'
import { publicRoutes } from './public.ts'

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

/** Makes the server; the caller listens. `remix: false` leaves the admin out (benchmarks of the public URLs). */
export async function createWeb({ remix = true } = {}): Promise<Server> {
  const server = createServer()
  const admin = remix ? await createAdmin(server) : undefined
  return server.on('request', (incoming, response) => {
    const request = incoming as HttpRequest
    const handler = findPublic(request)
    if (!handler) return admin ? admin(incoming, response) : answer(response, 404, 'not found\n')
    try {
      const done = handler(request, response)
      if (done) done.catch((error: unknown) => fail(error, request, response))
    } catch (error) {
      fail(error, request, response)
    }
  })
}

function fail(error: unknown, request: HttpRequest, response: Parameters<HttpHandler>[1]): void {
  const status = error instanceof BodyTooLarge ? 413 : 500
  // The path without its query: queries hold signatures and destinations.
  log.error({ path: request.url.split('?')[0]?.slice(0, 40), ...faultOf(error) }, 'request failed')
  if (response.headersSent) response.destroy()
  // What is left of a large body is not read: the connection ends with the answer.
  else if (status === 413) answer(response, status, 'too large\n', { Connection: 'close' })
  else answer(response, status, 'something went wrong, try again\n')
}

async function createAdmin(server: Server): Promise<express.Express> {
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
    const remix = createRequestHandler({ build })
    app.all('*', (request, response, next) => void remix(request, response, next))
    return app
  }
  const build = path.join(ROOT, 'build')
  if (!existsSync(path.join(build, 'server/index.js')))
    throw new Error('The app is not built: run `npm run build` first.')
  app.use(compression())
  app.use('/assets', express.static(path.join(build, 'client/assets'), { immutable: true, maxAge: '1y' }))
  app.use(express.static(path.join(build, 'client'), { maxAge: '1h' }))
  const serverBuild: ServerBuild = await import(path.join(build, 'server/index.js'))
  const handle = createRequestHandler({ build: serverBuild, mode: 'production' })
  app.all('*', (request, response, next) => void handle(request, response, next))
  return app
}
