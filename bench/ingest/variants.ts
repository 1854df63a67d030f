// The servers that are compared, all over the same URLs: the product, and three baselines.
import { createServer, type RequestListener, type Server } from 'node:http'
import { EVENT } from '#app/tracking/events.ts'
import { verifyOpen } from '#app/tracking/links.server.ts'
import { readQuery } from '#app/tracking/request.ts'
import { createWeb } from '#app/web.server.ts'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import express from 'express'
import pg from 'pg'

/** `two` is the product in two processes, `before` as it was. */
export const VARIANTS = ['product', 'two', 'before', 'bare', 'insert', 'remix'] as const
export type Variant = (typeof VARIANTS)[number]

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64').toString('latin1')
/** Key and attempt, and what a click has in common with an open. */
const OPEN_SIGNATURE = 'k0.1.'.length + 22
const HEADERS = { 'Content-Type': 'image/gif', 'Content-Length': String(GIF.length), 'Cache-Control': 'no-store' }

export async function createVariant(variant: Variant): Promise<Server> {
  switch (variant) {
    case 'product':
    case 'two':
    case 'before':
      return createWeb({ remix: false })
    case 'bare':
      return createServer(answerGif)
    case 'insert':
      return createServer(insertPerHit())
    case 'remix':
      return createServer(remixRoute())
  }
}

const answerGif: RequestListener = (_request, response) => {
  response.writeHead(200, HEADERS)
  response.end(GIF, 'latin1')
}

/** What one writes first: verify, insert the event, raise its mailing's counter, answer. Clicks are taken as opens. */
function insertPerHit(): RequestListener {
  const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
  const text = `
    WITH first AS (
      INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at) VALUES ($1, $2, $3, ${EVENT.opened}, now())
      ON CONFLICT DO NOTHING RETURNING 1
    )
    INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, people, hits)
    SELECT $1, $2, ${EVENT.opened}, 0, (SELECT count(*) FROM first), 1
    ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET people = s.people + excluded.people, hits = s.hits + 1`
  return (request, response) => {
    const query = readQuery(request.url ?? '')
    const recipient = verifyOpen({ ...query, s: query.s.slice(0, OPEN_SIGNATURE) })
    if (!recipient) return void response.writeHead(400).end()
    const values = [recipient.tenantId, recipient.mailingId, recipient.memberId]
    pool.query({ name: 'insert-per-hit', text, values }, (error) => {
      if (error) response.writeHead(500).end()
      else answerGif(request, response)
    })
  }
}

/** The smallest Remix app there is: one resource route, which answers the constant image. */
function remixRoute(): RequestListener {
  const loader = () => new Response(Buffer.from(GIF, 'latin1'), { headers: HEADERS })
  const build = {
    entry: { module: { default: () => new Response(null, { status: 404 }) } },
    routes: { pixel: { id: 'pixel', path: 'api/v1/track/:kind', module: { loader } } },
    assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '' },
    publicPath: '/',
    assetsBuildDirectory: '',
    future: {},
    isSpaMode: false,
    basename: '/',
  } as unknown as ServerBuild
  const app = express()
  app.disable('x-powered-by')
  const handler = createRequestHandler({ build, mode: 'production' })
  app.all('*', (request, response, next) => void handler(request, response, next))
  return app
}
