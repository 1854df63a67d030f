// Customers and orders in the simulated Admin, with what a merchant or a buyer can do to them.
import type { SimulatorContext } from '../context.ts'
import { html, redirect, route, type Route, type SimRequest } from '../http.ts'
import { escapeHtml as h } from '../escape-html.ts'
import { deleteCustomer, setEmailConsent, setSmsConsent, type Target } from '../shopify/changes.ts'
import { countCustomers, displayName, getCustomer, listCustomers, type Customer } from '../shopify/customers.ts'
import { listOrderLines, listOrders, type Order } from '../shopify/orders.ts'
import { listTimeline } from '../shopify/timeline.ts'
import { searchCondition } from '../shopify/search.ts'
import { placeOrder } from '../shopify/order-changes.ts'
import { getShop, type Shop } from '../shopify/shops.ts'
import { adminBase, adminPage, badge, postButton, when } from './layout.ts'

const PAGE = 50

export function customerPageRoutes(sim: SimulatorContext): Route[] {
  const shopOf = (request: SimRequest) => getShop(sim, `${request.param('store')}.myshopify.com`)
  const targetOf = (request: SimRequest): Target => ({ shop: shopOf(request).shop, id: request.param('id') })
  const act = (name: string, action: (target: Target, request: SimRequest) => void) =>
    route('POST', `/store/:store/customers/:id/${name}`, (request) => {
      action(targetOf(request), request)
      return redirect(`${adminBase(shopOf(request))}/customers/${name === 'delete' ? '' : request.param('id')}`)
    })
  return [
    route('GET', '/store/:store/customers', (request) => html(customersPage(sim, shopOf(request), request))),
    route('GET', '/store/:store/customers/', (request) => redirect(`${adminBase(shopOf(request))}/customers`)),
    route('GET', '/store/:store/customers/:id', (request) =>
      html(customerPage(sim, shopOf(request), request.param('id'))),
    ),
    route('GET', '/store/:store/orders', (request) => html(ordersPage(sim, shopOf(request)))),
    act('email-subscribe', (target) => setEmailConsent(sim, target, { state: 'SUBSCRIBED', optIn: 'SINGLE_OPT_IN' })),
    act('email-unsubscribe', (target) => setEmailConsent(sim, target, { state: 'UNSUBSCRIBED' })),
    act('sms-subscribe', (target) => setSmsConsent(sim, target, { state: 'SUBSCRIBED', optIn: 'SINGLE_OPT_IN' })),
    act('sms-unsubscribe', (target) => setSmsConsent(sim, target, { state: 'UNSUBSCRIBED' })),
    act('orders', (target, request) => {
      const form = request.form()
      const amount = Number(form.get('amount'))
      const landingSite = form.get('landing')?.trim()
      if (amount > 0)
        placeOrder(sim, target, { amountCents: Math.round(amount * 100), landingSite: landingSite ? landingSite : '/' })
    }),
    act('delete', (target) => deleteCustomer(sim, target)),
  ]
}

function money(cents: number, shop: Shop): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: shop.currency }).format(cents / 100)
}

function customersPage(sim: SimulatorContext, shop: Shop, request: SimRequest): string {
  const search = request.query.get('q')?.trim() ?? ''
  const where = searchCondition(search ? `"${search.replaceAll('"', '')}"` : null)
  const [value, id] = request.query.get('after')?.split('|') ?? []
  const after = value && id ? { value, id } : null
  const rows = listCustomers(sim, shop.shop, where, { order: 'updated_at', reverse: true, limit: PAGE + 1, after })
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  const next =
    rows.length > PAGE && last
      ? `<div class="pager"><a class="button" href="?${h(new URLSearchParams({ q: search, after: `${last.value}|${last.customer.id}` }).toString())}">Next</a></div>`
      : ''
  const lines = shown.map(({ customer }) => customerLine(shop, customer)).join('')
  const body = `<form class="row"><div class="field"><label for="q">Search customers</label>
<input id="q" type="search" name="q" value="${h(search)}"></div><div class="field"><button class="button">Search</button></div></form>
<p class="muted">${countCustomers(sim, shop.shop, where)} customers</p>
<div class="card table" tabindex="0" role="region" aria-label="Customers"><table><thead><tr><th scope="col">Name</th><th scope="col">Email marketing</th><th scope="col">SMS marketing</th>
<th scope="col" class="number">Orders</th><th scope="col" class="number">Spent</th></tr></thead><tbody>${lines}</tbody></table></div>${next}`
  return adminPage({ shop, shops: sim.settings.shops, title: 'Customers', section: 'customers', body })
}

function customerLine(shop: Shop, customer: Customer): string {
  return `<tr><td><a href="${adminBase(shop)}/customers/${customer.id}"><bdi>${h(displayName(customer))}</bdi></a><br><span class="muted">${h(customer.email ?? customer.phone)}</span></td>
<td>${customer.email ? badge(customer.email_state) : '—'}</td><td>${customer.phone ? badge(customer.sms_state) : '—'}</td>
<td class="number">${customer.orders_count}</td><td class="number">${h(money(customer.spent_cents, shop))}</td></tr>`
}

