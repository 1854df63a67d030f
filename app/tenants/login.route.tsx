import { redirect } from '@remix-run/node'

/** Nobody signs in here: the app is opened from Shopify Admin, and the landing page says so. */
export function loader() {
  return redirect('/')
}
