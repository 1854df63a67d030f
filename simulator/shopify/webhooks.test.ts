import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from '../simulator.ts'
import { control, receivingApp, simulate, textOf, type ReceivingApp } from './test-support.ts'

let app: ReceivingApp
let simulator: Simulator

beforeEach(async () => {
  app = await receivingApp()
  simulator = await simulate({ appUrl: app.url })
})

afterEach(async () => {
  await simulator.close()
  await app.close()
})

const ana = { firstName: 'Ana', email: 'ana@example.com', phone: '+34600000001' }

async function createAna(): Promise<string> {
  const created = await control(simulator, 'POST', 'customers', ana)
  await app.got(1)
  app.received.length = 0
  return textOf(created, 'id')
}

describe('webhooks', () => {
  test('a change of e-mail consent is signed and says the state; customers/update says nothing of it', async () => {
    const id = await createAna()
    await control(simulator, 'PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', optIn: 'CONFIRMED_OPT_IN' })
    await app.got(2)
    const consent = app.received.find(({ topic }) => topic === 'customers_email_marketing_consent/update')
    const update = app.received.find(({ topic }) => topic === 'customers/update')
    const hmac = createHmac('sha256', 'simulated-api-secret')
      .update(consent?.body ?? '')
      .digest('base64')
    expect(consent?.headers).toMatchObject({
      'x-shopify-hmac-sha256': hmac,
      'x-shopify-shop-domain': 'glancito-demo.myshopify.com',
      'x-shopify-name': 'consent-sync',
      'x-shopify-api-version': '2026-10',
    })
    expect(JSON.parse(consent?.body ?? '')).toMatchObject({
      email_address: 'ana@example.com',
      email_marketing_consent: { state: 'subscribed', opt_in_level: 'confirmed_opt_in' },
    })
    expect(update?.body).not.toContain('consent')
    expect(update?.headers['x-shopify-event-id']).toBe(consent?.headers['x-shopify-event-id'])
    expect(update?.headers['x-shopify-webhook-id']).not.toBe(consent?.headers['x-shopify-webhook-id'])
  })

  test('SMS consent names the customer by id, printed exactly', async () => {
    const id = await createAna()
    await control(simulator, 'PATCH', `customers/${id}`, { smsState: 'SUBSCRIBED' })
    await app.got(2)
    const sms = app.received.find(({ topic }) => topic === 'customers_marketing_consent/update')
    expect(sms?.body).toContain(`{"id":${id},"phone":"+34600000001"`)
    expect(BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true)
  })

  test('a change that changes nothing sends nothing', async () => {
    const id = await createAna()
    await control(simulator, 'PATCH', `customers/${id}`, { emailState: 'NOT_SUBSCRIBED' })
    const { pending } = await control(simulator, 'GET', 'webhooks')
    expect([pending, app.received]).toEqual([0, []])
  })

  test('a refused delivery comes again with the same body and id', async () => {
    await control(simulator, 'POST', 'shopify', { webhooks: { retryMs: 1 } })
    app.answers.push(500, 302)
    await control(simulator, 'POST', 'customers', ana)
    const [first, second, third] = await app.got(3)
    expect(second?.body).toBe(first?.body)
    expect(third?.headers['x-shopify-webhook-id']).toBe(first?.headers['x-shopify-webhook-id'])
  })

  test('a duplicated delivery comes twice under one webhook id, a dropped one never', async () => {
    await control(simulator, 'POST', 'shopify', { webhooks: { drop: 1 } })
    await control(simulator, 'POST', 'customers', { firstName: 'Lost' })
    await control(simulator, 'POST', 'shopify', { webhooks: { duplicate: 1 } })
    await control(simulator, 'POST', 'customers', ana)
    const [first, second] = await app.got(2)
    expect(first?.body).toContain('Ana')
    expect(second?.headers['x-shopify-webhook-id']).toBe(first?.headers['x-shopify-webhook-id'])
  })

  test('deliveries held back and reordered come newest first', async () => {
    await control(simulator, 'POST', 'shopify', { webhooks: { paused: true, reorder: true } })
    for (const firstName of ['One', 'Two', 'Three']) await control(simulator, 'POST', 'customers', { firstName })
    await control(simulator, 'POST', 'shopify', { webhooks: { paused: false } })
    const names = (await app.got(3)).map(({ body }) => (JSON.parse(body) as { first_name: string }).first_name)
    expect(names).toEqual(['Three', 'Two', 'One'])
  })

  test('after an uninstall only the uninstall and the privacy topics are sent', async () => {
    const id = await createAna()
    await control(simulator, 'POST', 'uninstall')
    await control(simulator, 'PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED' })
    await control(simulator, 'POST', 'compliance', { topic: 'customers/redact', customerId: id })
    const topics = (await app.got(2)).map(({ topic }) => topic).toSorted()
    expect(topics).toEqual(['app/uninstalled', 'customers/redact'])
  })

  test('an order is announced with the page the visit began on', async () => {
    const id = await createAna()
    await control(simulator, 'POST', `customers/${id}/orders`, { amount: 12.5, landingSite: '/?utm_campaign=7' })
    await app.got(2)
    const order = app.received.find(({ topic }) => topic === 'orders/create')
    expect(JSON.parse(order?.body ?? '')).toMatchObject({
      total_price: '12.50',
      landing_site: '/?utm_campaign=7',
      financial_status: 'paid',
    })
  })
})
