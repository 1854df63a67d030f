// More members than a page holds: what is done to all of them, and the ways to a list and back.
import { expect, type FrameLocator, test } from '@playwright/test'
import pg from 'pg'
import { expectPresentable, openApp, openInstalled } from './admin.ts'
import { PAGES_SHOP } from './outside.ts'

test.describe.configure({ mode: 'serial' })

async function onDatabase(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  await client.query(statement, [PAGES_SHOP])
  await client.end()
}

// As if they had come with the import: it would take long to make so many at Shopify.
test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage()
  const home = await openInstalled(page, PAGES_SHOP)
  await expect(home.getByText('Bringing in your customers')).toBeHidden({ timeout: 60_000 })
  await page.close()
  await onDatabase(
    `INSERT INTO members (tenant_id, member_id, first_name, email, tags, email_bounce_type, email_bounce_at, created_at, updated_at)
     SELECT tenant_id, n, 'Guest ' || n, 'guest' || n || '@gallery.example', '{gallery}',
       (CASE WHEN n = 1 THEN 'hard' WHEN n < 4 THEN 'soft' END)::bounce_type, CASE WHEN n < 4 THEN now() END,
       '2020-01-01'::timestamptz + n * interval '1 hour', now()
     FROM tenants, generate_series(1, 60) AS n WHERE shop = $1`,
  )
})

test.afterAll(() =>
  onDatabase(
    `DELETE FROM members USING tenants WHERE members.tenant_id = tenants.tenant_id AND shop = $1 AND tags = '{gallery}'`,
  ),
)

const box = (app: FrameLocator, row: number) => app.getByRole('row').nth(row).getByRole('checkbox')

test('what is done to many says exactly to how many, and ends with the page', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=gallery')
  const dialog = app.getByRole('dialog')
  await box(app, 0).check()
  await app.getByRole('button', { name: 'Select all 60 members' }).click()
  await expect(app.getByText('All 60 members are selected').first()).toBeVisible()
  await app.getByRole('button', { name: 'Add tag' }).click()
  await expect(dialog.getByLabel('Tag')).toBeFocused()
  await expect(dialog.getByText('For 60 members, at Shopify')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Type the tag.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await app.getByRole('button', { name: 'Next' }).click()
  await expect(app.getByRole('button', { name: 'Add tag' })).toBeHidden()
  await expect(app.getByRole('checkbox', { checked: true })).toHaveCount(0)

  await openApp(page, PAGES_SHOP, '/app/members?q=gallery')
  await box(app, 0).check()
  await app.getByRole('button', { name: 'Select all members of this list' }).click()
  await expectPresentable(page, 'members-all-selected')
  await app.getByRole('button', { name: 'More actions' }).click()
  await app.getByRole('button', { name: 'Clear bounce' }).click()
  await expect(dialog.getByText('3 of 60 members have a bounce: 1 hard and 2 soft.')).toBeVisible()
  await expectPresentable(page, 'members-bulk-bounces')
})
