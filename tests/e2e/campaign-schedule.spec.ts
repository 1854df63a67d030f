// A campaign that goes out at a time: over the days on which clocks are set, moved, started by itself, found again and sent again.
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { atBothWidths, expectPresentable, openApp, openInstalled } from './admin.ts'
import { outside, PAGES_SHOP } from './outside.ts'

const TAG = 'later'
const ZONE = 'Europe/Berlin'
const addressOf = (number: number) => `${number}.${TAG}@example.com`

/** The next whole minute that can still be asked for, as the shop's clocks show it. */
function soon(): { date: string; time: string } {
  const at = new Date(Math.ceil((Date.now() + 15_000) / 60_000) * 60_000)
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: ZONE }).format(at)
  return { date: part({ dateStyle: 'short' }), time: part({ timeStyle: 'short' }) }
}

async function prepareShop(page: Page): Promise<void> {
  await openInstalled(page, PAGES_SHOP)
  for (const number of [1, 2])
    await outside.createCustomer(PAGES_SHOP, {
      firstName: `Reader ${number}`,
      email: addressOf(number),
      tags: [TAG],
      emailState: 'SUBSCRIBED',
    })
  let app = await openApp(page, PAGES_SHOP, '/app/settings')
  await app.getByLabel('Postal address').fill(`Harbour Lane, ${Date.now() % 100} Harbour Street, Portland`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: /^Sav(?:e|ing…)$/ })).toBeHidden()
  app = await openApp(page, PAGES_SHOP, '/app/segments/new')
  await app.getByLabel('Segment name').fill(TAG)
  await app.getByLabel('Rule 1: field').selectOption('Customer tag')
  await expect(async () => {
    await app.getByLabel('Rule 1: value').fill('')
    await app.getByLabel('Rule 1: value').fill(TAG)
    await expect(app.getByText('2 can be emailed')).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 40_000 })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: TAG })).toBeVisible()
}

async function writeCampaign(page: Page): Promise<FrameLocator> {
  const app = await openApp(page, PAGES_SHOP, '/app/campaigns/new?template=html')
  await app.getByLabel('Campaign name').fill('Later news')
  await app.getByLabel('Subject').fill('News')
  await app.getByLabel('Segment').selectOption(TAG)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: 'Later news' })).toBeVisible()
  await expect(app.getByText('Ready to send')).toBeVisible()
  return app
}

/** Typed and saved by itself. */
async function typeSubject(page: Page, app: FrameLocator, subject: string): Promise<void> {
  const saved = page.waitForResponse((response) => response.url().endsWith('/draft') && response.ok())
  await app.getByLabel('Subject').fill(subject)
  await saved
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()
}

async function ask(app: FrameLocator, { date, time }: { date: string; time: string }): Promise<void> {
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('Day').fill(date)
  await dialog.getByLabel('Time').fill(time)
  await dialog.getByRole('button', { name: 'Schedule' }).click()
}

async function scheduleOverDst(page: Page, app: FrameLocator): Promise<void> {
  await app.getByRole('button', { name: 'Schedule' }).click()
  await ask(app, { date: '2027-03-28', time: '02:30' })
  await expect(app.getByText('This time doesn’t exist that day')).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'campaign-schedule'))
  await ask(app, { date: '2027-10-31', time: '02:30' })
  await expect(app.getByText('2:30 AM comes twice').first()).toBeVisible()
  await app.getByText('The second, 60 minutes later').click()
  await app.getByRole('dialog').getByRole('button', { name: 'Schedule' }).click()
  await expect(app.getByRole('heading', { name: 'Goes out Oct 31, 2027, 2:30 AM' })).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'campaign-scheduled'))
}

