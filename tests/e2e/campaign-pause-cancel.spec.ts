// A campaign that does not go as its merchant meant: a sender that SES does not know, a change of mind, a second try.
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { appFrame, atBothWidths, expectPresentable, openApp, openInstalled } from './admin.ts'
import { outside, PAGES_SHOP } from './outside.ts'

const SENDING_DOMAIN = 'mail.glancito-demo.example'

/** What SES answers to the next so many e-mails. */
const refuseNext = (count: number, sender = '') =>
  outside.changeSes({
    refuseNext: {
      count,
      type: 'MessageRejected',
      message: `Email address is not verified. The following identities failed the check in region US-EAST-1: ${sender}`,
      status: 400,
    },
  })

test.afterEach(async () => {
  await refuseNext(0)
  await outside.changeSes({ identities: [SENDING_DOMAIN] })
})

const addressOf = (tag: string, number: number) => `${number}.${tag}@example.com`

/** A shop with its address, and a segment of three who can be mailed. */
async function prepareShop(page: Page, tag: string): Promise<void> {
  await openInstalled(page, PAGES_SHOP)
  for (const number of [1, 2, 3])
    await outside.createCustomer(PAGES_SHOP, {
      firstName: `Reader ${number}`,
      email: addressOf(tag, number),
      tags: [tag],
      emailState: 'SUBSCRIBED',
    })
  const app = await openApp(page, PAGES_SHOP, '/app/segments/new')
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  await app.getByLabel('Segment name').fill(tag)
  await app.getByLabel('Rule 1: field').selectOption('Customer tag')
  await app.getByLabel('Rule 1: value').fill(tag)
  await expect(async () => {
    await app.getByLabel('Rule 1: value').fill('')
    await app.getByLabel('Rule 1: value').fill(tag)
    await expect(app.getByText('3 can be emailed')).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 40_000 })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: tag })).toBeVisible()
}

/** While it is being saved, the button says so, and who leaves the page then may come before what was saved. */
async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: /^Sav(?:e|ing…)$/ })).toBeHidden()
}

async function enterSender(page: Page, email: string): Promise<FrameLocator> {
  const app = await openApp(page, PAGES_SHOP, '/app/settings')
  await app.getByLabel('Postal address').fill('Harbour Lane, 12 Harbour Street, Portland')
  await app.getByLabel('Sender email').fill(email)
  return app
}

async function writeCampaign(page: Page, tag: string): Promise<FrameLocator> {
  const app = await openApp(page, PAGES_SHOP, '/app/campaigns/new?template=html')
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  await app.getByLabel('Campaign name').fill(`News ${tag}`)
  await app.getByLabel('Subject').fill('News')
  await app.getByLabel('Segment').selectOption(tag)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: `News ${tag}` })).toBeVisible()
  return app
}

/** Sends it to a SES that refuses its sender. */
async function sendInVain(app: FrameLocator, sender: string): Promise<void> {
  await refuseNext(100, sender)
  await app.getByRole('button', { name: 'Send now' }).first().click()
  await app.getByRole('dialog').getByRole('button', { name: 'Send now' }).click()
  await expect(app.getByText(`Amazon SES doesn’t accept emails from ${sender}`)).toBeVisible({ timeout: 40_000 })
}

