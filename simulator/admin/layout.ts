// The frame of the simulated Shopify Admin: top bar, navigation, and what a page puts inside.
import { escapeHtml as h } from '../escape-html.ts'
import { shopName, type Shop } from '../shopify/shops.ts'

export type Section = 'home' | 'orders' | 'customers' | 'app' | 'webhooks' | 'faults' | 'settings'

const ICONS: Record<string, string> = {
  home: 'M3 8.5 10 3l7 5.5V17h-5v-5H8v5H3z',
  orders: 'M3 11h4l1.5 2h3L13 11h4M3 11l2-7h10l2 7v5H3z',
  customers: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3 2.7-5 6-5s6 2 6 5',
  app: 'M3 5h14v10H3zM3 6l7 5 7-5',
  mailbox: 'M3 12h4l1 2h4l1-2h4M3 12l2-8h10l2 8v4H3z',
  webhooks: 'M4 10h12M12 6l4 4-4 4',
  faults: 'M10 3 2 17h16zM10 8v4M10 14v1',
  settings: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM10 3v2M10 15v2M3 10h2M15 10h2',
}

export interface AdminPage {
  shop: Shop
  shops: string[]
  title: string
  section: Section
  /** HTML, already escaped. */
  body: string
  /** The body fills the page, as the app's frame does. */
  full?: boolean
}

export function adminBase(shop: Shop): string {
  return `/store/${shopName(shop.shop)}`
}

export function appBase(shop: Shop): string {
  return `${adminBase(shop)}/apps/glancito`
}

function link(page: AdminPage, item: { key: string; label: string; href: string; attributes?: string }): string {
  const current = page.section === item.key ? ' aria-current="page"' : ''
  const icon = `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[item.key] ?? ''}"/></svg>`
  return `<li><a href="${h(item.href)}"${current} ${item.attributes ?? ''}>${icon}${h(item.label)}</a>`
}

function sidebar(page: AdminPage): string {
  const base = adminBase(page.shop)
  return `<nav class="sidebar" id="navigation" aria-label="Admin">
<ul>
${link(page, { key: 'home', label: 'Home', href: base })}</li>
${link(page, { key: 'orders', label: 'Orders', href: `${base}/orders` })}</li>
${link(page, { key: 'customers', label: 'Customers', href: `${base}/customers` })}</li>
</ul>
<h2>Apps</h2>
<ul>
${link(page, { key: 'app', label: 'Glancito', href: appBase(page.shop), attributes: 'data-app-home' })}<ul data-app-menu></ul></li>
</ul>
<h2>Simulator</h2>
<ul>
${link(page, { key: 'mailbox', label: 'Mailbox', href: '/mailbox' })}</li>
${link(page, { key: 'webhooks', label: 'Webhooks', href: `${base}/webhooks` })}</li>
${link(page, { key: 'faults', label: 'Faults', href: `${base}/faults` })}</li>
</ul>
<div class="foot"><ul>${link(page, { key: 'settings', label: 'Settings', href: `${base}/settings` })}</li></ul></div>
</nav>`
}

/** A whole page of the simulated Admin. */
export function adminPage(page: AdminPage): string {
  const { shop, title, body } = page
  const main = page.full
    ? `<main id="main" class="frame"><h1 class="visually-hidden">${h(title)}</h1>${body}</main>`
    : `<main id="main" class="content"><h1>${h(title)}</h1>${body}</main>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${h(title)} · ${h(shop.shop)} · Simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/fonts/inter/v4/styles.css">
<link rel="stylesheet" href="/_shell/admin.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="topbar">
<button class="menu-button" type="button" data-menu-button aria-expanded="false" aria-controls="navigation" aria-label="Menu">☰</button>
<span class="brand">Admin</span><span class="simulator">Simulator</span>
<form class="search" role="search" action="${adminBase(shop)}/customers"><input type="search" name="q" aria-label="Search customers" placeholder="Search"></form>
<span class="store">${h(shop.name)}</span>
</header>
<div class="shell">
${sidebar(page)}
${main}
</div>
<script src="/_shell/shell.js"></script>
</body>
</html>`
}

export function badge(state: string): string {
  const tone =
    {
      SUBSCRIBED: 'success',
      delivered: 'success',
      PENDING: 'warning',
      pending: 'warning',
      dropped: 'warning',
      INVALID: 'critical',
      failed: 'critical',
    }[state] ?? ''
  const words = state.replaceAll('_', ' ').toLowerCase()
  return `<span class="badge ${tone}">${h(words.charAt(0).toUpperCase() + words.slice(1))}</span>`
}

export function when(iso: string | null): string {
  return iso ? `<time datetime="${h(iso)}">${h(iso.slice(0, 16).replace('T', ' '))}</time>` : '—'
}

/** A form with one button that posts to `action`. */
export function postButton(
  action: string,
  label: string,
  more: { kind?: string; fields?: Record<string, string> } = {},
): string {
  const hidden = Object.entries(more.fields ?? {})
    .map(([name, value]) => `<input type="hidden" name="${h(name)}" value="${h(value)}">`)
    .join('')
  return `<form method="post" action="${h(action)}">${hidden}<button class="button ${more.kind ?? ''}">${h(label)}</button></form>`
}
