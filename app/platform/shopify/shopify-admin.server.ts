// The Admin GraphQL API as the app calls it: with the shop's own offline token, inside Shopify's cost budget.
import { setTimeout as sleep } from 'node:timers/promises'
import { SessionNotFoundError } from '@shopify/shopify-app-remix/server'
import { ClientError, GraphQLClient } from 'graphql-request'
import { z } from 'zod'
import { transaction } from '../db/db.server.ts'
import { counter } from '../metrics.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'
import { outsideFetch } from '../outbound-fetch.server.ts'
import { settleBill, takePoints, type Urgency } from './shopify-budget.server.ts'
import { expectedCost, learnCost } from './shopify-price.ts'
import { unauthenticated } from './shopify.server.ts'

const VERSION = '2026-10'
/** A call that Shopify throttles though its budget had the points: asked again so often, each time a little later. */
const PATIENCE = 4
const SHORT_WAIT_MS = 250
const ANSWER_WITHIN_MS = 30_000
/** A token is renewed this long before it ends, as Shopify's library does. */
const RENEW_BEFORE_MS = 5 * 60_000

/** Runs a GraphQL document for one shop and parses its data. */
export type ShopifyAdmin = <T>(document: string, variables: Record<string, unknown>, answer: z.ZodType<T>) => Promise<T>

/** Shopify did not take the request now: try again later. */
export class ShopifyUnavailable extends Error {
  /** When there is room again, where it is only the shop's budget that lacks points; null when Shopify failed: back off. */
  readonly retryAt: Date | null

  constructor(message: string, { retryAt, ...options }: ErrorOptions & { retryAt?: Date } = {}) {
    super(message, options)
    this.retryAt = retryAt ?? null
  }
}

/** The shop has no usable session: the app was uninstalled, or never opened. */
export class ShopifySignedOut extends Error {}

const asked = counter('glancito_shopify_requests_total', 'Requests sent to the Shopify Admin API.')
const throttled = counter('glancito_shopify_throttled_total', 'Requests that Shopify throttled.')

const billing = z.object({
  cost: z.object({
    requestedQueryCost: z.number(),
    actualQueryCost: z.number().nullable(),
    throttleStatus: z.object({
      maximumAvailable: z.number(),
      currentlyAvailable: z.number(),
      restoreRate: z.number().positive(),
    }),
  }),
})

// Shopify answers a refused token with `errors` as plain text, everything else with a list.
const refusals = z
  .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
  .catch([])

type Ask = { shop: string; document: string; variables: Record<string, unknown>; urgency: Urgency }

/**
 * The Admin API of `shop`. A call waits up to a second for its turn in the shop's budget; background work leaves a part
 * of the budget to pages.
 * @throws ShopifyUnavailable for network failures and 5xx, with `retryAt` when the budget lacks points for longer;
 * ShopifySignedOut without a session; Error for everything that is our own mistake.
 */
export function shopifyAdmin(shop: string, urgency: Urgency = 'background'): ShopifyAdmin {
  return async (document, variables, answer) => {
    const ask = { shop, document, variables, urgency }
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      const taken = await waitForTurn(ask)
      const response = await request(ask, taken)
      if (response) return answer.parse(response.data)
      await sleep(SHORT_WAIT_MS * 2 ** attempt)
    }
    throw new ShopifyUnavailable(`Shopify kept throttling ${shop}`, { retryAt: new Date(Date.now() + 5000) })
  }
}

async function waitForTurn({ shop, document, variables, urgency }: Ask): Promise<number> {
  const { taken, waitMs } = await takePoints(shop, expectedCost(document, variables), urgency)
  if (taken === 0) {
    const retryAt = new Date(Date.now() + Math.ceil(waitMs))
    throw new ShopifyUnavailable("the shop's budget at Shopify is used up for now", { retryAt })
  }
  if (waitMs > 0) await sleep(Math.ceil(waitMs))
  return taken
}

/** Null when Shopify throttled it. */
async function request(ask: Ask, taken: number): Promise<{ data: unknown } | null> {
  const { shop, document, variables } = ask
  const client = new GraphQLClient(`https://${shop}/admin/api/${VERSION}/graphql.json`, {
    headers: { 'X-Shopify-Access-Token': await accessToken(shop) },
    fetch: outsideFetch,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  asked()
  const sent = await client.rawRequest(document, variables).catch((error: unknown) => {
    if (error instanceof ClientError) return error
    throw new ShopifyUnavailable('Shopify could not be reached', { cause: error })
  })
  const refused = sent instanceof ClientError
  await settle(ask, taken, refused ? sent.response.extensions : sent.extensions)
  return refused ? explain(shop, sent) : { data: sent.data }
}

function explain(shop: string, error: ClientError): null {
  const { status } = error.response
  const errors = refusals.parse(error.response.errors)
  const codes = new Set(errors.map((each) => each.extensions?.code))
  if (codes.has('THROTTLED')) {
    throttled()
    return null
  }
  if (status === 429) throw new ShopifyUnavailable('Shopify answered 429', { retryAt: retryAfter(error) })
  if (status >= 500 || codes.has('INTERNAL_SERVER_ERROR')) throw new ShopifyUnavailable(`Shopify answered ${status}`)
  if (status === 401 || status === 402 || status === 403 || status === 404)
    throw new ShopifySignedOut(`Shopify answered ${status} for ${shop}`)
  throw new Error(`Shopify refused our request: ${errors.map((each) => each.message).join('; ') || status}`)
}

/** An answer without a bill (Shopify failed) leaves the points taken: too little is believed until the bucket fills up. */
async function settle({ shop, document, variables }: Ask, taken: number, extensions: unknown): Promise<void> {
  const bill = billing.safeParse(extensions)
  if (!bill.success) return
  const { requestedQueryCost, actualQueryCost, throttleStatus } = bill.data.cost
  learnCost(document, variables, requestedQueryCost)
  await settleBill(shop, {
    taken,
    cost: actualQueryCost ?? 0,
    maximum: throttleStatus.maximumAvailable,
    restoreRate: throttleStatus.restoreRate,
    available: throttleStatus.currentlyAvailable,
  })
}

/** Shopify says it in seconds. */
function retryAfter({ response }: ClientError): Date {
  const seconds = Number(new Headers(response.headers).get('retry-after') ?? 2)
  return new Date(Date.now() + (Number.isFinite(seconds) ? Math.min(seconds, 60) : 2) * 1000)
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
