import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { findBulk } from './bulk.server.ts'
import type { BulkAction } from './bulk.ts'

/** How far the bulk action is, for the members page. */
export async function loader({ request }: LoaderFunctionArgs): Promise<BulkAction | null> {
  const { tenantId } = await requireTenant(request)
  return findBulk(tenantId)
}
