import type { LoaderFunctionArgs } from '@remix-run/node'
import { authenticateAdmin } from '#app/platform/shopify/shopify.server.ts'

/** Shopify's library serves its own steps here: the session token bounce page and the way out of the iframe. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateAdmin(request)
  return null
}
