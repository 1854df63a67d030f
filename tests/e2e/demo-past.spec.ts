// The demo's past, at a small size: the app plays it to its end, and what its pages show of it is true and worth showing.
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { appFrame, atBothWidths, expectPresentable, expectRunning, openApp, picture } from './admin.ts'
import { SmallDemo } from './small-demo.ts'

const CAMPAIGNS = ['Autumn arrivals', 'Your points are waiting', 'Early winter sale']

test.describe.configure({ mode: 'serial' })

const demo = new SmallDemo()
const outer = process.env['E2E_SIMULATOR']

test.beforeAll(async () => {
  test.setTimeout(300_000)
  await demo.start()
  process.env['E2E_SIMULATOR'] = demo.simulator
})
test.afterAll(async () => {
  process.env['E2E_SIMULATOR'] = outer
  await demo.stop()
})

test('the rollups agree with the events, the ledger holds, and nothing failed or waits', async () => {
  expect(demo.command('scripts/recount.ts')).toMatchObject({
    code: 0,
    printed: expect.stringContaining('The rollups agree with the events.'),
  })
  expect(demo.command('scripts/ledger-verify.ts')).toMatchObject({
    code: 0,
    printed: expect.stringContaining('The consent ledger holds.'),
  })
  for (const rows of [
    "webhook_inbox WHERE state = 'dead'",
    "recipients WHERE state IN ('queued', 'sending', 'failed', 'unconfirmed')",
    "outbox WHERE state IN ('waiting', 'refused')",
    'hit_box',
    'hit_suspects',
    'reply_forwards WHERE raw IS NOT NULL',
    'mail_events WHERE created_at > now()',
  ])
    expect(await demo.count(rows), rows).toBe(0)
})

async function openCampaign(page: Page, name: string): Promise<FrameLocator> {
  const app = await openApp(page, demo.shop, '/app/campaigns')
  await app.getByRole('link', { name }).first().click()
  await expect(app.getByRole('heading', { name, exact: true })).toBeVisible()
  await expectRunning(page)
  return appFrame(page)
}

/** The number in a tile that the words follow or, first of all, its own. */
async function numberIn(app: FrameLocator, tile: string, words: RegExp): Promise<number> {
  const text = await app.getByRole('group', { name: tile, exact: true }).innerText()
  const [, digits] = words.exec(text) ?? []
  expect(digits, `${words} in ${text}`).toBeDefined()
  return Number(digits?.replaceAll(',', ''))
}

test('each campaign tells opens by people, by Apple’s privacy proxy and by machines apart', async ({ page }) => {
  for (const name of CAMPAIGNS) {
    const app = await openCampaign(page, name)
    const opens = await numberIn(app, 'Opens', /^Opens\s+([\d,]+)/)
    const byApple = await numberIn(app, 'Opens', /including ([\d,]+) by Apple’s privacy proxy only/)
    expect(byApple / opens).toBeGreaterThan(0.25)
    expect(byApple / opens).toBeLessThan(0.6)
    expect(await numberIn(app, 'Opens', /([\d,]+) by machines only, not counted/)).toBeGreaterThan(0)
    expect(await numberIn(app, 'Clicks', /([\d,]+) by machines only, not counted/)).toBeGreaterThan(0)
    expect(await numberIn(app, 'Clicks', /^Clicks\s+([\d,]+)/)).toBeLessThan(opens)
    expect(await numberIn(app, 'Untracked by choice', /([\d,]+)/)).toBeGreaterThan(0)
  }
})

test('somebody replied, somebody left, and each sign of a machine has been seen', async () => {
  const events = (type: string) => demo.count(`campaign_events WHERE event_type = '${type}'`)
  for (const type of ['opened', 'clicked', 'replied', 'unsubscribed', 'bounced'])
    expect(await events(type), type).toBeGreaterThan(0)
  expect(await demo.count('do_not_track')).toBeGreaterThan(0)
  // The one scanner that came too late to be suspected.
  expect(await demo.count('held_opt_outs')).toBe(1)
  const seen = await demo.count('(SELECT DISTINCT reason FROM hit_log WHERE verdict = 3) AS reasons')
  expect(seen).toBeGreaterThanOrEqual(5)
})

test('home, campaign, members and a member are worth showing', async ({ page }) => {
  await atBothWidths(page, async () => {
    await openApp(page, demo.shop)
    await picture(page, 'demo-home')
    await openCampaign(page, 'Early winter sale')
    await expectPresentable(page, 'demo-campaign')
    await openApp(page, demo.shop, '/app/members')
    await picture(page, 'demo-members')
    await openApp(page, demo.shop, `/app/members/${await demo.aReplier()}`)
    await expectPresentable(page, 'demo-member')
  })
})
