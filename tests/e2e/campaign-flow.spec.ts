// The main job, end to end, as merchant and recipients live it: from a Shopify customer to a truthful number. It is walked
// twice: in the demo shop at a desktop's width and in another shop at a phone's.
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { compileTemplate } from '../../simulator/demo-shop/templates.ts'
import { expectSound, openApp, picture } from './admin.ts'
import { expectHistory } from './consent-history.ts'
import { outside, simulatorUrl } from './outside.ts'

type World = { shop: string; width: number; tag: string; address: (name: string) => string }

const people = (world: World) => [
  { name: 'clicker', emailState: 'SUBSCRIBED' },
  { name: 'opener', emailState: 'SUBSCRIBED' },
  { name: 'hard', emailState: 'SUBSCRIBED', email: `bounce+${world.tag}@simulator.amazonses.com` },
  { name: 'soft', emailState: 'SUBSCRIBED' },
  { name: 'complainer', emailState: 'SUBSCRIBED' },
  {
    name: 'leaver',
    emailState: 'SUBSCRIBED',
    phone: world.width > 500 ? '+12025550111' : '+12025550112',
    smsState: 'SUBSCRIBED',
  },
  { name: 'stranger', emailState: 'NOT_SUBSCRIBED' },
  { name: 'gone', emailState: 'UNSUBSCRIBED' },
]

async function createPeople(world: World): Promise<void> {
  for (const { name, ...person } of people(world)) {
    await outside.createCustomer(world.shop, {
      firstName: name,
      email: world.address(name),
      tags: [world.tag],
      ...person,
    })
  }
  await outside.arrangeMailbox(world.address('soft'), 'soft-bounce')
}

const addressOf = (world: World, name: string) =>
  people(world).find((person) => person.name === name)?.email ?? world.address(name)

async function installAndImport(page: Page, world: World): Promise<void> {
  await page.goto(`${simulatorUrl()}/`)
  await page.goto(`${simulatorUrl()}/store/${world.shop.replace('.myshopify.com', '')}/apps/glancito`)
  await expectSound(page, 'the install page')
  await page.getByRole('button', { name: 'Install' }).click()
  const app = page.frameLocator('iframe[title="Glancito"]')
  await expect(app.getByRole('heading', { name: 'Home' })).toBeVisible()
  await picture(page, 'home-new')
  await expectSound(page, 'the home page')
  await expect(async () => {
    const members = await openApp(page, world.shop, `/app/members?q=${world.tag}`)
    await expect(members.getByText(world.address('clicker'))).toBeVisible({ timeout: 4000 })
  }).toPass({ timeout: 40_000 })
}

async function filterMembers(page: Page, world: World): Promise<void> {
  const app = await openApp(page, world.shop, `/app/members?q=${world.tag}`)
  await expect(app.getByText('Unsubscribed', { exact: true })).toHaveCount(1)
  await expect(app.getByText('Email ✓', { exact: true })).toHaveCount(6)
  await picture(page, 'members')
  await expectSound(page, 'the members list')
  await app.getByRole('button', { name: 'Marketing consent' }).click()
  await app.getByText('Email not consented', { exact: true }).click()
  await expect(app.getByText(world.address('stranger'))).toBeVisible()
  await expect(app.getByText(world.address('gone'))).toBeVisible()
  await expect(app.getByText(world.address('clicker'))).toBeHidden()
  await app.getByText('SMS consented', { exact: true }).click()
  await expect(app.getByText(world.address('leaver'))).toBeVisible()
  await expect(app.getByText(world.address('stranger'))).toBeHidden()
}

async function saveAddress(page: Page, world: World): Promise<void> {
  const app = await openApp(page, world.shop, '/app/settings')
  await app.getByLabel('Postal address').fill('Northwind Goods, 12 Harbour Street, Portland')
  await app.getByRole('link', { name: 'Consent check' }).click()
  await page.getByRole('button', { name: 'Stay' }).click()
  await expect(app.getByLabel('Postal address')).toHaveValue(/Harbour Street/)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: /^Sav(?:e|ing…)$/ })).toBeHidden()
  await picture(page, 'settings')
  await expectSound(page, 'the settings')
}

async function buildSegment(page: Page, world: World): Promise<void> {
  const app = await openApp(page, world.shop, '/app/segments/new')
  await app.getByLabel('Segment name').fill(`Readers ${world.tag}`)
  if ((await app.getByLabel('Rule 1: field').count()) === 0) await app.getByRole('button', { name: 'Add rule' }).click()
  await app.getByLabel('Rule 1: field').selectOption('Customer tag')
  await app.getByLabel('Rule 1: value').fill(world.tag)
  await expect(app.getByText('8 members')).toBeVisible()
  await expect(app.getByText('6 can be emailed')).toBeVisible()
  await picture(page, 'segment-builder')
  await expectSound(page, 'the segment builder')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: `Readers ${world.tag}` })).toBeVisible()
}

