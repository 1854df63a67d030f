// What the simulator's tests share: a simulator in memory, a caller of its Admin API, and an app that takes webhooks.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { mintIdToken } from './id-token.ts'
import { getShop } from './shops.ts'

export const SHOP = 'glancito-demo.myshopify.com'
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token'

const TOML = `
[access_scopes]
scopes = "read_customers,write_customers,read_orders"
[webhooks]
api_version = "2026-10"
[[webhooks.subscriptions]]
topics = ["customers/create", "customers/update", "customers/delete", "customers/merge", "orders/create", "bulk_operations/finish"]
uri = "/webhooks/all"
[[webhooks.subscriptions]]
topics = ["customers_email_marketing_consent/update", "customers_marketing_consent/update"]
uri = "/webhooks/consent"
name = "consent-sync"
[[webhooks.subscriptions]]
topics = ["app/uninstalled"]
uri = "/webhooks/uninstalled"
[[webhooks.subscriptions]]
compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
uri = "/webhooks/compliance"
`

/** A simulator with the app installed in its demo shop. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const tomlPath = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'shopify.app.toml')
  writeFileSync(tomlPath, TOML)
  const simulator = await startSimulator({ tomlPath, ...options })
  await control(simulator, 'POST', 'install')
  return simulator
}

// Answers differ by route; the tests name the fields they look at.
const anyJson = z.record(z.string(), z.json())
export type Json = z.infer<typeof anyJson>

/** A field of an answer that must be text. */
export function textOf(answer: Json, field: string): string {
  return z.string().parse(answer[field])
}

export async function control(simulator: Simulator, method: string, path: string, body: object = {}): Promise<Json> {
  const init = method === 'GET' ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${simulator.url}/_control/${path}`, init)
  return anyJson.parse(await response.json())
}

export function exchangeBody(simulator: Simulator): Record<string, string> {
  const { context } = simulator
  return {
    client_id: context.settings.apiKey,
    client_secret: context.settings.apiSecret,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: mintIdToken(context, getShop(context, SHOP)),
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: OFFLINE,
    expiring: '1',
  }
}

export async function askForToken(
  simulator: Simulator,
  body: object,
  shop = SHOP,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${simulator.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-simulated-host': shop },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: anyJson.parse(await response.json()) }
}

/** A caller of the Admin API with a fresh token. */
export async function adminApi(simulator: Simulator): Promise<(query: string, variables?: object) => Promise<Json>> {
  const granted = await askForToken(simulator, exchangeBody(simulator))
  return async (query, variables = {}) => {
    const response = await fetch(`${simulator.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-simulated-host': SHOP,
        'x-shopify-access-token': textOf(granted.body, 'access_token'),
      },
      body: JSON.stringify({ query, variables }),
    })
    return anyJson.parse(await response.json())
  }
}

interface Received {
  path: string
  topic: string
  headers: IncomingHttpHeaders
  body: string
}

export interface ReceivingApp {
  url: string
  received: Received[]
  /** The status of the next answers; 200 when there is none left. */
  answers: number[]
  /** Resolves once so many webhooks came. */
  got(count: number): Promise<Received[]>
  close(): Promise<void>
}

/** An app that takes whatever webhooks come. */
export async function receivingApp(): Promise<ReceivingApp> {
  const received: Received[] = []
  const answers: number[] = []
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      // The simulated SNS, too, writes to the app.
      if (!request.headers['x-shopify-topic']) return response.writeHead(200).end()
      const topic = String(request.headers['x-shopify-topic'])
      received.push({ path: request.url ?? '', topic, headers: request.headers, body })
      response.writeHead(answers.shift() ?? 200).end()
      for (const wake of waiting) wake()
      return response
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    async got(count) {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
      return received
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
