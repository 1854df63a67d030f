// A member's page, clearing a bounce, and "Why didn't they get it?" from the member and from the campaign.
import { expect, type FrameLocator, test } from '@playwright/test'
import { appFrame, expectSound, openApp, openInstalled, picture } from './admin.ts'
import { aPast, type Past } from './missed-campaign.ts'

const SHOP = 'glancito-demo.myshopify.com'

test.describe.configure({ mode: 'serial' })

let past: Past

const step = (app: FrameLocator, title: string) => app.getByRole('listitem').filter({ hasText: title }).first()

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage()
  await openInstalled(page, SHOP)
  past = await aPast(SHOP)
  await page.close()
})

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height } })

    test('the member page leads to the reason, step by step', async ({ page }) => {
      const app = await openApp(page, SHOP, `/app/members/${past.bounced}`)
      await expect(app.getByText('The address doesn’t exist.').first()).toBeVisible()
      await picture(page, 'member-page')
      await expectSound(page, 'the member page')
      await app.getByRole('link', { name: `Step by step: ${past.name}` }).click()
      await expect(
        app.getByRole('heading', { name: 'It was sent, but their email provider permanently rejected it.' }),
      ).toBeVisible()
      await expect(step(app, 'Their email provider accepted it')).toContainText('550 5.1.1 user unknown')
      await expect(step(app, 'Amazon SES accepted the email')).toContainText('ses-message-1')
      await picture(page, 'explain-bounced')
      await expectSound(page, 'the explanation')
    })

    test('the campaign leads to whoever says that it did not arrive', async ({ page }) => {
      const app = await openApp(page, SHOP, `/app/campaigns/${past.campaignId}`)
      await app.getByLabel('Name or email address').fill('Quillon')
      await app.getByRole('button', { name: 'Find' }).click()
      await expect(app.getByText('Not a recipient')).toBeVisible()
      await picture(page, 'explain-search')
      await expectSound(page, 'the search on the campaign')
      await app.getByRole('link', { name: 'Bea Quillon' }).click()
      await expect(
        app.getByRole('heading', { name: 'They weren’t in the campaign’s segment when it started.' }),
      ).toBeVisible()
      await expect(step(app, 'Points is at least 200')).toContainText('Then: not kept')
      await picture(page, 'explain-segment')
      await expectSound(page, 'the explanation by the segment')
    })

    test('another campaign is chosen on the page, and consent is that of the moment', async ({ page }) => {
      const app = await openApp(page, SHOP, `/app/members/${past.unsubscribed}/explain`)
      await expect(app.getByText('Which campaign?')).toBeVisible()
      await expectSound(page, 'the choice of a campaign')
      await app.getByLabel('Campaign').selectOption(past.name)
      await expect(app.getByRole('heading', { name: 'They were skipped: they had unsubscribed.' })).toBeVisible()
      await expect(step(app, 'Had consented to email marketing')).toContainText('Then: Unsubscribed')
      await picture(page, 'explain-consent')
      await expectSound(page, 'the explanation by consent')
    })

    test('nobody by that name is an answer, too', async ({ page }) => {
      const app = await openApp(page, SHOP, `/app/campaigns/${past.campaignId}/explain?q=nobody-at-all`)
      await expect(app.getByText('No customer has this name or address')).toBeVisible()
      await expectSound(page, 'a search without an answer')
    })

    test('a member of whom Shopify shares nothing has a page that says so', async ({ page }) => {
      const app = await openApp(page, SHOP, `/app/members/${past.nameless}`)
      await expect(app.getByRole('heading', { name: `Customer ${past.nameless}` })).toBeVisible()
      await expect(app.getByText('Not shared by Shopify', { exact: true })).toHaveCount(3)
      await picture(page, 'member-nameless')
      await expectSound(page, 'the page of a member without a name')
    })
  })
}

test('a hard bounce is cleared behind a warning, and the history says by whom', async ({ page }) => {
  await openApp(page, SHOP, `/app/members/${past.bounced}`)
  const app = appFrame(page)
  await app.getByRole('button', { name: 'Clear bounce' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByText('Last bounce: The address doesn’t exist.')).toBeVisible()
  await expect(dialog.getByText('hurts your sender reputation')).toBeVisible()
  await picture(page, 'clear-bounce')
  await expectSound(page, 'the warning before a bounce is cleared')
  await dialog.getByRole('button', { name: 'Clear bounce' }).click()
  await expect(app.getByText(/^Cleared .* by staff member \d+$/)).toBeVisible()
  await expect(app.getByRole('button', { name: 'Clear bounce' })).toBeHidden()
})
