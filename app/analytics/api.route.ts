// `GET /api/v1/campaigns/{id}/analytics`, for the admin (session token) and for the shop's own programs (API key).
import type { LoaderFunctionArgs } from '@remix-run/node'
import { findTenantByApiKey } from '#app/settings/api-keys.server.ts'
import { requireTenant } from '#app/shop/authenticate.server.ts'
import { campaignJson } from './api.ts'
import { campaignAnalytics } from './campaign.server.ts'

const LARGEST_ID = 2 ** 31 - 1

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenantId = await tenantOf(request)
  if (tenantId === null)
    return json(401, { error: 'A valid session token or API key is needed.' }, { 'WWW-Authenticate': 'Bearer' })
  const id = /^[1-9]\d{0,9}$/.test(params['campaignId'] ?? '') ? Number(params['campaignId']) : 0
  // Of another shop's campaign it is not even said that it exists.
  const found = id > 0 && id <= LARGEST_ID ? await campaignAnalytics(tenantId, id) : null
  return found ? json(200, campaignJson(found)) : json(404, { error: 'There is no such campaign.' })
}

async function tenantOf(request: Request): Promise<number | null> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  if (!token) return null
  if (token.startsWith('glk_')) return findTenantByApiKey(token)
  try {
    return (await requireTenant(request)).tenantId
  } catch (refusal) {
    // The library answers pages: redirects and reload headers, which mean nothing to a program.
    if (refusal instanceof Response) return null
    throw refusal
  }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } })
