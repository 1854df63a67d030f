// Speed of hand: how long the slowest interaction takes until its next paint, on a processor four times slower than this
// one, and how far the report moves while it loads. In a real browser, on the production build, inside the simulated Admin.
import { cpus } from 'node:os'
import { type Browser, chromium, devices, type FrameLocator, type Page } from '@playwright/test'
import { findChromium } from '../scripts/chromium.ts'
import { setEnvironment } from './shared/environment.ts'
import { startWorld } from './hand/world.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SLOWDOWN = 4
/** The slowest of a page's interactions, and the sum of its shifts. */
type Seen = { slowest: number; of: string; shift: number }

const found = await findChromium()
if (!('path' in found)) throw new Error(found.problem)
setEnvironment({ LOG_LEVEL: 'error' })
const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
})
const world = await startWorld(await newPage(browser))
const rounds: Record<'members' | 'settings' | 'report', Seen>[] = []
try {
  for (let round = 0; round <= ROUNDS; round += 1) {
    const seen = {
      members: await measure('/app/members', useMembers),
      settings: await measure('/app/settings', useSettings),
      report: await measure(`/app/campaigns/${world.campaignId}`, async (app) => {
        await app.getByRole('img', { name: /^Line chart/ }).waitFor()
      }),
    }
    // The first round warms the caches up.
    if (round > 0) rounds.push(seen)
  }
} finally {
  await browser.close()
  await world.stop()
}
report()
process.exit(0)

function newPage(from: Browser): Promise<Page> {
  const { userAgent, viewport } = devices['Desktop Chrome']
  return from.newPage({ userAgent, viewport })
}

async function measure(path: string, use: (app: FrameLocator, page: Page) => Promise<void>): Promise<Seen> {
  const page = await newPage(browser)
  await page.addInitScript(watch)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  await page.goto(world.admin(path))
  const app = page.frameLocator('iframe[title="Glancito"]')
  await app.locator('main:not([inert])').waitFor({ timeout: 60_000 })
  await page.waitForTimeout(1500)
  await use(app, page)
  await page.waitForTimeout(1000)
  const frame = page.frames().find((each) => each.name() === 'app-iframe')
  const seen = await frame?.evaluate(() => (window as unknown as { seen: Seen }).seen)
  await page.close()
  if (!seen) throw new Error(`${path} was not watched`)
  return seen
}

/** Runs in the page: notes what the browser says of interactions and shifts. */
function watch(): void {
  const seen = { slowest: 0, of: '', shift: 0 }
  Object.assign(window, { seen })
  type Timed = PerformanceEntry & { interactionId: number; target?: Element; value: number; hadRecentInput: boolean }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Timed[]) {
      if (!entry.interactionId || entry.duration <= seen.slowest) continue
      seen.slowest = entry.duration
      seen.of = `${entry.name} ${entry.target?.tagName ?? ''} ${entry.target?.textContent?.slice(0, 30) ?? ''}`
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Timed[]) if (!entry.hadRecentInput) seen.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}

async function type(page: Page, text: string): Promise<void> {
  for (const letter of text) {
    await page.keyboard.press(letter)
    await page.waitForTimeout(120)
  }
}

/** Searches, filters, ticks, sorts and goes on. */
async function useMembers(app: FrameLocator, page: Page): Promise<void> {
  await app.getByRole('button', { name: /Search and filter/ }).click()
  await app.getByRole('textbox', { name: /Search/ }).click()
  await type(page, 'anderson')
  await page.waitForTimeout(1500)
  await app.getByRole('button', { name: 'Bounce', exact: true }).click()
  await page.waitForTimeout(600)
  await app.locator('label', { hasText: 'Soft bounce' }).click()
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.waitForTimeout(400)
  await app.getByRole('button', { name: 'Clear all' }).click()
  await page.waitForTimeout(1500)
  for (const row of [1, 2, 3]) {
    await app.getByRole('row').nth(row).getByRole('checkbox').click()
    await page.waitForTimeout(400)
  }
  await app.getByRole('button', { name: /Sort/ }).first().click()
  await page.waitForTimeout(600)
  await app.locator('label', { hasText: 'Points' }).click()
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.waitForTimeout(400)
  await app.getByRole('button', { name: 'Next' }).click()
  await page.waitForTimeout(1500)
}

/** Types and toggles. */
async function useSettings(app: FrameLocator, page: Page): Promise<void> {
  await app.getByLabel('Sender name').click()
  await type(page, 'Harbour')
  await app.getByLabel('Postal address').click()
  await type(page, 'Quay 7')
  for (const name of ['Track opens', 'Track clicks', 'Add UTM parameters to links']) {
    await app.getByLabel(name).click()
    await page.waitForTimeout(400)
  }
  await app.getByText('From a loyalty app').click()
  await page.waitForTimeout(400)
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function report(): void {
  console.log(`${cpus().length} × ${cpus()[0]?.model}, slowed ${SLOWDOWN} times; the slowest interaction of each round`)
  for (const { members, settings, report: page } of rounds) {
    const cells = [`members ${members.slowest} ms (${members.of})`, `settings ${settings.slowest} ms (${settings.of})`]
    console.log([...cells, `report moved ${page.shift.toFixed(3)}`].join(' · '))
  }
  const figures = {
    members_ms: median(rounds.map(({ members }) => members.slowest)),
    settings_ms: median(rounds.map(({ settings }) => settings.slowest)),
    report_shift: Number(median(rounds.map(({ report: page }) => page.shift)).toFixed(3)),
  }
  console.log(JSON.stringify({ bench: 'hand', figures }))
}
