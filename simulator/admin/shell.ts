// The addresses of the simulated Admin: the app in its frame, installing and removing it, and the files of the shell.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { html, json, redirect, route, text, type Route, type SimRequest, type SimResponse } from '../http.ts'
import { escapeHtml as h } from '../escape-html.ts'
import { mintIdToken } from '../shopify/id-token.ts'
import { grantScopes, scopesOf } from '../shopify/scopes.ts'
import { install, uninstall } from '../shopify/shop-changes.ts'
import { getShop, shopName, shopOf, type Shop } from '../shopify/shops.ts'
import { appConfig } from '../shopify/subscriptions.ts'
import { customerPageRoutes } from './customer-pages.ts'
import { adminBase, adminPage, appBase, postButton, when } from './layout.ts'
import { statePageRoutes } from './state-pages.ts'

const file = (path: string | URL) => readFileSync(path)

export function adminRoutes(sim: SimulatorContext): Route[] {
  return [
    ...fileRoutes(),
    ...appRoutes(sim),
    ...settingsRoutes(sim),
    ...customerPageRoutes(sim),
    ...statePageRoutes(sim),
  ]
}

/** The shop that a page of Admin belongs to. */
function shopOfPage(sim: SimulatorContext, request: SimRequest): Shop {
  return getShop(sim, `${request.param('store')}.myshopify.com`)
}

function fileRoutes(): Route[] {
  const own = (name: string, type: string) => () => ({
    ...text(file(new URL(name, import.meta.url)).toString('utf8'), 200, type),
  })
  const fontPackage = new URL('../../node_modules/@fontsource-variable/inter/', import.meta.url)
  // The app asks for the font as Shopify's CDN offers it, by the name Inter.
  const fontCss = () => {
    const css = file(new URL('index.css', fontPackage)).toString('utf8')
    return css + css.replaceAll("'Inter Variable'", "'Inter'")
  }
  return [
    route('GET', '/shopifycloud/app-bridge.js', () => ({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*' },
      body: file(new URL('app-bridge.browser.js', import.meta.url)),
    })),
    route('GET', '/_shell/shell.js', own('shell.browser.js', 'text/javascript; charset=utf-8')),
    route('GET', '/_shell/admin.css', own('admin.css', 'text/css; charset=utf-8')),
    route('GET', '/static/fonts/inter/v4/styles.css', () => ({
      status: 200,
      headers: {
        'content-type': 'text/css; charset=utf-8',
        'access-control-allow-origin': '*',
        'cache-control': 'max-age=86400',
      },
      body: fontCss(),
    })),
    route('GET', '/static/fonts/inter/v4/files/:name', (request) => {
      const name = /^[\w-]+\.woff2$/.exec(request.param('name'))?.[0]
      if (!name) return text('Not Found', 404)
      return {
        status: 200,
        headers: { 'content-type': 'font/woff2', 'access-control-allow-origin': '*', 'cache-control': 'max-age=86400' },
        body: file(new URL(`files/${name}`, fontPackage)),
      }
    }),
  ]
}

function appRoutes(sim: SimulatorContext): Route[] {
  const home = sim.settings.shops[0] ?? ''
  const app = (request: SimRequest) => appPage(sim, request)
  return [
    route('GET', '/', () => redirect(appBase(getShop(sim, home)), 302), /^(?!sns\.)/),
    route('GET', '/store/:store/apps/:app', app),
    route('GET', '/store/:store/apps/:app/*', app),
    route('POST', '/store/:store/install', (request) => {
      const shop = shopOfPage(sim, request)
      install(sim, shop.shop)
      return redirect(appBase(shop))
    }),
    route('GET', '/_shell/id-token', (request) => {
      const shop = shopOf(sim, request)
      return shop.scopes === null ? json({ errors: 'not installed' }, 409) : json({ token: mintIdToken(sim, shop) })
    }),
    route('GET', '/_shell/scopes', (request) => json(scopesOf(sim, shopOf(sim, request).shop))),
    route('POST', '/_shell/scopes', (request) => {
      const { shop } = shopOf(sim, request)
      grantScopes(sim, shop, z.object({ scopes: z.array(z.string()) }).parse(request.json()).scopes)
      return json(scopesOf(sim, shop))
    }),
  ]
}

function appPage(sim: SimulatorContext, request: SimRequest): SimResponse {
  const shop = shopOfPage(sim, request)
  if (shop.scopes === null) return html(installPage(sim, shop))
  const rest = request.param('*')
  const url = new URL(`/${rest || 'app'}`, sim.settings.appUrl)
  for (const [name, value] of request.query) url.searchParams.append(name, value)
  const host = Buffer.from(`admin.shopify.com/store/${shopName(shop.shop)}`).toString('base64')
  for (const [name, value] of Object.entries({
    embedded: '1',
    shop: shop.shop,
    host,
    id_token: mintIdToken(sim, shop),
    locale: url.searchParams.get('locale') ?? 'en',
  })) {
    url.searchParams.set(name, value)
  }
  const data = `data-src="${h(url.href)}" data-app="${h(url.origin)}" data-shop="${h(shop.shop)}" data-base="${h(appBase(shop))}"`
  const body = `<div class="progress" data-progress hidden></div>
<iframe data-app-frame ${data} title="Glancito" name="app-iframe" allow="clipboard-write"></iframe>
<div class="toasts" data-toasts role="status" aria-live="polite"></div>
<section class="save-bar" data-save-bar aria-label="Unsaved changes" hidden><span class="simulator">Simulator</span><p>Unsaved changes</p>
<button class="button" type="button" data-kind="discard">Discard</button>
<button class="button" type="button" data-kind="save">Save</button></section>
<dialog data-leave aria-labelledby="leave-title"><form method="dialog"><h2 id="leave-title">Leave page with unsaved changes?</h2>
<p>Leaving this page will delete all unsaved changes.</p>
<div class="actions"><button class="button" value="stay">Stay</button><button class="button destructive" value="leave">Leave page</button></div></form></dialog>
<dialog data-scopes aria-labelledby="scopes-title"><form method="dialog"><span class="simulator">Simulator</span><h2 id="scopes-title">Glancito asks for more access</h2>
<ul data-scopes-list></ul>
<div class="actions"><button class="button" value="decline">Cancel</button><button class="button" value="grant">Allow</button></div></form></dialog>
<dialog data-picker aria-labelledby="picker-title"><form method="dialog"><span class="simulator">Simulator</span><h2 id="picker-title" data-picker-title></h2>
<div class="picker-list" data-picker-list></div>
<div class="actions"><button class="button" value="cancel">Cancel</button><button class="button" value="select">Select</button></div></form></dialog>`
  return html(page(sim, shop, { title: 'Glancito', section: 'app', body, full: true }))
}

function page(
  sim: SimulatorContext,
  shop: Shop,
  about: { title: string; section: 'app' | 'settings'; body: string; full?: boolean },
): string {
  return adminPage({ shop, shops: sim.settings.shops, ...about })
}

const MEANINGS: Record<string, string> = {
  read_customers: 'View customers: names, email addresses, phone numbers, consent',
  write_customers: 'Edit customers: marketing consent and tags',
  read_orders: 'View orders of the last 60 days',
  read_marketing_events: 'View marketing activities',
  write_marketing_events: 'Add marketing activities',
  write_pixels: 'Add a web pixel to the online store',
  read_customer_events: 'View what customers do in the online store',
  read_customer_merge: 'View when customers are merged',
}

function installPage(sim: SimulatorContext, shop: Shop): string {
  const scopes = appConfig(sim)
    .scopes.split(',')
    .map((scope) => scope.trim())
  const items = scopes.map(
    (scope) => `<li>${h(MEANINGS[scope] ?? scope)} <span class="muted">(${h(scope)})</span></li>`,
  )
  const body = `<div class="card"><h2>Glancito will be able to</h2><ul>${items.join('')}</ul>
<p class="muted">Nothing is sent to customers by installing.</p>
${postButton(`${adminBase(shop)}/install`, 'Install', { kind: 'primary' })}</div>`
  return page(sim, shop, { title: 'Install Glancito', section: 'app', body })
}

function settingsRoutes(sim: SimulatorContext): Route[] {
  const base = '/store/:store/settings'
  return [
    route('GET', base, (request) => html(settingsPage(sim, shopOfPage(sim, request)))),
    route('POST', `${base}/uninstall`, (request) => {
      const shop = shopOfPage(sim, request)
      if (request.form().get('confirm') === 'yes') uninstall(sim, shop.shop)
      return redirect(`${adminBase(shop)}/settings`)
    }),
  ]
}

function settingsPage(sim: SimulatorContext, shop: Shop): string {
  const app =
    shop.scopes === null
      ? `<p>Glancito is not installed.</p><a class="button primary" href="${h(appBase(shop))}">Install</a>`
      : `<p>Installed ${when(shop.installed_at)}. Scopes: ${h(shop.scopes.replaceAll(',', ', '))}</p>
<form method="post" action="${adminBase(shop)}/settings/uninstall">
<div class="check"><input type="checkbox" id="confirm" name="confirm" value="yes" required><label for="confirm">I want to uninstall Glancito: it loses access to this store at once</label></div>
<button class="button destructive">Uninstall</button></form>`
  const others = sim.settings.shops
    .map(
      (name) =>
        `<li><a href="/store/${h(shopName(name))}">${h(name)}</a>${name === shop.shop ? ' (this one)' : ''}</li>`,
    )
    .join('')
  const body = `<div class="card"><h2>Apps</h2>${app}</div>
<div class="card"><h2>Store</h2><dl><dt>Name</dt><dd>${h(shop.name)}</dd><dt>Address</dt><dd>${h(shop.shop)}</dd>
<dt>Time zone</dt><dd>${h(shop.timezone)}</dd><dt>Currency</dt><dd>${h(shop.currency)}</dd></dl></div>
<div class="card"><h2>Stores of this simulator</h2><ul>${others}</ul></div>`
  return page(sim, shop, { title: 'Settings', section: 'settings', body })
}
