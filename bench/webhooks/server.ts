// One of the compared servers, or the worker, in a process of its own: `node bench/webhooks/server.ts VARIANT PORT`.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { startLoops } from '#app/platform/jobs/loop.server.ts'
import { drainInbox } from '#app/inbox/inbox-worker.server.ts'
import { createWeb } from '#app/web.server.ts'
import pg from 'pg'

const secret = createSecretKey(Buffer.from(process.env['SHOPIFY_API_SECRET'] ?? ''))

/** The least that a webhook needs before it is believed: its whole body and its signature. */
function verified(then: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64')
      const right = createHmac('sha256', secret).update(body).digest()
      if (given.length === right.length && timingSafeEqual(given, right)) then(request, body, response)
      else response.writeHead(401).end()
    })
  }
}

const HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Length': '0' }
const accept = (response: ServerResponse) => void response.writeHead(200, HEADERS).end()

/** What one writes first: verify, insert the same bytes into the same table, answer. */
function insertPerDelivery(): RequestListener {
  const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
  const text = `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body)
    VALUES (1, $1, $2, $3, $4, now(), $5) ON CONFLICT DO NOTHING`
  return verified(({ headers }, body, response) => {
    const values = [
      headers['x-shopify-webhook-id'],
      headers['x-shopify-topic'],
      headers['x-shopify-api-version'],
      headers['x-shopify-triggered-at'],
      body,
    ]
    pool.query({ name: 'insert', text, values }, (error) => {
      if (error) response.writeHead(500).end()
      else accept(response)
    })
  })
}

const [variant, port] = process.argv.slice(2)
if (variant === 'worker') {
  await startLoops([{ name: 'inbox', pollMs: 2000, drain: drainInbox }])
  process.send?.('ready')
} else {
  const server =
    variant === 'product'
      ? await createWeb({ remix: false })
      : createServer(
          variant === 'insert' ? insertPerDelivery() : verified((_request, _body, response) => accept(response)),
        )
  server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'))
}
// The benchmark is gone: so are we.
process.on('disconnect', () => process.exit(0))