function consentCard(base: string, customer: Customer): string {
  const email = customer.email
    ? `<dt>Email marketing</dt><dd>${badge(customer.email_state)} <span class="muted">since ${when(customer.email_updated_at)}</span></dd>`
    : ''
  const sms = customer.phone
    ? `<dt>SMS marketing</dt><dd>${badge(customer.sms_state)} <span class="muted">since ${when(customer.sms_updated_at)}</span></dd>`
    : ''
  const button = (channel: string, state: string, word: string) =>
    postButton(
      `${base}/${channel}-${state === 'SUBSCRIBED' ? 'unsubscribe' : 'subscribe'}`,
      `${state === 'SUBSCRIBED' ? 'Unsubscribe' : 'Subscribe'} ${word}`,
    )
  return `<div class="card"><h2>Marketing</h2><dl>${email}${sms}</dl><br><div class="actions">
${customer.email ? button('email', customer.email_state, 'email') : ''}${customer.phone ? button('sms', customer.sms_state, 'SMS') : ''}</div></div>`
}

function customerPage(sim: SimulatorContext, shop: Shop, id: string): string {
  const customer = getCustomer(sim, shop.shop, id)
  const base = `${adminBase(shop)}/customers/${id}`
  const orders = listOrders(sim, shop.shop, { customerId: id, reverse: true, limit: 20, after: null })
  const orderLines = orders
    .map(
      (order) =>
        `<tr><td>${h(order.name)}</td><td>${when(order.created_at)}</td><td>${h(itemsOf(sim, order))}</td><td class="number">${h(money(order.amount_cents, shop))}</td></tr>`,
    )
    .join('')
  const timeline = listTimeline(sim, customer, 20)
    .map(
      (event) =>
        `<li>${when(event.created_at)} ${h(event.message)}${event.by_app ? ' <span class="muted">by Glancito</span>' : ''}</li>`,
    )
    .join('')
  const body = `<div class="columns"><div>
<div class="card"><h2>Orders</h2><p>${customer.orders_count} ${customer.orders_count === 1 ? 'order' : 'orders'}, ${h(money(customer.spent_cents, shop))} spent</p>
${orderLines ? `<table><thead><tr><th scope="col">Order</th><th scope="col">Placed</th><th scope="col">Items</th><th scope="col" class="number">Total</th></tr></thead><tbody>${orderLines}</tbody></table>` : ''}
<form class="row" method="post" action="${base}/orders"><div class="field"><label for="amount">Amount (${h(shop.currency)})</label><input id="amount" name="amount" type="number" min="0.01" step="0.01" value="49.90" required></div>
<div class="field"><label for="landing">Landing page</label><input id="landing" name="landing" value="/"></div><div class="field"><button class="button">Place an order</button></div></form></div>
<div class="card"><h2>Timeline</h2><ul>${timeline || '<li class="muted">Nothing yet</li>'}</ul></div></div>
<div><div class="card"><h2>Customer</h2><dl><dt>Email</dt><dd>${h(customer.email ?? '—')}</dd><dt>Phone</dt><dd>${h(customer.phone ?? '—')}</dd>
<dt>Language</dt><dd>${h(customer.locale)}</dd><dt>Id</dt><dd>${h(customer.id)}</dd><dt>Added</dt><dd>${when(customer.created_at)}</dd></dl></div>
${consentCard(base, customer)}
<div class="card"><h2>Tags</h2><p>${customer.tags.map((tag) => `<span class="badge">${h(tag)}</span>`).join(' ') || '—'}</p></div>
<div class="card"><h2>Mail</h2><p><a href="/mailbox?to=${encodeURIComponent(customer.email ?? '')}">Mails to this customer</a></p></div>
<div class="card">${postButton(`${base}/delete`, 'Delete customer', { kind: 'destructive' })}</div></div></div>`
  return adminPage({ shop, shops: sim.settings.shops, title: displayName(customer), section: 'customers', body })
}

function ordersPage(sim: SimulatorContext, shop: Shop): string {
  const lines = listOrders(sim, shop.shop, { reverse: true, limit: PAGE, after: null })
    .map(
      (order) =>
        `<tr><td>${h(order.name)}</td><td>${when(order.created_at)}</td><td>${buyer(shop, order)}</td><td>${h(itemsOf(sim, order))}</td>
<td class="number">${h(money(order.amount_cents, shop))}</td></tr>`,
    )
    .join('')
  const body = `<p class="muted">The newest ${PAGE}</p><div class="card table" tabindex="0" role="region" aria-label="Orders"><table><thead><tr><th scope="col">Order</th><th scope="col">Placed</th>
<th scope="col">Customer</th><th scope="col">Items</th><th scope="col" class="number">Total</th></tr></thead><tbody>${lines}</tbody></table></div>`
  return adminPage({ shop, shops: sim.settings.shops, title: 'Orders', section: 'orders', body })
}

const buyer = (shop: Shop, { customer_id: id, name, email }: Order) =>
  id
    ? `<a href="${adminBase(shop)}/customers/${id}">Customer of ${h(name)}</a>`
    : `<span class="muted">${h(email ?? 'No customer')}</span>`

const itemsOf = (sim: SimulatorContext, order: Order) =>
  listOrderLines(sim, order)
    .map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title))
    .join(', ')
