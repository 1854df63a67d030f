// Who is asking: the shop behind a session token, with its tenant. Every admin route begins here.
import { authenticateAdmin } from '#app/platform/shopify/shopify.server.ts'
import { openShop, type Tenant } from './tenants.server.ts'

/**
 * Authenticates a request of the embedded admin and returns its tenant; the first one of a shop installs it.
 * @throws Response 401, or a redirect that App Bridge follows, when the session token is missing, forged or expired.
 */
export async function requireTenant(request: Request): Promise<Tenant> {
  const { session } = await authenticateAdmin(request)
  return openShop(session.shop)
}

/** As `requireTenant`, with the number of the staff member who asks at Shopify; null when the token names none. */
export async function requireStaff(request: Request): Promise<{ tenant: Tenant; staff: string | null }> {
  const { session, sessionToken } = await authenticateAdmin(request)
  const staff = /^\d{1,20}$/.exec(sessionToken.sub)?.[0] ?? null
  return { tenant: await openShop(session.shop), staff }
}