async function sendCampaign(
  page: Page,
  world: World,
  { name, sent }: { name: string; sent: number },
): Promise<FrameLocator> {
  const app = await openApp(page, world.shop, '/app/campaigns/new?template=html')
  await app.getByLabel('Campaign name').fill(name)
  await app.getByLabel('Subject').fill('Hello {{first_name | there}}')
  const html = await compileTemplate('sale', `${simulatorUrl()}/storefront`)
  await app
    .getByLabel('HTML file')
    .setInputFiles({ name: 'sale.html', mimeType: 'text/html', buffer: Buffer.from(html) })
  await app.getByLabel('Segment').selectOption(`Readers ${world.tag}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Send now' }).first()).toBeVisible()
  await picture(page, 'campaign-draft')
  await expectSound(page, 'the campaign editor')
  await app.getByRole('button', { name: 'Send now' }).first().click()
  await expect(app.getByRole('dialog').getByText('will be skipped')).toBeVisible()
  await picture(page, 'campaign-send')
  await app.getByRole('dialog').getByRole('button', { name: 'Send now' }).click()
  await expect(app.getByRole('group', { name: 'Sent', exact: true })).toContainText(`Sent${sent}`, { timeout: 40_000 })
  return app
}

async function openMail(page: Page, world: World, name: string): Promise<FrameLocator> {
  const [mail] = await outside.mailsTo(addressOf(world, name))
  if (!mail) throw new Error(`${name} got no mail`)
  const pixel = page.waitForResponse((response) => response.url().includes('/api/v1/track/open'))
  await page.goto(`${simulatorUrl()}/mailbox/${mail.messageId}`)
  expect((await pixel).status()).toBe(200)
  return page.frameLocator('iframe[title="The mail as its reader sees it"]')
}

async function readMails(page: Page, world: World): Promise<void> {
  await openMail(page, world, 'opener')
  await openMail(page, world, 'opener')
  const sale = await openMail(page, world, 'clicker')
  await picture(page, 'mail')
  const [shop] = await Promise.all([
    page.context().waitForEvent('page'),
    sale.getByRole('link').filter({ hasText: /./ }).first().click(),
  ])
  await shop.waitForURL(/storefront.*utm_source=glancito/)
  expect(new URL(shop.url()).searchParams.get('utm_medium')).toBe('email')
  await shop.close()
  await openMail(page, world, 'complainer')
  await page.getByRole('button', { name: 'Mark as spam' }).click()
  const last = await openMail(page, world, 'leaver')
  const [left] = await Promise.all([
    page.context().waitForEvent('page'),
    last.getByRole('link', { name: 'Unsubscribe' }).click(),
  ])
  // So soon after delivery a scanner may be following the link: a person is asked to press the button.
  const heading = left.getByRole('heading', { level: 1 })
  await expect(heading).toContainText(/unsubscribe/i)
  const button = left.getByRole('button', { name: 'Unsubscribe', exact: true })
  if (await button.isVisible()) await button.click()
  await expect(heading).toContainText(/unsubscribed/i)
  await picture(left, 'unsubscribed')
  await expectSound(left, 'the unsubscribe page')
  await left.close()
  // Of a link that was opened Shopify hears two minutes later, of one click at once.
  await page.getByRole('button', { name: 'One-click unsubscribe' }).click()
  await outside.flushEvents()
}

async function expectPanel(page: Page, world: World, name: string): Promise<void> {
  const app = await openApp(page, world.shop, '/app/segments')
  await app.getByRole('link', { name: `Readers ${world.tag}` }).click()
  await expect(app.getByText(`Campaign analytics: ${name}`)).toBeVisible()
  const tile = (label: string) => app.getByRole('group', { name: label, exact: true })
  await expect(async () => {
    await app.getByRole('button', { name: 'Refresh' }).click()
    await expect(tile('Complaints')).toContainText('1', { timeout: 1500 })
    await expect(tile('Unsubscribes')).toContainText('1', { timeout: 1500 })
    // Those so soon after delivery are judged with some delay.
    await expect(tile('Opens')).toContainText(/Opens\s*4/, { timeout: 1500 })
    await expect(tile('Clicks')).toContainText(/Clicks\s*1/, { timeout: 1500 })
  }).toPass()
  await expect(tile('Sent')).toContainText(/Sent\s*6/)
  await expect(tile('Delivered')).toContainText(/Delivered\s*4/)
  await expect(tile('Bounced')).toContainText(/Bounced\s*2/)
  await expect(tile('Bounced')).toContainText('1 hard · 1 soft')
  await expect(tile('Opens')).toContainText(/Opens\s*4/)
  await expect(tile('Opens')).toContainText('100% of 4 delivered')
  await expect(tile('Opens')).toContainText('5 opens in total')
  await expect(tile('Clicks')).toContainText(/Clicks\s*1/)
  await expect(tile('CTOR')).toContainText('25%')
  await expect(tile('Unsubscribes')).toContainText(/Unsubscribes\s*1/)
  await expect(tile('Complaints')).toContainText(/Complaints\s*1/)
  await picture(page, 'segment-panel')
  await expectSound(page, 'the analytics panel')
}

async function expectToldShopify(page: Page, world: World): Promise<void> {
  await expect(async () => {
    const leaver = await outside.customer(world.shop, world.address('leaver'))
    expect([leaver.email_state, leaver.sms_state]).toEqual(['UNSUBSCRIBED', 'UNSUBSCRIBED'])
  }).toPass({ timeout: 20_000 })
  const app = await openApp(page, world.shop, `/app/members?q=${world.tag}`)
  await app.getByRole('link', { name: 'leaver' }).first().click()
  await expect(app.getByText('Unsubscribed').first()).toBeVisible()
  await picture(page, 'member')
  await expectSound(page, 'the member page')
  await expectHistory(page, 'First sale')
  const bounced = await openApp(page, world.shop, `/app/members?q=${world.tag}&bounce=hard`)
  await expect(bounced.getByText('Hard bounce', { exact: true }).first()).toBeVisible()
}

async function expectSkipped(app: FrameLocator): Promise<void> {
  await expect(app.getByText('5 skipped')).toBeVisible()
  for (const [reason, count] of [
    ['Address hard bounced or on the suppression list', 1],
    ['Unsubscribed', 2],
    ['No consent to email marketing', 1],
    ['Marked an email as spam', 1],
  ]) {
    await expect(app.getByRole('listitem').filter({ hasText: String(reason) })).toContainText(String(count))
  }
}

async function expectSoundEverywhere(page: Page, world: World): Promise<void> {
  for (const path of [
    '/app/segments',
    '/app/campaigns',
    '/app/campaigns/999999',
    '/app/members?q=nobody-has-this-name',
  ]) {
    const app = await openApp(page, world.shop, path)
    await expect(app.getByRole('heading').first()).toBeVisible()
    await expectSound(page, path)
  }
  const store = `/store/${world.shop.replace('.myshopify.com', '')}`
  const pages = ['', '/customers', '/orders', '/webhooks', '/faults', '/settings'].map((path) => `${store}${path}`)
  for (const path of [...pages, '/mailbox']) {
    await page.goto(`${simulatorUrl()}${path}`)
    await expect(page.getByRole('heading').first()).toBeVisible()
    await picture(page, `simulator${path.replaceAll('/', '-')}`)
    await expectSound(page, `the simulator's ${path}`)
  }
  await page.goto(`${process.env['E2E_APP']}/`)
  await expectSound(page, 'the landing page')
}

