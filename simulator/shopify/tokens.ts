// POST /admin/oauth/access_token: an id token becomes an access token, a refresh token a newer pair. Lives are measured
// in real time, as the app's library does.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { json, route, type Route, type SimRequest, type SimResponse } from '../http.ts'
import { readFaults } from './faults.ts'
import { readIdToken, staffUserId } from './id-token.ts'
import { findShop, type Shop } from './shops.ts'

const OFFLINE_SECONDS = 3600
const ONLINE_SECONDS = 86_400
const REFRESH_SECONDS = 90 * 86_400

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token'
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token'

const grant = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal(TOKEN_EXCHANGE),
    client_id: z.string(),
    client_secret: z.string(),
    subject_token: z.string(),
    subject_token_type: z.string(),
    requested_token_type: z.string(),
    expiring: z.union([z.string(), z.number(), z.boolean()]).optional(),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    client_id: z.string(),
    client_secret: z.string(),
    refresh_token: z.string(),
  }),
])

type Grant = z.infer<typeof grant>
type Exchange = Extract<Grant, { grant_type: typeof TOKEN_EXCHANGE }>

export interface Access {
  shop: string
  scopes: string[]
  mode: 'offline' | 'online'
}

export function tokenRoutes(sim: SimulatorContext): Route[] {
  return [route('POST', '/admin/oauth/access_token', (request) => grantToken(sim, request))]
}

function refuse(status: number, error: string, description: string): SimResponse {
  return json({ error, error_description: description }, status)
}

function grantToken(sim: SimulatorContext, request: SimRequest): SimResponse {
  if (readFaults(sim).down) return json({ errors: 'Service Unavailable' }, 503)
  const shop = findShop(sim, request.host)
  if (!shop) return json({ errors: 'Not Found' }, 404)
  const isForm = request.header('content-type')?.includes('x-www-form-urlencoded')
  const parsed = grant.safeParse(isForm ? Object.fromEntries(request.form()) : request.json())
  if (!parsed.success) return refuse(400, 'invalid_request', z.prettifyError(parsed.error))
  if (!isClient(sim, parsed.data)) return refuse(400, 'invalid_client', 'Client authentication failed')
  if (shop.scopes === null) return refuse(400, 'app_not_installed', 'The app is not installed in this shop')
  if (parsed.data.grant_type === 'refresh_token') return refresh(sim, shop, parsed.data.refresh_token)
  return exchange(sim, shop, parsed.data)
}

function isClient(sim: SimulatorContext, given: Grant): boolean {
  const secret = Buffer.from(given.client_secret)
  const right = Buffer.from(sim.settings.apiSecret)
  return given.client_id === sim.settings.apiKey && secret.length === right.length && timingSafeEqual(secret, right)
}

function exchange(sim: SimulatorContext, shop: Shop, given: Exchange): SimResponse {
  if (given.subject_token_type !== ID_TOKEN)
    return refuse(400, 'invalid_request', 'subject_token_type is not supported')
  const claims = readIdToken(sim, given.subject_token)
  if (claims?.dest !== `https://${shop.shop}`)
    return refuse(400, 'invalid_subject_token', 'The subject token is invalid')
  if (given.requested_token_type === ONLINE) return json(onlineAnswer(sim, shop))
  if (given.requested_token_type !== OFFLINE)
    return refuse(400, 'invalid_request', 'requested_token_type is not supported')
  // Public apps made since April 2026 get no offline token that lives for ever.
  if (!['1', 'true'].includes(String(given.expiring))) {
    return refuse(
      400,
      'invalid_request',
      'Non-expiring offline access tokens are not available to this app: send expiring=1',
    )
  }
  return json(offlineAnswer(sim, shop, null))
}

const newSecret = (prefix: string): string => prefix + randomBytes(16).toString('hex')

function store(sim: SimulatorContext, row: { token: string; shop: Shop; mode: Access['mode']; seconds: number }): void {
  sim.store.db
    .prepare('INSERT INTO shopify_tokens (access_token, shop, mode, scopes, expires_at) VALUES (?, ?, ?, ?, ?)')
    .run(row.token, row.shop.shop, row.mode, row.shop.scopes, Date.now() + row.seconds * 1000)
}

function offlineAnswer(sim: SimulatorContext, shop: Shop, parent: string | null): object {
  const token = newSecret('shpat_')
  const refreshToken = newSecret('shprt_')
  store(sim, { token, shop, mode: 'offline', seconds: OFFLINE_SECONDS })
  sim.store.db
    .prepare(
      'UPDATE shopify_tokens SET refresh_token = ?, refresh_expires_at = ?, parent_refresh_token = ? WHERE access_token = ?',
    )
    .run(refreshToken, Date.now() + REFRESH_SECONDS * 1000, parent, token)
  return {
    access_token: token,
    scope: shop.scopes,
    expires_in: OFFLINE_SECONDS,
    refresh_token: refreshToken,
    refresh_token_expires_in: REFRESH_SECONDS,
  }
}

function onlineAnswer(sim: SimulatorContext, shop: Shop): object {
  const token = newSecret('shpua_')
  store(sim, { token, shop, mode: 'online', seconds: ONLINE_SECONDS })
  return {
    access_token: token,
    scope: shop.scopes,
    expires_in: ONLINE_SECONDS,
    associated_user_scope: shop.scopes,
    associated_user: {
      id: Number(staffUserId(shop)),
      first_name: 'Demo',
      last_name: 'Owner',
      email: shop.email,
      account_owner: true,
      locale: 'en',
      collaborator: false,
      email_verified: true,
    },
  }
}

/** A refresh token stays good until the one that replaced it has been used: a lost answer locks nobody out. */
function refresh(sim: SimulatorContext, shop: Shop, refreshToken: string): SimResponse {
  const row = sim.store.db
    .prepare('SELECT * FROM shopify_tokens WHERE refresh_token = ? AND shop = ? AND refresh_expires_at > ?')
    .get(refreshToken, shop.shop, Date.now())
  if (!row) return refuse(400, 'invalid_grant', 'The refresh token is invalid or expired')
  return sim.store.transaction(() => {
    const parent = row['parent_refresh_token']
    if (parent !== null) {
      sim.store.db
        .prepare(
          'DELETE FROM shopify_tokens WHERE refresh_token = ? OR (parent_refresh_token = ? AND refresh_token <> ?)',
        )
        .run(String(parent), String(parent), refreshToken)
    }
    return json(offlineAnswer(sim, shop, refreshToken))
  })
}

/** Who calls the Admin API: the shop, mode and scopes of the token, or null when it is missing, unknown or dead. */
export function accessOf(sim: SimulatorContext, request: SimRequest): Access | null {
  const token = request.header('x-shopify-access-token')
  if (!token) return null
  const row = sim.store.db
    .prepare('SELECT * FROM shopify_tokens WHERE access_token = ? AND shop = ? AND expires_at > ?')
    .get(token, request.host, Date.now())
  if (!row) return null
  const scopes = String(row['scopes'])
    .split(',')
    .map((scope) => scope.trim())
  // Writing implies reading.
  const implied = scopes.filter((scope) => scope.startsWith('write_')).map((scope) => scope.replace('write_', 'read_'))
  return {
    shop: String(row['shop']),
    mode: row['mode'] === 'online' ? 'online' : 'offline',
    scopes: [...scopes, ...implied],
  }
}