async function editAndMove(page: Page, app: FrameLocator): Promise<void> {
  await app.getByRole('button', { name: 'Unschedule and edit' }).click()
  await typeSubject(page, app, 'Later news, mended')
  await app.getByRole('button', { name: 'Schedule' }).click()
  await ask(app, { date: '2027-06-01', time: '10:00' })
  await expect(app.getByRole('heading', { name: 'Goes out Jun 1, 2027, 10:00 AM' })).toBeVisible()
  const list = await openApp(page, PAGES_SHOP, '/app/campaigns?tab=scheduled')
  await expect(list.getByRole('row').filter({ hasText: 'Later news' })).toContainText('Jun 1, 2027, 10:00 AM')
  await atBothWidths(page, () => expectPresentable(page, 'campaigns-scheduled'))
  await list.getByRole('link', { name: 'Later news' }).click()
  await list.getByRole('button', { name: 'Change time' }).click()
  await ask(list, soon())
  await expect(list.getByRole('dialog')).toBeHidden()
}

/** The worker has noticed that nobody is left. */
async function expectSent(page: Page): Promise<void> {
  await expect(async () => {
    const app = await openApp(page, PAGES_SHOP, '/app/campaigns?tab=sent&q=later')
    await expect(app.getByRole('link', { name: 'Later news' })).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
}

async function sendAgain(page: Page): Promise<void> {
  const app = await openApp(page, PAGES_SHOP, '/app/campaigns?tab=sent&q=later')
  await app.getByRole('link', { name: 'Later news' }).click()
  await expect(app.getByText('Planned 2, sent 2')).toBeVisible()
  await app.getByRole('button', { name: 'Send again' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByText('Members who didn’t open or click (2 members)')).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'campaign-send-again'))
  await dialog.getByLabel('Subject').fill('Did you see it?')
  await dialog.getByRole('button', { name: 'Send to 2 members' }).click()
  await expect(async () => {
    const subjects = (await outside.mailsTo(addressOf(1))).map(({ subject }) => subject)
    expect(subjects.toSorted()).toEqual(['Did you see it?', 'Later news, mended'])
  }).toPass({ timeout: 40_000 })
}

async function archive(page: Page): Promise<void> {
  const app = await openApp(page, PAGES_SHOP, '/app/campaigns?tab=sent')
  const row = app.getByRole('row').filter({ hasText: 'Later news' })
  const archiveIt = async () => {
    await row.getByRole('button', { name: 'Actions for Later news' }).click()
    await app.getByRole('menuitem', { name: 'Archive' }).click()
    await expect(row).toBeHidden()
  }
  await archiveIt()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toBeVisible()
}

test('a campaign is scheduled, moved, starts by itself, is sent again and put away', async ({ page }) => {
  test.setTimeout(300_000)
  await prepareShop(page)
  const app = await writeCampaign(page)
  await scheduleOverDst(page, app)
  await editAndMove(page, app)
  await expect(async () => {
    expect(await outside.mailsTo(addressOf(1))).toHaveLength(1)
  }).toPass({ timeout: 150_000 })
  await expectSent(page)
  await sendAgain(page)
  await expectSent(page)
  await archive(page)
})

test('two tabs that write one draft do not overwrite each other', async ({ page, context }) => {
  test.setTimeout(180_000)
  await openInstalled(page, PAGES_SHOP)
  const first = await openApp(page, PAGES_SHOP, '/app/campaigns/new?template=html')
  await first.getByLabel('Campaign name').fill('Two tabs')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(first.getByRole('heading', { name: 'Two tabs' })).toBeVisible()
  const other = await context.newPage()
  const list = await openApp(other, PAGES_SHOP, '/app/campaigns?tab=draft&q=two+tabs')
  await list.getByRole('link', { name: 'Two tabs' }).first().click()
  await expect(list.getByRole('heading', { name: 'Two tabs' })).toBeVisible()
  await typeSubject(other, list, 'Of the second tab')
  await first.getByLabel('Subject').fill('Of the first tab')
  await expect(first.getByText('This draft was changed in another tab, or by someone else')).toBeVisible()
  await expect(first.getByText('Different: subject.')).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'campaign-two-tabs'))
  await first.getByRole('button', { name: 'Use their version' }).click()
  await expect(first.getByLabel('Subject')).toHaveValue('Of the second tab')
  await typeSubject(page, first, 'Of both')
  await other.close()
})
