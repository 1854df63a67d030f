// The world outside the app, as a browser test arranges and inspects it: over the simulator's control API.
import { createHmac } from 'node:crypto'
import { z } from 'zod'

/** A shop that no test installs but once: for those who look at pages. */
export const PAGES_SHOP = 'harbour-lane.myshopify.com'

const customer = z.object({
  id: z.string(),
  email: z.string().nullable(),
  email_state: z.string(),
  sms_state: z.string(),
  tags: z.array(z.string()),
})
const mails = z.object({
  mails: z.array(
    z.object({
      messageId: z.string(),
      to: z.array(z.string()),
      from: z.string(),
      subject: z.string(),
      acceptedAt: z.string(),
      tags: z.record(z.string(), z.string()),
    }),
  ),
})

export type NewCustomer = {
  firstName: string
  lastName?: string
  email: string | null
  tags?: string[]
  emailState?: string
  phone?: string
  smsState?: string
}

export const simulatorUrl = (): string => process.env['E2E_SIMULATOR'] ?? ''

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${simulatorUrl()}/_control${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

export const outside = {
  createCustomer: async (shop: string, given: NewCustomer) =>
    customer.parse(await call('POST', `/customers?shop=${shop}`, given)),
  customer: async (shop: string, email: string) =>
    customer.parse(await call('GET', `/customers/${email}?shop=${shop}`)),
  changeCustomer: (shop: string, email: string, change: unknown) =>
    call('PATCH', `/customers/${email}?shop=${shop}`, change),
  order: (shop: string, email: string, amount: number) =>
    call('POST', `/customers/${email}/orders?shop=${shop}`, { amount, paid: true }),
  arrangeMailbox: (address: string, behaviour: string) => call('POST', '/mailboxes', { address, behaviour }),
  /** The mails to an address, the newest first. */
  mailsTo: async (address: string) => mails.parse(await call('GET', `/mails?to=${encodeURIComponent(address)}`)).mails,
  /** The customer asks for their data, or to be forgotten; without one, the shop is. */
  requestPrivacy: (shop: string, topic: string, customerId?: string) =>
    call('POST', `/compliance?shop=${shop}`, { topic, customerId }),
  /** Takes Shopify down, throttles it or loses its webhooks, as the simulator's faults say. */
  breakShopify: (faults: unknown) => call('POST', '/shopify', faults),
  /** A message of Shopify's with a body that Shopify would not send. */
  deliver: async (shop: string, { topic, id, body }: { topic: string; id: string; body: unknown }) => {
    const raw = JSON.stringify(body)
    const hmac = createHmac('sha256', process.env['E2E_SHOPIFY_SECRET'] ?? '').update(raw)
    const headers = {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': topic,
      'X-Shopify-Hmac-Sha256': hmac.digest('base64'),
      'X-Shopify-Shop-Domain': shop,
      'X-Shopify-API-Version': '2026-10',
      'X-Shopify-Webhook-Id': id,
      'X-Shopify-Triggered-At': new Date().toISOString(),
    }
    const answer = await fetch(`${process.env['E2E_APP']}/webhooks/shopify`, { method: 'POST', headers, body: raw })
    if (!answer.ok) throw new Error(`the message about ${topic} answered ${answer.status}`)
  },
  /** Changes the account at SES, or breaks it, as the simulator's settings and faults say. */
  changeSes: (change: unknown) => call('POST', '/ses', change),
  flushEvents: () => call('POST', '/sns/flush', {}),
}
