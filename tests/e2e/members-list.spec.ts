// The members as the merchant finds them: filters, order and search, views to come back to, and one customer's consent history.
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { type Download, expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test'
import {
  appFrame,
  atBothWidths,
  expectPresentable,
  expectRunning,
  expectSound,
  openApp,
  openInstalled,
  picture,
} from './admin.ts'
import { outside, PAGES_SHOP } from './outside.ts'

const PEOPLE = {
  anouk: { firstName: 'Anouk', lastName: 'Verhoeven', email: 'anouk.verhoeven@example.com', emailState: 'SUBSCRIBED' },
  bjorn: { firstName: 'Björn', lastName: 'Åkesson', email: 'b.akesson@example.com', emailState: 'UNSUBSCRIBED' },
  hanako: { firstName: '花子', lastName: '田中', email: 'hanako@example.com', emailState: 'NOT_SUBSCRIBED' },
  carlos: { firstName: 'Carlos', email: 'carlos@example.com', phone: '+12025550177', smsState: 'SUBSCRIBED' },
}
type Who = keyof typeof PEOPLE
const EVERYBODY = Object.keys(PEOPLE) as Who[]

const ids: Partial<Record<Who, string>> = {}

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage()
  const home = await openInstalled(page, PAGES_SHOP)
  await expect(home.getByText('Importing your customers')).toBeHidden({ timeout: 60_000 })
  for (const who of EVERYBODY) {
    const { id } = await outside.createCustomer(PAGES_SHOP, { ...PEOPLE[who], tags: ['harbour crew'] })
    ids[who] = id
  }
  await outside.order(PAGES_SHOP, PEOPLE.anouk.email, 120)
  await outside.order(PAGES_SHOP, PEOPLE.carlos.email, 15)
  await expect(async () => {
    const app = await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew&spent=1..')
    await expectListed(app, ['anouk', 'carlos'], 4000)
    await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew')
    await expectListed(app, EVERYBODY, 4000)
  }).toPass({ timeout: 60_000 })
  await page.close()
})

/** Of those above the list holds these and no other. */
async function expectListed(app: FrameLocator, whom: Who[], timeout = 15_000): Promise<void> {
  for (const who of EVERYBODY) {
    await expect(app.getByText(PEOPLE[who].email)).toHaveCount(whom.includes(who) ? 1 : 0, { timeout })
  }
}

async function addFilter(app: FrameLocator, name: string, fill: () => Promise<void>): Promise<void> {
  await app.getByRole('button', { name: 'Add filter' }).click()
  await app.getByRole('menuitem', { name, exact: true }).click()
  await fill()
}

test('filters are added one by one, and the address keeps them', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members')
  await app.getByRole('button', { name: /Search and filter/ }).click()
  await addFilter(app, 'Tags', () => app.getByRole('textbox', { name: 'Tags' }).fill('Harbour crew'))
  await expectListed(app, EVERYBODY)
  await page.keyboard.press('Escape')
  await addFilter(app, 'Spent', () => app.getByLabel('Spent, at least').fill('10'))
  await expectListed(app, ['anouk', 'carlos'])
  await app.getByLabel('At most').fill('100')
  await expectListed(app, ['carlos'])
  await picture(page, 'members-filter-spent')
  await page.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Marketing consent' }).click()
  await app.getByText('SMS consented', { exact: true }).click()
  await expect(pill(app, 'SMS consented')).toBeVisible()
  await page.reload()
  await expectRunning(page)
  await expect(app.getByText('1 member matches')).toBeVisible()
  await expectListed(app, ['carlos'])
  await expectPresentable(page, 'members-filtered')
  for (const filter of ['SMS consented', /^Spent:/]) await removeFilter(app, filter)
  await expectListed(app, EVERYBODY)
})

