// More members than a page holds: what is done to all of them, and the ways to a list and back.
import { expect, type FrameLocator, test } from '@playwright/test'
import pg from 'pg'
import { expectPresentable, expectRunning, openApp, openInstalled } from './admin.ts'
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
  await expect(home.getByText('Importing your customers')).toBeHidden({ timeout: 60_000 })
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
  await expect(dialog.getByText('For 60 members, in Shopify')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Enter a tag.')).toBeVisible()
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

test('rows are ticked by key, in a stretch and by a press; while none is, a press opens the member', async ({
  page,
}) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=gallery')
  await box(app, 2).focus()
  await page.keyboard.press('Space')
  await expect(app.getByText('1 selected')).toBeVisible()
  await box(app, 5).click({ modifiers: ['Shift'] })
  await expect(app.getByText('4 selected')).toBeVisible()
  expect(await app.locator('body').evaluate(() => getSelection()?.type)).not.toBe('Range')
  await app.getByText('guest54@gallery.example').click()
  await expect(app.getByText('5 selected')).toBeVisible()
  await expect(app.getByRole('checkbox', { name: 'Select Guest 54', exact: true })).toBeChecked()
  for (const row of [2, 3, 4, 5]) await box(app, row).uncheck()
  await app.getByText('guest54@gallery.example').click()
  await expect(app.getByRole('button', { name: 'Add tag' })).toBeHidden()
  await app.getByText('guest54@gallery.example').click()
  await expect(app.getByRole('heading', { name: 'Guest 54' })).toBeVisible()
})

test('the way back from a member leads to the list as it was, and Back takes one filter away', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members')
  await app.getByRole('button', { name: /Search and filter/ }).click()
  await app.getByRole('button', { name: 'Add filter' }).click()
  await app.getByRole('menuitem', { name: 'Tags' }).click()
  await expect(app.getByRole('textbox', { name: 'Tags' })).toBeFocused()
  // The answer to what is typed first is still awaited when more is typed.
  const asked = page.waitForRequest(/members\.data\?.*tag=gal(&|$)/)
  await page.route(/members\.data\?.*tag=gal(&|$)/, async (route) => {
    await app.getByText('60 members match').waitFor()
    await route.abort()
  })
  await page.keyboard.type('gal')
  await asked
  await page.keyboard.type('lery')
  await expect(app.getByText('60 members match')).toBeVisible()
  await page.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Bounce', exact: true }).click()
  await app.getByText('Soft bounce', { exact: true }).click()
  await expect(app.getByText('2 members match')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goBack()
  await expect(app.getByText('60 members match')).toBeVisible()
  await page.goBack()
  await expect(app.getByText(/^\d+ members$/)).toBeVisible()
  await page.goForward()
  await expect(app.getByText('60 members match')).toBeVisible()
  await app.getByRole('button', { name: 'Next' }).click()
  await app.getByRole('link', { name: 'Guest 10', exact: true }).click()
  await expect(app.getByRole('heading', { name: 'Guest 10' })).toBeVisible()
  await app.getByRole('button', { name: 'SMS', exact: true }).click()
  await app.getByRole('link', { name: 'Members' }).click()
  await expect(app.getByText('60 members match')).toBeVisible()
  await expect(app.getByText('guest10@gallery.example')).toBeVisible()
})

test('a view of the shop is changed and saved, or left as it was', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=gallery')
  const tab = app.getByRole('tab', { name: 'Guests of the gallery' })
  await app.getByRole('button', { name: 'Save as' }).click()
  await app.getByRole('dialog').getByLabel('Name').fill('Guests of the gallery')
  await app.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  const addBounce = async (kind: string) => {
    await app.getByRole('button', { name: /Search and filter/ }).click()
    await app.getByRole('button', { name: 'Bounce', exact: true }).click()
    await app.getByText(kind, { exact: true }).click()
    await page.keyboard.press('Escape')
  }
  await addBounce('Hard bounce')
  await expect(app.getByText('1 member matches')).toBeVisible()
  await expectPresentable(page, 'members-view-changed')
  await app.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByText('60 members match')).toBeVisible()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  await addBounce('Soft bounce')
  await expect(app.getByText('2 members match')).toBeVisible()
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  await app.getByRole('tab', { name: 'All', exact: true }).click()
  await expect(app.getByText(/^\d+ members$/)).toBeVisible()
  await tab.click()
  await expect(app.getByText('2 members match')).toBeVisible()
  await page.setViewportSize({ width: 390, height: 800 })
  await page.reload()
  await expectRunning(page)
  await expect(tab).toBeInViewport({ ratio: 1 })
  await expectPresentable(page, 'members-view-saved')
  await tab.click()
  await app.getByRole('menuitem', { name: 'Delete view' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
  await expect(tab).toBeHidden()
})
