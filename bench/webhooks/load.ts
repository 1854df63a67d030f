// Deliveries as Shopify sends them: signed, about 660 bytes, each under an id of its own. By `wrk` where it is installed.
import { execFile, spawnSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type LoadResult, runClient } from '../shared/client.ts'

export const SHOP = 'bench.myshopify.com'
const THREADS = 2

const hasWrk = spawnSync('wrk', ['--version']).error === undefined
export const generator = hasWrk ? 'wrk' : 'own client'

/** Everything but signature, length and id. */
const HEAD = [
  'POST /webhooks/consent HTTP/1.1',
  'Host: 127.0.0.1',
  'User-Agent: Shopify-Captain-Hook',
  'Accept: */*',
  'Content-Type: application/json',
  'X-Shopify-Topic: customers_email_marketing_consent/update',
  `X-Shopify-Shop-Domain: ${SHOP}`,
  'X-Shopify-API-Version: 2026-10',
  'X-Shopify-Event-Id: 98880550-7158-44d4-b7cd-2c97c8a091b5',
  `X-Shopify-Triggered-At: ${new Date().toISOString()}`,
  '',
].join('\r\n')

export type Signed = { signature: string; body: string }

/** Opt-outs of so many customers. */
export function signedDeliveries(customers: number): Signed[] {
  const at = new Date().toISOString()
  return Array.from({ length: customers }, (_, number) => {
    const body = JSON.stringify({
      customer_id: 7_000_000_000_001 + number,
      email_address: `sarah${number}@example.com`,
      email_marketing_consent: { state: 'unsubscribed', opt_in_level: 'single_opt_in', consent_updated_at: at },
      // What the two topics do not carry, but other deliveries of this size do.
      padding: 'x'.repeat(430),
    })
    const signature = createHmac('sha256', process.env['SHOPIFY_API_SECRET'] ?? '')
      .update(body)
      .digest('base64')
    return { signature, body }
  })
}

export function writeDeliveries(file: string, deliveries: Signed[]): void {
  writeFileSync(file, deliveries.map(({ signature, body }) => `${signature}\t${body}`).join('\n'))
}

export type Load = { port: number; connections: number; seconds: number; file: string; deliveries: Signed[] }

export const runLoad = (load: Load): Promise<LoadResult> => (hasWrk ? runWrk(load) : runOwn(load))

async function runWrk({ port, connections, seconds, file }: Load): Promise<LoadResult> {
  const script = path.join(import.meta.dirname, 'load.lua')
  const flags = [`-t${THREADS}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script]
  const own = [file, String(THREADS), randomUUID(), HEAD.replaceAll('\r\n', String.raw`\r\n`)]
  const { stdout } = await promisify(execFile)('wrk', [...flags, `http://127.0.0.1:${port}`, '--', ...own])
  const line = stdout.split('\n').find((each) => each.startsWith('RESULT '))
  if (!line) throw new Error(`wrk said: ${stdout}`)
  return JSON.parse(line.slice(7))
}

function runOwn({ port, connections, seconds, deliveries }: Load): Promise<LoadResult> {
  let at = 0
  return runClient({ port, connections, seconds, next: () => requestOf(deliveries[at++ % deliveries.length]) })
}

/** Delivers each once. */
export function deliverAll(port: number, connections: number, deliveries: Signed[]): Promise<LoadResult> {
  let at = 0
  return runClient({ port, connections, seconds: 600, next: () => requestOf(deliveries[at++]) })
}

function requestOf(delivery: Signed | undefined): Buffer | null {
  if (!delivery) return null
  const { signature, body } = delivery
  return Buffer.from(
    `${HEAD}X-Shopify-Hmac-Sha256: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Shopify-Webhook-Id: ${randomUUID()}\r\n\r\n${body}`,
  )
}