test('what is typed into a filter is asked for once; what can not be understood is not asked for', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members')
  await app.getByRole('button', { name: /Search and filter/ }).click()
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/app/members.data') asked.push(searchParams.getAll('tag').join() + searchParams.get('points'))
  })
  const tags = app.getByRole('textbox', { name: 'Tags' })
  await addFilter(app, 'Tags', () => tags.fill('harbour crew,harbour crew,'))
  await expectListed(app, EVERYBODY)
  await setTimeout(1500)
  await tags.fill('a,b,c,d,e,f')
  await expect(app.getByText('Enter at most 5 tags.')).toBeVisible()
  await setTimeout(1000)
  await tags.fill('harbour crew')
  await page.keyboard.press('Escape')
  await addFilter(app, 'Points', () => app.getByLabel('Points, at least').fill('1.5'))
  await expect(app.getByText('Enter a whole number')).toBeVisible()
  await app.getByLabel('Points, at least').fill('000')
  await app.getByLabel('At most').fill('-1')
  await expect(app.getByText('Enter 0 or more')).toBeVisible()
  await expectPresentable(page, 'members-filter-flaw')
  await setTimeout(1000)
  await app.getByLabel('At most').fill('')
  await expect(app.getByText('Points: 0 or more')).toBeVisible()
  await setTimeout(1500)
  expect(asked).toEqual(['harbour crewnull', 'harbour crew0..'])
})

const removeFilter = (app: FrameLocator, name: string | RegExp) =>
  app.getByRole('button', { name: 'Clear' }).and(pill(app, name).getByRole('button')).click()

const pill = (app: FrameLocator, name: string | RegExp): Locator =>
  app.locator('.Polaris-Filters-FilterPill__FilterButton').filter({ hasText: name })

test('members are found by any part of their name and put in order', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew')
  const search = app.getByPlaceholder('Search by name or email')
  for (const [words, found] of [
    ['akess', 'bjorn'],
    ['花子', 'hanako'],
    ['hoeven', 'anouk'],
    ['carlos@ex', 'carlos'],
  ] as const) {
    await search.fill(words)
    await expectListed(app, [found])
  }
  await search.fill('nobody-at-all')
  await expect(app.getByText('No members found')).toBeVisible()
  await expectPresentable(page, 'members-none-found')
  await search.fill('')
  await expectListed(app, EVERYBODY)
  await app.getByRole('button', { name: 'Sort the results' }).click()
  await app.getByText('Spent', { exact: true }).click()
  await app.getByRole('button', { name: 'Most first' }).click()
  await expect(app.getByRole('row').nth(1)).toContainText(PEOPLE.anouk.email)
  await expect(app.getByRole('row').nth(2)).toContainText(PEOPLE.carlos.email)
})

test('a view is saved, chosen again, renamed and deleted', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew&consent=no-email')
  await app.getByRole('button', { name: 'Save as' }).click()
  await app.getByRole('dialog').getByLabel('Name').fill('Crew to ask')
  await picture(page, 'members-save-view')
  await app.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(tab(app, 'Crew to ask')).toHaveAttribute('aria-selected', 'true')
  await tab(app, 'Unsubscribed').click()
  await expectListed(app, ['bjorn'])
  await tab(app, 'Crew to ask').click()
  await expectListed(app, ['bjorn', 'hanako', 'carlos'])
  await expectPresentable(page, 'members-view')
  await tab(app, 'Crew to ask').click()
  await app.getByRole('menuitem', { name: 'Rename view' }).click()
  await app.getByRole('dialog').getByLabel('Name').fill('To ask')
  await app.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(tab(app, 'To ask')).toBeVisible()
  await tab(app, 'To ask').click()
  await app.getByRole('menuitem', { name: 'Delete view' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
  await expect(tab(app, 'To ask')).toBeHidden()
  await expect(tab(app, 'All')).toHaveAttribute('aria-selected', 'true')
})

const tab = (app: FrameLocator, name: string) => app.getByRole('tab', { name, exact: true })

test('who was ticked in one list is not ticked in another', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?consent=unsubscribed')
  await app.getByRole('row').filter({ hasText: PEOPLE.bjorn.email }).getByRole('checkbox').check()
  await expect(app.getByRole('button', { name: 'Add tag' })).toBeVisible()
  await tab(app, 'Consented').click()
  await expect(app.getByText(PEOPLE.bjorn.email)).toBeHidden()
  await expect(app.getByRole('row').nth(1)).toBeVisible()
  await expect(app.getByRole('button', { name: 'Add tag' })).toBeHidden()
})

