// A change of consent that Shopify refused: found from the home page, tried again, and then known to Shopify.
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { expectSound, openApp, openInstalled, picture } from './admin.ts'
import { outside, PAGES_SHOP, simulatorUrl } from './outside.ts'

/** A member whose unsubscribe Shopify refused. */
async function aRefused(name: string): Promise<string> {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const { id } = await outside.createCustomer(PAGES_SHOP, { firstName: name, email, emailState: 'SUBSCRIBED' })
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
    await openInstalled(page, PAGES_SHOP)
    const id = await aRefused(name)
    let app = await openApp(page, PAGES_SHOP)
    await expect(app.getByText('Shopify refused 1 consent change')).toBeVisible()
    app = await openApp(page, PAGES_SHOP, '/app/members/write-backs')
    await expect(app.getByText('Shopify said: Marketing consent cannot be changed')).toBeVisible()
    await expectSound(page, 'the refused changes')
    await picture(page, 'refused')
    await app.getByRole('link', { name, exact: true }).click()
    await expect(app.getByText('Shopify refused the change')).toBeVisible()
    await app.getByRole('button', { name: 'Try again' }).click()
    await expect(async () => {
      const response = await fetch(`${simulatorUrl()}/_control/customers/${id}?shop=${PAGES_SHOP}`)
      expect(await response.json()).toMatchObject({ email_state: 'UNSUBSCRIBED' })
    }).toPass()
    app = await openApp(page, PAGES_SHOP, '/app/members/write-backs')
    await expect(app.getByText('No refused changes')).toBeVisible()
    await expectSound(page, 'no refused changes')
  })
}
