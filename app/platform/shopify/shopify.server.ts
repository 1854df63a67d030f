// Shopify: who calls us (authenticate) and how we call it (shopifyAdmin). The scopes and webhook topics stand in shopify.app.toml.
import '@shopify/shopify-app-remix/adapters/node'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server'
import { isDatabaseAway } from '../faults/db-fault.ts'
import { env } from '../env.server.ts'
import { logFailure } from '../faults/failures.server.ts'
import { log } from '../log.server.ts'
import { outsideFetch } from '../outbound-fetch.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'

setAbstractFetchFunc(outsideFetch)

export const SCOPES = ['read_customers', 'write_customers', 'read_orders', 'read_customer_merge']

const shopify = shopifyApp({
  apiKey: env().SHOPIFY_API_KEY,
  apiSecretKey: env().SHOPIFY_API_SECRET,
  apiVersion: ApiVersion.October26,
  scopes: SCOPES,
  appUrl: env().SHOPIFY_APP_URL,
  authPathPrefix: '/auth',
  sessionStorage: new EncryptedSessionStorage(),
  distribution: AppDistribution.AppStore,
  useOnlineTokens: false,
  // By itself the library prints a line with the shop's name for every request.
  logger: {
    level: LogSeverity.Warning,
    log: (severity, message) => log[severity === LogSeverity.Error ? 'error' : 'warn'](message),
  },
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
})

export const { unauthenticated } = shopify

/**
 * Who asks, by the session token of the request.
 * @throws Response 401 or a redirect for a wrong token, 400 for an address that Shopify has not made, 503 when Shopify does not confirm it, as of a shop that is
 * none, or while the database is away.
 */
export async function authenticateAdmin(request: Request): ReturnType<typeof shopify.authenticate.admin> {
  if (!hasReadableHost(request)) throw new Response('Open Glancito from your Shopify admin.', { status: 400 })
  try {
    return await shopify.authenticate.admin(request)
  } catch (refusal) {
    // The library's answer whatever Shopify said, or did not say, to the exchange of the token.
    if (refusal instanceof Response && refusal.status === 500)
      throw notNow('Shopify couldn’t confirm your session. Try again.')
    if (!isDatabaseAway(refusal)) throw refusal
    logFailure(refusal, 'nobody could be recognised')
    throw notNow('This can’t be loaded right now. Try again.')
  }
}

/**
 * The library makes URLs and headers of what `host` says in base64 (`admin.shopify.com/store/name`), and fails where that can not
 * be; what is no base64 it refuses itself.
 */
function hasReadableHost(request: Request): boolean {
  const host = new URL(request.url).searchParams.get('host')
  if (host === null || !/^[\da-z+/]+={0,2}$/i.test(host)) return true
  try {
    const place = atob(host)
    return /^[\w.:/-]+$/.test(place) && URL.canParse(`https://${place}`)
  } catch {
    return false
  }
}

const notNow = (text: string) => new Response(text, { status: 503, headers: { 'Retry-After': '5' } })

/** The headers that every embedded document needs: App Bridge's preload and who may frame us. */
export function addDocumentHeaders(request: Request, headers: Headers): void {
  shopify.addDocumentResponseHeaders(request, headers)
  // The library knows one origin only; the page loads App Bridge from the one that stands in for it.
  const { SHOPIFY_CDN_ORIGIN: cdn } = env()
  const link = headers.get('Link')
  if (link && cdn) headers.set('Link', link.replace('https://cdn.shopify.com', cdn))
  const policy = headers.get('Content-Security-Policy')
  const admin = env().SHOPIFY_ADMIN_ORIGIN
  if (policy && admin)
    headers.set('Content-Security-Policy', policy.replace('frame-ancestors', `frame-ancestors ${admin}`))
  if (!policy) headers.set('Content-Security-Policy', "frame-ancestors 'none'")
}
