import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react'
import type { ShellData } from './ui/shell/shell-data'

/** The HTML document. App Bridge must be the first script of an embedded page, so it stands in the head. */
export default function Document() {
  const shell = useRouteLoaderData<ShellData>('home/app.route')
  return (
    <html lang="en" data-locale={shell?.locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {shell ? <script src={`${shell.cdn}/shopifycloud/app-bridge.js`} data-api-key={shell.apiKey} /> : null}
        {shell ? <link rel="stylesheet" href={`${shell.cdn}/static/fonts/inter/v4/styles.css`} /> : null}
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  )
}
