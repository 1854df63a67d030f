// Messages of Shopify's that failed, as the merchant meets them in Settings: at a desktop's width and at a phone's.
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { expectSound, openApp, picture } from './admin.ts'
import { simulatorUrl } from './outside.ts'

const SHOP = 'other-store.myshopify.com'
const CONSENT = 'customers_email_marketing_consent/update'

/** Deliveries that nobody understands, as they came in. */
async function failMessages(): Promise<void> {
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  await client.query(
    `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, member_id)
     SELECT t.tenant_id, v.id, v.topic, '2026-10', now(), now(), convert_to(v.body, 'UTF8'), v.member_id::bigint
     FROM tenants t, (VALUES ('broken-1', $2, '{"customer_id":7000000000001,"note":"strange"}', '7000000000001'),
       ('broken-2', 'customers/update', '{"updated_at":"2026-10-01T00:00:00Z"}', NULL),
       ('broken-3', 'customers/redact', '{"shop_domain":"elsewhere.myshopify.com","customer":{"id":7000000000002}}', '7000000000002'))
       AS v (id, topic, body, member_id) WHERE t.shop = $1
     ON CONFLICT (tenant_id, webhook_id) DO UPDATE SET state = 'waiting', body = excluded.body, attempts = 0`,
    [SHOP, CONSENT],
  )
  await client.query("SELECT pg_notify('inbox', '')")
  await client.end()
}

for (const width of [1280, 390]) {
  test(`failed messages are explained, shown, tried again and discarded at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`${simulatorUrl()}/store/other-store/apps/glancito`)
    const install = page.getByRole('button', { name: 'Install' })
    const home = page.frameLocator('iframe[title="Glancito"]').getByRole('heading', { name: 'Home' })
    await expect(install.or(page.locator('iframe[title="Glancito"]')).first()).toBeVisible()
    if (await install.isVisible()) await install.click()
    await expect(home).toBeVisible()
    const app = await openApp(page, SHOP, '/app/settings')
    await app.getByRole('link', { name: 'Messages from Shopify' }).click()
    await expect(app.getByRole('heading', { name: 'Messages from Shopify' })).toBeVisible()
    if (width > 500) await expect(app.getByText('Nothing has failed')).toBeVisible()
    await picture(page, 'messages-none')
    await failMessages()
    await expect(async () => {
      await openApp(page, SHOP, '/app/settings/messages')
      await expect(app.getByRole('heading', { name: 'A customer must be erased' })).toBeVisible({ timeout: 2000 })
    }).toPass()
    await expect(app.getByText('It is about another store than the one it was sent for.')).toBeVisible()
    await picture(page, 'messages-failed')
    await expectSound(page, 'the failed messages')

    await app.getByRole('button', { name: 'View message: E-mail consent changed' }).click()
    await expect(app.getByText('"note": "strange"')).toBeVisible()
    await picture(page, 'messages-view')
    await expectSound(page, 'what a message says')
    await app.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

    await app.getByRole('button', { name: 'Try again: Customer changed' }).click()
    await expect(app.getByText('Trying again').or(app.getByText('Failed').nth(3))).toBeVisible()
    await expect(app.getByRole('button', { name: 'Try again: Customer changed' })).toBeVisible()

    await app.getByRole('button', { name: 'Discard: A customer must be erased' }).click()
    await expect(app.getByText('Shopify asks for this by law.')).toBeVisible()
    await picture(page, 'messages-discard')
    await app.getByRole('button', { name: 'Discard message' }).click()
    await expect(app.getByRole('heading', { name: 'A customer must be erased' })).toBeHidden()

    await openApp(page, SHOP)
    await app.getByRole('link', { name: 'See what failed' }).click()
    await expect(app.getByRole('heading', { name: 'E-mail consent changed' })).toBeVisible()
  })
}
