// The check of consent against Shopify, as the merchant meets it: a tile on the home page and a page with what was found.
import { expect, type Page, test } from '@playwright/test'
import { atBothWidths, expectPresentable, openApp, openInstalled, picture } from './admin.ts'
import { outside, PAGES_SHOP } from './outside.ts'

const SHOP = PAGES_SHOP

const look = (page: Page, path: string, name: string) =>
  atBothWidths(page, async () => {
    const app = await openApp(page, SHOP, path)
    await expect(app.getByText(/among \d+ members?/)).toBeVisible()
    await expectPresentable(page, name)
  })

test('a merchant sees that consent is in step with Shopify, and what a check repaired', async ({ page }) => {
  await openInstalled(page, SHOP)
  await outside.createCustomer(SHOP, { firstName: 'Nora', email: 'nora@example.com', emailState: 'SUBSCRIBED' })
  const app = await openApp(page, SHOP, '/app/settings/consent-check')
  await picture(page, 'check-none')
  await expect(async () => {
    await app.getByRole('button', { name: 'Check now' }).click()
    await expect(app.getByText('No differences')).toBeVisible()
  }).toPass()
  await expect(app.getByText(/0 differences among [1-9]\d* members?, checked \d{1,2}:\d\d [AP]M/)).toBeVisible()
  await look(page, '/app/settings/consent-check', 'check-good')

  await outside.breakShopify({ webhooks: { drop: 1000 } })
  await outside.changeCustomer(SHOP, 'nora@example.com', { emailState: 'UNSUBSCRIBED' })
  await outside.breakShopify({ webhooks: { drop: 0 } })
  await app.getByRole('button', { name: 'Check now' }).click()
  await expect(app.getByText('Updated to match Shopify')).toBeVisible()
  await expect(app.getByText('Email: subscribed → unsubscribed')).toBeVisible()
  await expect(app.getByText('1 found and repaired.')).toBeVisible()
  await look(page, '/app/settings/consent-check', 'check-repaired')
  await app.getByRole('link', { name: 'Nora' }).click()
  await expect(app.getByText('nora@example.com').first()).toBeVisible()

  await look(page, '/app', 'home-checked')
  await app.getByRole('link', { name: 'View check' }).click()
  await expect(app.getByRole('heading', { name: 'Recent checks' })).toBeVisible()
})
