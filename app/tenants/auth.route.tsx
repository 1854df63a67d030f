import type { LoaderFunctionArgs } from '@remix-run/node'
import { ShopifyError } from '@shopify/shopify-api'
import { authenticateAdmin } from '#app/platform/shopify/shopify.server.ts'

/** Shopify's library serves its own steps here: the session token bounce page and the way out of the iframe. */
export async function loader({ request }: LoaderFunctionArgs) {
  try {
    await authenticateAdmin(request)
  } catch (refusal) {
    // Its word for a way out that leads neither to us nor to Shopify.
    if (refusal instanceof ShopifyError) throw new Response('This link leads nowhere.', { status: 400 })
    throw refusal
  }
  return null
}
