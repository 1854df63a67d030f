// The Admin GraphQL API as the worker calls it: with the shop's own offline token, inside Shopify's cost budget.
import { setTimeout as sleep } from 'node:timers/promises'
import { SessionNotFoundError } from '@shopify/shopify-app-remix/server'
import { ClientError, GraphQLClient } from 'graphql-request'
import { z } from 'zod'
import { transaction } from './db.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'
import { outsideFetch } from './stand-ins.server.ts'
import { unauthenticated } from './shopify.server.ts'

const VERSION = '2026-10'
const PATIENCE = 8
const ANSWER_WITHIN_MS = 30_000
/** A token is renewed this long before it ends, as Shopify's library does. */
const RENEW_BEFORE_MS = 5 * 60_000

/** Runs a GraphQL document for one shop and parses its data. */
export type ShopifyAdmin = <T>(document: string, variables: Record<string, unknown>, answer: z.ZodType<T>) => Promise<T>

/** Shopify did not take the request now: try again later. */
export class ShopifyUnavailable extends Error {}
/** The shop has no usable session: the app was uninstalled, or never opened. */
export class ShopifySignedOut extends Error {}

const cost = z.object({
  cost: z.object({
    requestedQueryCost: z.number(),
    throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number() }),
  }),
})

// Shopify answers a refused token with `errors` as plain text, everything else with a list.
const refusals = z
  .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
  .catch([])

/**
 * The Admin API of `shop`. Waits as `throttleStatus` says when throttled.
 * @throws ShopifyUnavailable for network failures, 5xx and lasting throttling; ShopifySignedOut without a session;
 * Error for everything that is our own mistake.
 */
export function shopifyAdmin(shop: string): ShopifyAdmin {
  return async (document, variables, answer) => {
    for (let attempt = 1; attempt <= PATIENCE; attempt += 1) {
      const response = await request(shop, document, variables)
      if ('data' in response) return answer.parse(response.data)
      await sleep(response.waitMs)
    }
    throw new ShopifyUnavailable(`Shopify kept throttling ${shop}`)
  }
}

async function request(
  shop: string,
  document: string,
  variables: Record<string, unknown>,
): Promise<{ data: unknown } | { waitMs: number }> {
  const client = new GraphQLClient(`https://${shop}/admin/api/${VERSION}/graphql.json`, {
    headers: { 'X-Shopify-Access-Token': await accessToken(shop) },
    fetch: outsideFetch,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  try {
    return { data: (await client.rawRequest(document, variables)).data }
  } catch (error) {
    if (!(error instanceof ClientError)) throw new ShopifyUnavailable('Shopify could not be reached', { cause: error })
    const { status, extensions } = error.response
    const errors = refusals.parse(error.response.errors)
    const codes = new Set(errors.map((each) => each.extensions?.code))
    if (codes.has('THROTTLED')) return { waitMs: waitFor(extensions) }
    if (status === 429 || status >= 500 || codes.has('INTERNAL_SERVER_ERROR'))
      throw new ShopifyUnavailable(`Shopify answered ${status}`)
    if (status === 401 || status === 402 || status === 403 || status === 404)
      throw new ShopifySignedOut(`Shopify answered ${status} for ${shop}`)
    throw new Error(`Shopify refused our request: ${errors.map((each) => each.message).join('; ') || status}`)
  }
}

function waitFor(extensions: unknown): number {
  const known = cost.safeParse(extensions)
  if (!known.success) return 1000
  const { requestedQueryCost, throttleStatus } = known.data.cost
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable
  return Math.min(30_000, Math.max(250, (missing / throttleStatus.restoreRate) * 1000))
}

async function accessToken(shop: string): Promise<string> {
  const session = await new EncryptedSessionStorage().loadSession(`offline_${shop}`)
  if (!session?.accessToken) throw new ShopifySignedOut(`no session for ${shop}`)
  return session.isExpired(RENEW_BEFORE_MS) ? renew(shop) : session.accessToken
}

let renewing: Promise<unknown> = Promise.resolve()

/** One renewal after the other in this process: each holds a connection while the library asks for a second one. */
function renew(shop: string): Promise<string> {
  const renewed = renewing.then(() => renewLocked(shop))
  renewing = renewed.catch(() => {})
  return renewed
}

/** One renewal at a time for a shop, in all processes: parallel ones would each spend the refresh token. */
async function renewLocked(shop: string): Promise<string> {
  return transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`shopify-session ${shop}`])
    try {
      const { session } = await unauthenticated.admin(shop)
      if (!session.accessToken) throw new ShopifySignedOut(`no token for ${shop}`)
      return session.accessToken
    } catch (error) {
      if (error instanceof Response) throw new ShopifyUnavailable(`no session for ${shop}: ${error.status}`)
      throw error instanceof SessionNotFoundError ? new ShopifySignedOut(`no session for ${shop}`) : error
    }
  })
}
