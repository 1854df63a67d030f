// The admin's Remix routes over HTTP, without a build: Remix's own request handler on the route modules that
// `app/routes.ts` names.
import { createServer } from 'node:http'
import { inLocaleOf } from '#app/platform/http/request-locale.server.ts'
import routes from '#app/routes.ts'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import type { RouteConfigEntry } from '@remix-run/route-config'
import express from 'express'
import remixConfig from '../remix.config.js'
import { type Ask, listenForTests } from './listen.ts'

type RouteModule = ServerBuild['routes'][string]['module']

// Shopify's library answers 410 to user agents that name a script.
const BROWSER = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const modules = import.meta.glob<RouteModule>('../app/**/*.route.{ts,tsx}')

/** Serves the named route files (relative to `app/`) below the layouts that hold them; redirects are not followed. */
export function adminForTests(...files: string[]): (path: string, ask?: Ask) => Promise<Response> {
  const origin = listenForTests(async () => {
    const app = express().disable('x-powered-by').use(inLocaleOf)
    const handle = createRequestHandler({ build: await assemble(files), mode: 'test' })
    app.all('*', (request, response, next) => void handle(request, response, next))
    return createServer(app)
  })
  return (path, ask = {}) =>
    fetch(origin() + path, { ...ask, headers: { 'User-Agent': BROWSER, ...ask.headers }, redirect: 'manual' })
}

const filesOf = (entries: RouteConfigEntry[]): string[] =>
  entries.flatMap(({ file, children = [] }) => [file, ...filesOf(children)])

/** Every file that `app/routes.ts` names. */
export const everyRoute = (): string[] => filesOf(routes)

/** A build of Remix as Vite makes it, of the named route files. */
export async function assemble(files: string[]): Promise<ServerBuild> {
  const build: ServerBuild = {
    mode: 'test',
    entry: { module: await import('#app/entry.server.tsx') },
    routes: { root: { id: 'root', path: '', module: await import('#app/root.tsx') } },
    assets: { entry: { module: '/entry.js', imports: [] }, routes: {}, url: '/manifest.js', version: 'test' },
    publicPath: '/',
    assetsBuildDirectory: 'build/client',
    future: remixConfig.future as ServerBuild['future'],
    isSpaMode: false,
  }
  await addRoutes(build, routes, 'root', files)
  return build
}

async function addRoutes(build: ServerBuild, entries: RouteConfigEntry[], parentId: string, files: string[]) {
  for (const { file, path, index, children = [] } of entries) {
    if (!files.includes(file) && !children.some((child) => files.includes(child.file))) continue
    const load = modules[`../app/${file}`]
    if (!load) throw new Error(`app/routes.ts names ${file}, which is not there`)
    const id = file.replace(/\.tsx?$/, '')
    build.routes[id] = { id, parentId, path, index, module: await load() }
    await addRoutes(build, children, id, files)
  }
}
