// A change of consent that Shopify refused: found from the home page, tried again, and then known to Shopify.
import { expect, type Page, test } from '@playwright/test'
import pg from 'pg'
import { expectSound, openApp, picture } from './admin.ts'
import { outside, simulatorUrl } from './outside.ts'

const SHOP = 'glancito-demo.myshopify.com'

async function install(page: Page): Promise<void> {
  const app = await openApp(page, SHOP)
  const button = page.getByRole('button', { name: 'Install' })
  await expect(button.or(page.locator('iframe[title="Glancito"]'))).toBeVisible()
  if (!(await button.isVisible())) return
  await button.click()
  await expect(app.getByRole('heading', { name: 'Home' })).toBeVisible()
}

/** A member whose unsubscribe Shopify refused. */
async function aRefused(name: string): Promise<string> {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const { id } = await outside.createCustomer(SHOP, { firstName: name, email, emailState: 'SUBSCRIBED' })
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  await expect(async () => {
    const refused = await client.query(
      `INSERT INTO outbox (tenant_id, member_id, email_state, email_at, state, error, not_before, created_at)
       SELECT tenant_id, member_id, 'UNSUBSCRIBED', now(), 'refused', 'Marketing consent cannot be changed', now(), now()
       FROM members WHERE member_id = $1`,
      [id],
    )
    expect(refused.rowCount).toBe(1)
  }).toPass()
  await client.end()
  return id
}

for (const [width, name] of [
  [1280, 'Nora Berg'],
  [390, 'Ola Quist'],
] as const) {
  test(`the merchant finds a refused change and tells Shopify again, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await install(page)
    const id = await aRefused(name)
    let app = await openApp(page, SHOP)
    await expect(app.getByText('Shopify refused 1 change of consent')).toBeVisible()
    app = await openApp(page, SHOP, '/app/members/write-backs')
    await expect(app.getByText('Shopify said: Marketing consent cannot be changed')).toBeVisible()
    await expectSound(page, 'the refused changes')
    await picture(page, 'refused')
    await app.getByRole('link', { name, exact: true }).click()
    await expect(app.getByText('Shopify refused the change')).toBeVisible()
    await app.getByRole('button', { name: 'Try again' }).click()
    await expect(async () => {
      const response = await fetch(`${simulatorUrl()}/_control/customers/${id}?shop=${SHOP}`)
      expect(await response.json()).toMatchObject({ email_state: 'UNSUBSCRIBED' })
    }).toPass()
    app = await openApp(page, SHOP, '/app/members/write-backs')
    await expect(app.getByText('Nothing is refused')).toBeVisible()
    await expectSound(page, 'no refused changes')
  })
}
