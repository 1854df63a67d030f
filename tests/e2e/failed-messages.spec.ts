// Messages of Shopify's that failed, as the merchant meets them in Settings: at a desktop's width and at a phone's.
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { appFrame, expectSound, openApp, openInstalled, picture } from './admin.ts'
import { outside } from './outside.ts'

const SHOP = 'other-store.myshopify.com'
const CONSENT = 'customers_email_marketing_consent/update'

/** Deliveries that nobody understands, signed as Shopify signs them. */
async function failMessages(width: number): Promise<void> {
  const bodies: [topic: string, body: unknown][] = [
    [CONSENT, { customer_id: 7_000_000_000_001, email_marketing_consent: 'strange' }],
    ['customers/update', { updated_at: '2026-10-01T00:00:00Z' }],
    ['customers/redact', { shop_domain: 'elsewhere.myshopify.com', customer: { id: 7_000_000_000_002 } }],
  ]
  for (const [topic, body] of bodies) await outside.deliver(SHOP, { topic, id: `${topic}-${width}`, body })
}

for (const width of [1280, 390]) {
  test(`failed messages are explained, shown, tried again and discarded at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await openInstalled(page, SHOP)
    const app = await openApp(page, SHOP, '/app/settings')
    await app.getByRole('link', { name: 'Messages from Shopify' }).click()
    await expect(app.getByRole('heading', { name: 'Messages from Shopify' })).toBeVisible()
    await expect(app.getByText('No failed messages')).toBeVisible()
    await picture(page, 'messages-none')
    await failMessages(width)
    await expect(async () => {
      await openApp(page, SHOP, '/app/settings/messages')
      await expect(app.getByRole('heading', { name: 'Customer erasure request' })).toBeVisible({ timeout: 2000 })
    }).toPass()
    await expect(app.getByText('It’s about a different store than the one it was sent for.')).toBeVisible()
    await picture(page, 'messages-failed')
    await expectSound(page, 'the failed messages')

    await app.getByRole('button', { name: 'View message: Email consent changed' }).click()
    await expect(app.getByText('"email_marketing_consent": "strange"')).toBeVisible()
    await picture(page, 'messages-view')
    await expectSound(page, 'what a message says')
    await app.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

    await app.getByRole('button', { name: 'Try again: Customer updated' }).click()
    await expect(app.getByText('Trying again').or(app.getByText('Failed').nth(3))).toBeVisible()
    await expect(app.getByRole('button', { name: 'Try again: Customer updated' })).toBeVisible()

    await app.getByRole('button', { name: 'Discard: Customer erasure request' }).click()
    await expect(app.getByText('It isn’t about your store')).toBeVisible()
    await picture(page, 'messages-discard')
    await expectSound(page, 'the question before a message is discarded')
    await app.getByRole('button', { name: 'Discard message' }).click()
    await expect(app.getByRole('heading', { name: 'Customer erasure request' })).toBeHidden()

    await openApp(page, SHOP)
    await app.getByRole('link', { name: 'View failed messages' }).click()
    for (const about of ['Email consent changed', 'Customer updated']) {
      await app.getByRole('button', { name: `Discard: ${about}` }).click()
      await app.getByRole('button', { name: 'Discard message' }).click()
      await expect(app.getByRole('heading', { name: about })).toBeHidden()
    }
    await expect(app.getByText('No failed messages')).toBeVisible()
  })
}

async function onDatabase(statement: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  await client.query(statement, values)
  await client.end()
}

test('while a message is tried again, the page looks up the progress alone', async ({ page }) => {
  const id = 'held'
  await openInstalled(page, SHOP)
  await outside.deliver(SHOP, { topic: 'customers/update', id, body: { updated_at: '2026-10-01T00:00:00Z' } })
  const again = appFrame(page).getByRole('button', { name: 'Try again: Customer updated' })
  await expect(async () => {
    await openApp(page, SHOP, '/app/settings/messages')
    await expect(again).toBeVisible({ timeout: 2000 })
  }).toPass()
  await onDatabase(
    `UPDATE webhook_inbox SET state = 'waiting', replayed_at = now(), not_before = now() + interval '1 hour' WHERE webhook_id = $1`,
    [id],
  )
  const app = await openApp(page, SHOP, '/app/settings/messages')
  await expect(app.getByText('Trying again')).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const look = () => page.waitForResponse(/\/app\/settings\/messages\/progress/)
  for (let looked = 0; looked < 3; looked += 1) await look()
  expect(asked).not.toContain('/app/settings/messages.data')
  await onDatabase(`UPDATE webhook_inbox SET not_before = NULL WHERE webhook_id = $1`, [id])
  await expect(again).toBeVisible()
  expect(asked).toContain('/app/settings/messages.data')
  await app.getByRole('button', { name: 'Discard: Customer updated' }).click()
  await app.getByRole('button', { name: 'Discard message' }).click()
  await expect(app.getByText('No failed messages')).toBeVisible()
})
