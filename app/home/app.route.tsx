import { Outlet, useLoaderData, useRouteError } from '@remix-run/react'
import { NavMenu } from '@shopify/app-bridge-react'
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url'
import { Box, Text } from '@shopify/polaris'
import { AppProvider } from '@shopify/shopify-app-remix/react'
import { boundary } from '@shopify/shopify-app-remix/server'
import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from '@remix-run/node'
import { env } from '#app/platform/env.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { formatZone } from '#app/ui/format/format.ts'
import { currentLocale } from '#app/ui/format/locale.ts'
import type { ShellData } from '#app/ui/shell.ts'
import stillStyles from '#app/ui/still.css?url'
import { useInBrowser } from '#app/ui/hooks/useInBrowser.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: stillStyles },
]

export async function loader({ request }: LoaderFunctionArgs): Promise<ShellData> {
  const { shop, currency, timezone } = await requireTenant(request)
  const { SHOPIFY_API_KEY, SHOPIFY_CDN_ORIGIN } = env()
  return {
    apiKey: SHOPIFY_API_KEY,
    cdn: SHOPIFY_CDN_ORIGIN ?? 'https://cdn.shopify.com',
    shop,
    currency,
    timezone,
    zone: formatZone(clock.now(), timezone),
    locale: currentLocale(),
  }
}

/**
 * The frame of every admin page. App Bridge stands in the document's head, so the provider does not print it again.
 * Until React has taken the page over it takes no input: what is typed into a field before is lost.
 */
export default function AppLayout() {
  const { apiKey, zone } = useLoaderData<typeof loader>()
  // React 18 passes `inert` on as the attribute it is, but does not know it by name.
  const untilItRuns = useInBrowser() ? {} : { inert: '' }
  return (
    <AppProvider isEmbeddedApp={false} apiKey={apiKey}>
      <NavMenu>
        <a href="/app" rel="home">
          Home
        </a>
        <a href="/app/members">Members</a>
        <a href="/app/segments">Segments</a>
        <a href="/app/campaigns">Campaigns</a>
        <a href="/app/settings">Settings</a>
      </NavMenu>
      <main {...untilItRuns}>
        <Outlet />
        <Box padding="400">
          <Text as="p" variant="bodySm" tone="subdued" alignment="center">
            Times are those of your store: {zone}
          </Text>
        </Box>
      </main>
    </AppProvider>
  )
}

export function ErrorBoundary() {
  return boundary.error(useRouteError())
}

export const headers: HeadersFunction = (args) => boundary.headers(args)
