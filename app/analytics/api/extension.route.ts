// What the block on Shopify's customer page (extensions/customer-engagement) asks for. Its origin is Shopify's, so every
// answer carries CORS headers; the library answers the preflight and refuses forged tokens.
import type { LoaderFunctionArgs } from '@remix-run/node'
import type { CustomerBlockAnswer } from '../member/customer-block.ts'
import { findImportStage, findCustomerBlock } from '../member/customer-block.server.ts'
import { authenticateAdmin } from '#app/platform/shopify/shopify.server.ts'
import { findTenant } from '#app/tenants/tenants.server.ts'
import { parseMemberId } from '#app/members/core/names.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  // Without a token the library would send a page's redirects, which a fetch follows to somebody's HTML.
  if (request.method !== 'OPTIONS' && !request.headers.has('Authorization')) throw new Response(null, { status: 401 })
  const { session, cors } = await authenticateAdmin(request)
  const memberId = parseMemberId(params['customerId'])
  const answer: CustomerBlockAnswer = memberId
    ? await find(session.shop, memberId)
    : { status: 'unknown', import: 'none' }
  const status = answer.status === 'known' ? 200 : 404
  return cors(Response.json(answer, { status, headers: { 'Cache-Control': 'no-store' } }))
}

async function find(shop: string, memberId: string): Promise<CustomerBlockAnswer> {
  const tenant = await findTenant(shop)
  if (!tenant) return { status: 'unknown', import: 'none' }
  const member = await findCustomerBlock(tenant.tenantId, memberId)
  if (!member) return { status: 'unknown', import: await findImportStage(tenant.tenantId) }
  return { status: 'known', timezone: tenant.timezone, member }
}
