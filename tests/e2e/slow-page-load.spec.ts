// A page that has come but does not run yet, as on a slow connection.
import { expect, test } from '@playwright/test'
import { appFrame, appUrl, expectRunning, openInstalled } from './admin.ts'
import { PAGES_SHOP } from './outside.ts'

test('a field takes nothing before the page can keep it', async ({ page }) => {
  await openInstalled(page, PAGES_SHOP)
  const scripts = Promise.withResolvers<void>()
  await page.route('**/assets/entry.client*.js', async (route) => {
    await scripts.promise
    await route.continue()
  })
  await page.goto(appUrl(PAGES_SHOP, '/app/segments/new'))
  const name = appFrame(page).getByLabel('Segment name')
  const box = await name.boundingBox()
  if (!box) throw new Error('The field is not on the page')
  const type = async (text: string) => {
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.keyboard.type(text)
  }
  await type('Lost')
  await expect(name).toHaveValue('')
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  scripts.resolve()
  await expectRunning(page)
  await type('Kept')
  await expect(name).toHaveValue('Kept')
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
})