for (const [device, shop, width, height] of [
  ['desktop', 'glancito-demo.myshopify.com', 1280, 900],
  ['phone', 'other-store.myshopify.com', 390, 844],
] as const) {
  test(`the whole thread on a ${device}`, async ({ browser }) => {
    test.setTimeout(300_000)
    const context = await browser.newContext({ viewport: { width, height } })
    const page = await context.newPage()
    const tag = `thread${width}`
    const world: World = { shop, width, tag, address: (name) => `${name}.${tag}@example.com` }
    await createPeople(world)
    await test.step('install and import', () => installAndImport(page, world))
    await test.step('filter members', () => filterMembers(page, world))
    await test.step('say who sends', () => saveAddress(page, world))
    await test.step('build a segment', () => buildSegment(page, world))
    await test.step('send a campaign', () => sendCampaign(page, world, { name: 'First sale', sent: 6 }))
    await test.step('recipients read, click, complain and leave', () => readMails(page, world))
    await test.step('the panel tells exactly that', () => expectPanel(page, world, 'First sale'))
    await test.step('Shopify has heard of it', () => expectToldShopify(page, world))
    await test.step('a second campaign skips each with a reason', async () => {
      const app = await sendCampaign(page, world, { name: 'Second sale', sent: 3 })
      await expectSkipped(app)
      await picture(page, 'campaign-sent')
      await expectSound(page, 'the campaign report')
    })
    await test.step('every other page is sound, too', () => expectSoundEverywhere(page, world))
    await context.close()
  })
}
