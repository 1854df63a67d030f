// `GET /api/v1/campaigns/{id}/analytics`, for the admin (session token) and for the shop's own programs (API key).
import type { LoaderFunctionArgs } from '@remix-run/node'
import { FailedAttempts } from '#app/platform/http/attempts.ts'
import { isDatabaseAway } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { findTenantByApiKey } from '#app/settings/api-keys.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam } from '#app/ui/params.ts'
import { campaignJson } from './api.ts'
import { campaignAnalytics } from '../campaign/campaign.server.ts'

/** A key has 256 random bits, so guessing finds none: what ends is the work that it makes. */
const refused = new FailedAttempts({ failures: 20, windowMs: 60_000, clients: 10_000 })

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const client = context.client ?? ''
  const seconds = refused.secondsToWait(client, Date.now())
  if (seconds > 0) {
    const error = `Too many keys from this address were refused. Try again in ${seconds} seconds.`
    return json(429, { error }, { 'Retry-After': String(seconds) })
  }
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  try {
    const tenantId = token ? await tenantOf(request, token) : null
    if (tenantId !== null) return await find(tenantId, params['campaignId'] ?? '')
  } catch (error) {
    if (isDatabaseAway(error)) logFailure(error, 'analytics API failed')
    else if (!isUnavailable(error)) throw error
    return json(503, { error: 'Analytics can’t be loaded right now. Try again.' }, { 'Retry-After': '5' })
  }
  if (token) refused.note(client, Date.now())
  return json(401, { error: 'A valid session token or API key is required.' }, { 'WWW-Authenticate': 'Bearer' })
}

async function find(tenantId: number, campaignId: string) {
  const id = idParam(campaignId)
  // Of another shop's campaign it is not even said that it exists.
  const found = id > 0 ? await campaignAnalytics(tenantId, id) : null
  return found ? json(200, campaignJson(found)) : json(404, { error: 'This campaign doesn’t exist.' })
}

async function tenantOf(request: Request, token: string): Promise<number | null> {
  if (token.startsWith('glk_')) return findTenantByApiKey(token)
  try {
    return (await requireTenant(request)).tenantId
  } catch (refusal) {
    // The library answers pages: redirects and reload headers, which mean nothing to a program.
    if (refusal instanceof Response && !isUnavailable(refusal)) return null
    throw refusal
  }
}

const isUnavailable = (refusal: unknown) => refusal instanceof Response && refusal.status === 503

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } })
