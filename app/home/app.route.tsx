import { Outlet, useLoaderData, useRouteError } from '@remix-run/react'
import { NavMenu } from '@shopify/app-bridge-react'
import { boundary } from '@shopify/shopify-app-remix/server'
import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from '@remix-run/node'
import { env } from '#app/platform/env.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { formatZone } from '#app/ui/format/format.ts'
import { currentLocale } from '#app/ui/format/locale.ts'
import { AppFrame } from '#app/ui/shell/AppFrame.tsx'
import type { ShellData } from '#app/ui/shell/shell-data.ts'
import { stylesheets } from '#app/ui/shell/stylesheets.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'

export const links: LinksFunction = () => stylesheets

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

export default function AppLayout() {
  const { apiKey, zone } = useLoaderData<typeof loader>()
  return (
    <AppFrame apiKey={apiKey} menu={<Menu />} note={<>Times are in your store’s time zone: {zone}</>}>
      <Outlet />
    </AppFrame>
  )
}

function Menu() {
  return (
    <NavMenu>
      <a href="/app" rel="home">
        Home
      </a>
      <a href="/app/members">Members</a>
      <a href="/app/segments">Segments</a>
      <a href="/app/campaigns">Campaigns</a>
      <a href="/app/settings">Settings</a>
    </NavMenu>
  )
}

export function ErrorBoundary() {
  return boundary.error(useRouteError())
}

export const headers: HeadersFunction = (args) => boundary.headers(args)
