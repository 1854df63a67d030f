// The pages that recipients see: by keyboard and screen reader, in two languages, on a phone and on a desk, in light and dark.
import { expect, type Page, test } from '@playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { setLinkKeys } from '#app/platform/link-keys.server.ts'
import { unsubscribeToken } from '#app/tracking/links.server.ts'
import { expectSound, openInstalled, picture } from './admin.ts'
import { outside } from './outside.ts'

const SHOP = 'glancito-demo.myshopify.com'

test.describe.configure({ mode: 'serial' })

let tenantId = 0
let people = 0

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage()
  await openInstalled(page, SHOP)
  await page.close()
  setLinkKeys([process.env['E2E_LINK_KEY'] ?? ''])
})

test.afterAll(() => setLinkKeys(null))

/** A customer who was sent an e-mail; returns where its unsubscribe link leads. */
async function aRecipient(): Promise<string> {
  people += 1
  const email = `reader.${people}@example.com`
  const phone = `+1202555${String(1000 + people)}`
  const { id } = await outside.createCustomer(SHOP, {
    firstName: 'Reader',
    email,
    emailState: 'SUBSCRIBED',
    phone,
    smsState: 'SUBSCRIBED',
  })
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  const known = () =>
    client.query(
      'SELECT m.tenant_id FROM members m JOIN tenants t USING (tenant_id) WHERE t.shop = $1 AND m.member_id = $2',
      [SHOP, id],
    )
  for (let waited = 0; (await known()).rowCount === 0; waited += 1) {
    if (waited > 240) throw new Error('the customer did not become a member')
    await sleep(250)
  }
  tenantId = (await known()).rows[0].tenant_id
  await client.end()
  const token = unsubscribeToken({ tenantId, mailingId: 1_000_000, sendNo: 0, attempt: 1, memberId: id, email })
  return `${process.env['E2E_APP']}/api/v1/unsubscribe/${token}`
}

async function look(page: Page, name: string): Promise<void> {
  await picture(page, name)
  await expectSound(page, name)
}

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const)
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`at ${width} px in ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme })

      test('leaving, taking a break instead, and each channel by itself', async ({ page }) => {
        await page.goto(await aRecipient())
        await expect(page.getByRole('heading', { name: 'You’re unsubscribed' })).toBeVisible()
        await look(page, `left-${colorScheme}`)
        await page.getByText('Mind telling us why?').click()
        await page.getByLabel('Too many emails').check()
        await look(page, `why-${colorScheme}`)
        await page.getByRole('button', { name: 'Send' }).click()
        await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
        await page.goBack()
        await page.getByRole('button', { name: 'Pause for 30 days' }).click()
        await expect(page.getByRole('heading', { name: 'Enjoy the break' })).toBeVisible()
        await look(page, `paused-${colorScheme}`)
        await page.getByRole('link', { name: 'All preferences' }).click()
        await page.getByRole('button', { name: 'Get text messages again' }).click()
        await expect(page.getByRole('status')).toHaveText('Your choice is saved.')
        await page.getByRole('button', { name: 'Stop text messages' }).click()
        await page.getByRole('button', { name: 'End the break now' }).click()
        await expect(page.getByRole('button', { name: 'Pause for 90 days' })).toBeVisible()
        await look(page, `preferences-${colorScheme}`)
      })
    })
  }

test.describe('without any script, in German', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' })

  test('an undo works by the keyboard, and a cut link says what to do', async ({ page }) => {
    const url = await aRecipient()
    await page.goto(url)
    await expect(page.locator('html')).toHaveAttribute('lang', /^(de|en)$/)
    await page.locator('button[value="resubscribe"]').focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/api\/v1\/preferences\//)
    const answer = await page.goto(url.slice(0, -3))
    expect(answer?.status()).toBe(400)
    await expect(page.getByRole('heading', { name: 'Dieser Link ist ungültig' })).toBeVisible()
  })
})