test('a wrong sender is refused in the settings, pauses a campaign in words, and is fixed by a resume', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await prepareShop(page, 'sender')
  let app = await enterSender(page, 'me@news.unverified.example')
  await page.getByRole('button', { name: 'Save' }).click()
  const error = app.getByText('news.unverified.example isn’t verified in Amazon SES')
  await expect(error).toBeVisible()
  await expect(app.getByLabel('Sender email')).toBeFocused()
  await atBothWidths(page, () => expectPresentable(page, 'settings-wrong-sender'))
  await outside.changeSes({ identities: [SENDING_DOMAIN, 'harbour.example', 'lane.example'] })
  await app.getByLabel('Sender email').fill('old@harbour.example')
  await expect(error).toBeHidden()
  await save(page)
  app = await writeCampaign(page, 'sender')
  await expect(app.getByText('Ready to send')).toBeVisible()
  await sendInVain(app, 'old@harbour.example')
  await refuseNext(0)
  await atBothWidths(page, () => expectPresentable(page, 'campaign-paused'))
  await outside.changeSes({ identities: [SENDING_DOMAIN, 'lane.example'] })
  await app.getByRole('button', { name: 'Resume sending' }).click()
  await expect(app.getByText('harbour.example isn’t verified in Amazon SES')).toBeVisible()
  await enterSender(page, 'new@lane.example')
  await save(page)
  app = await openApp(page, PAGES_SHOP, '/app/campaigns')
  await app.getByRole('link', { name: 'News sender' }).first().click()
  await app.getByRole('button', { name: 'Resume sending' }).click()
  await expect(app.getByRole('group', { name: 'Sent', exact: true })).toContainText('Sent3', { timeout: 40_000 })
  for (const number of [1, 2, 3]) {
    const [mail, ...more] = await outside.mailsTo(addressOf('sender', number))
    expect([mail?.from, more]).toEqual([expect.stringContaining('new@lane.example'), []])
  }
  await expect(app.getByText('new@lane.example')).toBeVisible()
  await expect(app.getByText('old@harbour.example, until')).toBeVisible()
})

test('a campaign is cancelled, told as that, copied and the copy deleted; the focus goes back each time', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await prepareShop(page, 'cancel')
  await enterSender(page, '')
  await save(page)
  let app = await writeCampaign(page, 'cancel')
  const saved = page.waitForResponse((response) => response.url().endsWith('/draft') && response.ok())
  await app.getByLabel('Subject').fill('More news')
  await saved
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()
  await page.reload()
  await expect(app.getByLabel('Subject')).toHaveValue('More news')
  const testButton = app.getByRole('button', { name: 'Send test email' })
  await testButton.click()
  await expect(app.getByRole('dialog')).not.toContainText('Campaign saved')
  await app.getByLabel('Email address').fill('nobody')
  await app.getByLabel('Email address').press('Enter')
  await expect(app.getByText('Enter an email address such as')).toBeVisible()
  await app.getByLabel('Email address').fill('nobody@example.com')
  await expect(app.getByText('Enter an email address such as')).toBeHidden()
  await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(testButton).toBeFocused()
  await sendInVain(app, 'harbour-lane@mail.glancito-demo.example')
  const cancel = app.getByRole('button', { name: 'Cancel campaign' }).first()
  await cancel.click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('No one has been sent this campaign yet.')
  await expect(dialog).toContainText('3 members still waiting won’t get it.')
  await atBothWidths(page, () => expectPresentable(page, 'campaign-cancel'))
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(cancel).toBeFocused()
  await cancel.click()
  await dialog.getByRole('button', { name: 'Cancel campaign' }).click()
  await expect(app.getByRole('listitem').filter({ hasText: 'Not sent: campaign cancelled' })).toContainText('3')
  expect(await outside.mailsTo(addressOf('cancel', 1))).toEqual([])

  app = await openApp(page, PAGES_SHOP, '/app/campaigns')
  const row = app.getByRole('row').filter({ hasText: 'News cancel' })
  await expect(row).toContainText('Cancelled')
  await row.getByRole('button', { name: 'Actions for News cancel' }).click()
  await app.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(app.getByRole('heading', { name: 'News cancel (copy)' })).toBeVisible()
  await expect(page.getByText('Campaign duplicated')).toBeVisible()
  await expect(app.getByText('Ready to send')).toBeVisible()

  app = await openApp(page, PAGES_SHOP, '/app/campaigns')
  const actions = appFrame(page).getByRole('button', { name: 'Actions for News cancel (copy)' })
  await actions.click()
  await app.getByRole('menuitem', { name: 'Delete' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByRole('dialog')).toBeHidden()
  await expect(actions).toBeFocused()
  await actions.click()
  await app.getByRole('menuitem', { name: 'Delete' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click()
  await expect(page.getByText('Draft deleted')).toBeVisible()
  await expect(actions).toBeHidden()
  await expect(app.getByRole('link', { name: 'News cancel', exact: true })).toBeFocused()
})
