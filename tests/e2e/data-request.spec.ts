// A customer asks the shop for their data: the merchant finds the request, reads what is held, saves it and marks it.
import { readFile } from 'node:fs/promises'
import { type Download, expect, type FrameLocator, type Page, test } from '@playwright/test'
import { expectSound, openApp, openInstalled, picture } from './admin.ts'
import { outside } from './outside.ts'

const SHOP = 'glancito-demo.myshopify.com'
const REQUESTS = '/app/settings/data-requests'
const PERSON = { firstName: 'Wilhelmina', email: 'wilhelmina.featherstonehaugh@example.com', phone: '+12025550123' }

/** At a desktop's and at a phone's width. */
async function look(page: Page, path: string, name: string): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 })
    const app = await openApp(page, SHOP, path)
    await expect(app.getByRole('heading').first()).toBeVisible()
    await picture(page, name)
    await expectSound(page, name)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

async function openRequest(page: Page): Promise<FrameLocator> {
  const app = await openApp(page, SHOP, REQUESTS)
  await app.getByRole('link', { name: PERSON.firstName }).click()
  await expect(app.getByText('Everything Glancito stores about this customer')).toBeVisible()
  return app
}

const contentOf = async (download: Download) => readFile(await download.path(), 'utf8')

test('a merchant hands over what is held of a customer who asked', async ({ page }) => {
  const customer = await outside.createCustomer(SHOP, { ...PERSON, emailState: 'SUBSCRIBED', smsState: 'SUBSCRIBED' })
  await openInstalled(page, SHOP)
  await look(page, REQUESTS, 'data-requests-none')
  await expect(async () => {
    const members = await openApp(page, SHOP, `/app/members?q=${PERSON.firstName}`)
    await expect(members.getByText(PERSON.email)).toBeVisible({ timeout: 4000 })
  }).toPass()
  await outside.requestPrivacy(SHOP, 'customers/data_request', customer.id)
  await expect(async () => {
    const list = await openApp(page, SHOP, REQUESTS)
    await expect(list.getByRole('link', { name: PERSON.firstName })).toBeVisible({ timeout: 4000 })
  }).toPass()
  await look(page, REQUESTS, 'data-requests')
  await look(page, '/app', 'home-data-request')

  const app = await openRequest(page)
  await expect(app.getByText(PERSON.phone)).toBeVisible()
  const address = new URL(page.frames().at(-1)?.url() ?? '').pathname
  await look(page, address, 'data-request')

  const again = await openRequest(page)
  const [html] = await Promise.all([
    page.waitForEvent('download'),
    again.getByRole('button', { name: 'Download page' }).click(),
  ])
  expect(html.suggestedFilename()).toMatch(/^data-request-\d+\.html$/)
  expect(await contentOf(html)).toContain(PERSON.phone)
  const [json] = await Promise.all([
    page.waitForEvent('download'),
    again.getByRole('button', { name: 'Download JSON' }).click(),
  ])
  expect(JSON.parse(await contentOf(json))).toMatchObject({ profile: [{ email: PERSON.email }] })

  await again.getByRole('button', { name: 'Mark as handed over' }).click()
  await picture(page, 'data-request-confirm')
  await again.getByRole('dialog').getByRole('button', { name: 'Mark as handed over' }).click()
  await expect(again.getByText('Handed over', { exact: true })).toBeVisible()
  await expect(again.getByRole('button', { name: 'Mark as handed over' })).toBeHidden()
})
