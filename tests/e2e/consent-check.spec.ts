// The check of consent against Shopify, as the merchant meets it: a tile on the home page and a page with what was found.
import { expect, type Page, test } from '@playwright/test'
import { expectSound, openApp, picture } from './admin.ts'
import { outside, simulatorUrl } from './outside.ts'

const SHOP = 'other-store.myshopify.com'
const WIDTHS = [1280, 390]

async function install(page: Page): Promise<void> {
  await page.goto(`${simulatorUrl()}/store/other-store/apps/glancito`)
  const button = page.getByRole('button', { name: 'Install' })
  const frame = page.locator('iframe[title="Glancito"]')
  await expect(button.or(frame).first()).toBeVisible()
  if (await button.isVisible()) await button.click()
  await expect(frame.contentFrame().getByRole('heading', { name: 'Consent check' })).toBeVisible()
}

/** At a desktop's and at a phone's width. */
async function look(page: Page, path: string, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await openApp(page, SHOP, path)
    await expect(page.frameLocator('iframe[title="Glancito"]').getByText(/among \d+ members?/)).toBeVisible()
    await picture(page, name)
    await expectSound(page, name)
  }
}

test('a merchant sees that consent is in step with Shopify, and what a check repaired', async ({ page }) => {
  await install(page)
  await outside.createCustomer(SHOP, { firstName: 'Nora', email: 'nora@example.com', emailState: 'SUBSCRIBED' })
  const app = await openApp(page, SHOP, '/app/settings/consent-check')
  await picture(page, 'check-none')
  await expect(async () => {
    await app.getByRole('button', { name: 'Check now' }).click()
    await expect(app.getByText('Nothing differed')).toBeVisible()
  }).toPass()
  await expect(app.getByText(/0 differences among [1-9]\d* members?, checked \d\d:\d\d/)).toBeVisible()
  await look(page, '/app/settings/consent-check', 'check-good')

  await outside.breakShopify({ webhooks: { drop: 1000 } })
  await outside.changeCustomer(SHOP, 'nora@example.com', { emailState: 'UNSUBSCRIBED' })
  await outside.breakShopify({ webhooks: { drop: 0 } })
  await app.getByRole('button', { name: 'Check now' }).click()
  await expect(app.getByText('Shopify’s state was taken over')).toBeVisible()
  await expect(app.getByText('1 found and repaired.')).toBeVisible()
  await look(page, '/app/settings/consent-check', 'check-repaired')
  await app.getByRole('link', { name: 'Nora' }).click()
  await expect(app.getByText('nora@example.com').first()).toBeVisible()

  await look(page, '/app', 'home-checked')
  await app.getByRole('link', { name: 'See the check' }).click()
  await expect(app.getByRole('heading', { name: 'Last checks' })).toBeVisible()
})
