// The members list as a merchant uses it: filter, sort, save a view, act on many, export; at a desktop's and a phone's width.
import { readFile } from 'node:fs/promises'
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { expectSound, openApp, picture } from './admin.ts'
import { outside } from './outside.ts'

const SHOP = 'glancito-demo.myshopify.com'

async function install(page: Page): Promise<void> {
  const app = await openApp(page, SHOP)
  const button = page.getByRole('button', { name: 'Install' })
  await expect(button.or(page.locator('iframe[title="Glancito"]'))).toBeVisible()
  if (!(await button.isVisible())) return
  await button.click()
  await expect(app.getByRole('heading', { name: 'Home' })).toBeVisible()
}

async function createPeople(): Promise<void> {
  for (let number = 1; number <= 60; number += 1) {
    await outside.createCustomer(SHOP, {
      firstName: `Ann${number}`,
      email: number % 18 === 0 ? null : `ann${number}@list.example`,
      emailState: number % 3 === 0 ? 'UNSUBSCRIBED' : 'SUBSCRIBED',
      tags: number % 10 === 0 ? ['crowd', 'regular'] : ['crowd'],
    })
  }
}

const count = (app: FrameLocator, text: string) => expect(app.getByText(text, { exact: true })).toBeVisible()

test('a merchant finds members, keeps the view, tags them and saves a file', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 })
  await install(page)
  await createPeople()
  await expect(async () => {
    await count(await openApp(page, SHOP, '/app/members?tag=regular'), '6 members match')
  }).toPass({ timeout: 60_000 })

  let app = await openApp(page, SHOP, '/app/members?tag=regular&sort=name+asc')
  await expect(app.getByText('Tagged: regular')).toBeVisible()
  await picture(page, 'members-filtered')
  await expectSound(page, 'the filtered list')
  await app.getByRole('button', { name: 'Save as' }).click()
  await app.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('My regulars')
  await app.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('tab', { name: 'My regulars' })).toBeVisible()
  await app.getByRole('tab', { name: 'All' }).click()
  await expect(app.getByText('Tagged: regular')).toBeHidden()
  await picture(page, 'members-views')
  await app.getByRole('tab', { name: 'My regulars' }).click()
  await count(app, '6 members match')

  await app.getByRole('checkbox', { name: 'Select all members' }).check()
  await app.getByRole('button', { name: 'Add tag' }).click()
  await app.getByRole('dialog').getByRole('textbox', { name: 'Tag' }).fill('autumn')
  await picture(page, 'members-add-tag')
  await app.getByRole('dialog').getByRole('button', { name: 'Add tag' }).click()
  await expect(app.getByText('Tag “autumn” added')).toBeVisible({ timeout: 30_000 })
  await picture(page, 'members-tagged')

  await app.getByRole('button', { name: 'Export' }).click()
  const saved = page.waitForEvent('download')
  await app.getByRole('button', { name: 'Export CSV' }).click()
  const file = await (await saved).path()
  await expect(app.getByText('6 members saved in your downloads.')).toBeVisible()
  await picture(page, 'members-exported')
  expect((await readFile(file, 'utf8')).trimEnd().split('\r\n')).toHaveLength(7)

  await page.setViewportSize({ width: 390, height: 844 })
  app = await openApp(page, SHOP, '/app/members?tag=crowd&consent=unsubscribed&sort=spent+desc')
  // Shopify keeps no consent for the three who have no address.
  await count(app, '17 members match')
  await picture(page, 'members-phone')
  await expectSound(page, 'the list on a phone')
  app = await openApp(page, SHOP, '/app/members?points=5000..&orders=3..')
  await expect(app.getByText('No members found')).toBeVisible()
  await picture(page, 'members-no-match')
})
