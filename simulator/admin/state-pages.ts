// Home, the log of webhooks, and the page that breaks things on purpose.
import type { SimulatorContext } from '../context.ts'
import { html, redirect, route, type Route, type SimRequest } from '../http.ts'
import { escapeHtml as h } from '../escape-html.ts'
import { countCustomers, EVERYBODY } from '../shopify/customers.ts'
import { countPending, listDeliveries } from '../shopify/deliveries.ts'
import { changeFaults, readFaults } from '../shopify/faults.ts'
import { getShop, type Shop } from '../shopify/shops.ts'
import { appConfig } from '../shopify/subscriptions.ts'
import { adminBase, adminPage, appBase, badge, when, type Section } from './layout.ts'

const SHOWN = 100

export function statePageRoutes(sim: SimulatorContext): Route[] {
  const shopOf = (request: SimRequest) => getShop(sim, `${request.param('store')}.myshopify.com`)
  const show = (shop: Shop, title: string, section: Section, body: string) =>
    html(adminPage({ shop, shops: sim.settings.shops, title, section, body }))
  return [
    route('GET', '/store/:store', (request) => {
      const shop = shopOf(request)
      return show(shop, 'Home', 'home', homeBody(sim, shop))
    }),
    route('GET', '/store/:store/', (request) => redirect(adminBase(shopOf(request)))),
    route('GET', '/store/:store/webhooks', (request) => {
      const shop = shopOf(request)
      return show(shop, 'Webhooks', 'webhooks', webhooksBody(sim, shop))
    }),
    route('GET', '/store/:store/faults', (request) => {
      const shop = shopOf(request)
      return show(shop, 'Faults', 'faults', faultsBody(sim, shop))
    }),
    route('POST', '/store/:store/faults', (request) => {
      const form = request.form()
      const number = (name: string) => Math.max(0, Number(form.get(name)) || 0)
      const webhooks = {
        drop: number('drop'),
        duplicate: number('duplicate'),
        delayMs: Math.round(number('delayMs')),
        reorder: form.has('reorder'),
        paused: form.has('paused'),
      }
      changeFaults(sim, { down: form.has('down'), throttle: Math.round(number('throttle')), webhooks })
      return redirect(`${adminBase(shopOf(request))}/faults`)
    }),
  ]
}

function homeBody(sim: SimulatorContext, shop: Shop): string {
  const app =
    shop.scopes === null
      ? `<p>Glancito is not installed yet.</p><a class="button primary" href="${appBase(shop)}">Install Glancito</a>`
      : `<p>Glancito is installed.</p><a class="button primary" href="${appBase(shop)}">Open Glancito</a>`
  return `<p class="note">This is a simulator of Shopify Admin. Nothing here reaches Shopify, and no mail leaves this machine.</p>
<div class="card"><h2>App</h2>${app}</div>
<div class="card"><h2>Store</h2><p>${countCustomers(sim, shop.shop, EVERYBODY)} customers</p>
<a class="button" href="${adminBase(shop)}/customers">View customers</a></div>
<div class="card"><h2>Mailbox</h2><p>Every mail the app sends arrives in the simulator's mailbox.</p><a class="button" href="/mailbox">Open the mailbox</a></div>`
}

function webhooksBody(sim: SimulatorContext, shop: Shop): string {
  const lines = listDeliveries(sim, { shop: shop.shop, limit: SHOWN })
    .map(
      (
        delivery,
      ) => `<tr><td>${h(delivery.topic)}<br><span class="muted">${h(delivery.uri)}</span></td><td>${when(delivery.triggered_at)}</td>
<td>${badge(delivery.state)}<br><span class="muted">${h(delivery.last_answer ?? '')}</span></td><td class="number">${delivery.attempts}</td>
<td><details><summary>Body</summary><code>${h(delivery.body)}</code></details></td></tr>`,
    )
    .join('')
  const subscribed = appConfig(sim).subscriptions.map(({ topic }) => topic)
  return `<p class="muted">${countPending(sim)} waiting. Subscribed: ${h(subscribed.join(', ') || 'nothing, since no shopify.app.toml was found')}</p>
<div class="card table" tabindex="0" role="region" aria-label="Deliveries"><table><thead><tr><th scope="col">Topic</th><th scope="col">Triggered</th><th scope="col">State</th>
<th scope="col" class="number">Attempts</th><th scope="col">Content</th></tr></thead><tbody>${lines}</tbody></table></div>`
}

function faultsBody(sim: SimulatorContext, shop: Shop): string {
  const { down, throttle, webhooks } = readFaults(sim)
  const check = (name: string, label: string, on: boolean) =>
    `<div class="check"><input type="checkbox" id="${name}" name="${name}"${on ? ' checked' : ''}><label for="${name}">${h(label)}</label></div>`
  const number = (name: string, label: string, value: number) =>
    `<div class="field"><label for="${name}">${h(label)}</label><input id="${name}" name="${name}" type="number" min="0" step="any" value="${value}"></div>`
  return `<form method="post" action="${adminBase(shop)}/faults">
<div class="card"><h2>Shopify's API</h2>${check('down', 'Shopify is down: every API answers 503', down)}
${number('throttle', 'The next so many queries are throttled', throttle)}</div>
<div class="card"><h2>Webhooks</h2>${check('paused', 'Hold all deliveries back', webhooks.paused)}${check('reorder', 'Deliver the newest first', webhooks.reorder)}
${number('drop', 'Lose: a share below 1, or the next so many', webhooks.drop)}${number('duplicate', 'Deliver twice: a share below 1, or the next so many', webhooks.duplicate)}
${number('delayMs', 'Delay in milliseconds', webhooks.delayMs)}</div>
<button class="button primary">Save</button></form>`
}