test('the list is presentable on a desktop and on a phone', async ({ page }) => {
  await atBothWidths(page, async () => {
    const app = await openApp(page, PAGES_SHOP, '/app/members')
    await expect(app.getByText(/^\d+ members$/)).toBeVisible()
    await expectPresentable(page, 'members-all')
  })
})

const contentOf = async (download: Download) => readFile(await download.path(), 'utf8')

async function saved(page: Page, button: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return contentOf(download)
}

test('the list is saved as a file that spreadsheets open', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew')
  await expectListed(app, EVERYBODY)
  await page.route('**/app/members/export?**', async (route) => {
    await setTimeout(1500)
    await route.continue()
  })
  await app.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(app.getByRole('dialog').getByText('It contains personal data')).toBeVisible()
  await picture(page, 'members-export')
  const file = saved(page, app.getByRole('dialog').getByRole('button', { name: 'Export CSV' }))
  await expect(app.getByRole('progressbar')).toBeVisible()
  await expectPresentable(page, 'members-export-running')
  const lines = (await file).trim().split('\r\n')
  await expect(app.getByText('4 members saved in your downloads.')).toBeVisible()
  expect(lines).toHaveLength(EVERYBODY.length + 1)
  for (const who of EVERYBODY) expect(lines.filter((line) => line.includes(PEOPLE[who].email))).toHaveLength(1)
})

test('those ticked get a tag, at Shopify', async ({ page }) => {
  const app = await openApp(page, PAGES_SHOP, '/app/members?tag=harbour+crew')
  for (const who of ['anouk', 'carlos'] as const) {
    await app.getByRole('row').filter({ hasText: PEOPLE[who].email }).getByRole('checkbox').check()
  }
  await expectPresentable(page, 'members-ticked')
  await app.getByRole('button', { name: 'Add tag' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByText('For 2 members, in Shopify')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add tag' }).click()
  await expect(dialog.getByText('Enter a tag.')).toBeVisible()
  await dialog.getByLabel('Tag').fill('spring walk')
  await expectPresentable(page, 'members-bulk-tag')
  await dialog.getByRole('button', { name: 'Add tag' }).click()
  await expect(app.getByText('Tag “spring walk” added')).toBeVisible()
  await expect(app.getByText('2 members done.')).toBeVisible()
  await expectPresentable(page, 'members-bulk-done')
  expect((await outside.customer(PAGES_SHOP, PEOPLE.carlos.email)).tags).toContain('spring walk')
  expect((await outside.customer(PAGES_SHOP, PEOPLE.hanako.email)).tags).not.toContain('spring walk')
  await app.getByRole('button', { name: 'Dismiss' }).click()
  await expect(app.getByText('2 members done.')).toBeHidden()
})

test("a customer's consent history is read on a desktop and on a phone", async ({ page }) => {
  await outside.changeCustomer(PAGES_SHOP, PEOPLE.anouk.email, { emailState: 'UNSUBSCRIBED' })
  const app = appFrame(page)
  await expect(async () => {
    await openApp(page, PAGES_SHOP, `/app/members/${ids.anouk}`)
    await expect(app.getByText('Email: Unsubscribed in Shopify')).toBeVisible({ timeout: 4000 })
  }).toPass()
  await expect(app.getByText(/^Email: Subscribed/)).toBeVisible()
  await atBothWidths(page, async () => {
    await app.getByRole('heading', { name: 'Consent history' }).scrollIntoViewIfNeeded()
    await app.getByRole('button', { name: 'Save as proof' }).scrollIntoViewIfNeeded()
    await picture(page, 'consent-history')
    await expectSound(page, 'the consent history')
  })
})
