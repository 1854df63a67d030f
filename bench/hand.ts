// Speed of hand: how long the slowest interaction takes until its next paint, on a processor four times slower than this
// one, and how far the report moves while it loads. In a real browser, on the production build, inside the simulated Admin.
import { cpus } from 'node:os'
import { type Browser, chromium, devices, type FrameLocator, type Page } from '@playwright/test'
import { findChromium } from '../scripts/chromium.ts'
import { setEnvironment } from './shared/environment.ts'
import { startWorld } from './hand/world.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SLOWDOWN = 4
/** The slowest of a page's interactions with what was done, and how far what it shows moved by itself. */
type Seen = { slowest: number; of: string; shift: number; moved: string }

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
      report: await measure(`/app/campaigns/${world.campaignId}`, (app, act) =>
        act('wait', () => app.getByRole('img', { name: /^Line chart/ }).waitFor()),
      ),
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

async function measure(path: string, use: (app: FrameLocator, act: Act) => Promise<void>): Promise<Seen> {
  const page = await newPage(browser)
  await page.addInitScript(watch)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  await page.goto(world.admin(path))
  const app = page.frameLocator('iframe[title="Glancito"]')
  await app.locator('main:not([inert])').waitFor({ timeout: 60_000 })
  await page.waitForTimeout(1500)
  const frame = page.frames().find((each) => each.name() === 'app-iframe')
  if (!frame) throw new Error(`${path} has no frame`)
  await use(app, async (doing, perform) => {
    await frame.evaluate((what) => Object.assign((window as unknown as { seen: object }).seen, { doing: what }), doing)
    await perform(page)
    await page.waitForTimeout(1000)
  })
  const seen = await frame.evaluate(() => (window as unknown as { seen: Seen }).seen)
  await page.close()
  return seen
}

type Act = (doing: string, perform: (page: Page) => Promise<void>) => Promise<void>

/** Runs in the page: notes what the browser says of interactions and shifts. */
function watch(): void {
  const seen = { doing: 'loading', slowest: 0, of: '', shift: 0, moved: '' }
  Object.assign(window, { seen })
  type Timed = PerformanceEntry & { interactionId: number; value: number; hadRecentInput: boolean } & {
    sources?: { node?: Node }[]
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Timed[]) {
      if (!entry.interactionId || entry.duration <= seen.slowest) continue
      Object.assign(seen, { slowest: entry.duration, of: `${seen.doing}, ${entry.name}` })
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  let largest = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Timed[]) {
      if (entry.hadRecentInput) continue
      seen.shift += entry.value
      if (entry.value <= largest) continue
      largest = entry.value
      seen.moved = (entry.sources?.[0]?.node?.textContent ?? '').slice(0, 40)
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

function type(text: string) {
  return async (page: Page) => {
    for (const letter of text) {
      await page.keyboard.press(letter)
      await page.waitForTimeout(120)
    }
  }
}

function press(key: string) {
  return (page: Page) => page.keyboard.press(key)
}

/** Searches, filters, ticks, sorts and goes on. */
async function useMembers(app: FrameLocator, act: Act): Promise<void> {
  const button = (name: string | RegExp) => () => app.getByRole('button', { name, exact: true }).first().click()
  await act('open the search', button(/Search and filter/))
  await act('go to the search', () => app.getByRole('textbox', { name: /Search/ }).click())
  await act('search', type('anderson'))
  await act('open a filter', button('Bounce'))
  await act('choose', () => app.locator('label', { hasText: 'Soft bounce' }).click())
  await act('close the filter', press('Escape'))
  await act('clear all', button('Clear all'))
  for (const row of [1, 2, 3])
    await act('tick a row', () => app.getByRole('row').nth(row).getByRole('checkbox').click())
  await act('open the orders', button(/^Sort/))
  await act('sort', () => app.locator('label', { hasText: 'Points' }).click())
  await act('close the orders', press('Escape'))
  await act('next page', button('Next'))
}

/** Types and toggles. */
async function useSettings(app: FrameLocator, act: Act): Promise<void> {
  const click = (label: string) => () => app.getByLabel(label).click()
  await act('go to the name', click('Sender name'))
  await act('type the name', type('Harbour'))
  await act('go to the address', click('Postal address'))
  await act('type the address', type('Quay 7'))
  for (const name of ['Track opens', 'Track clicks', 'Add UTM parameters to links'])
    await act(`toggle ${name}`, click(name))
  await act('choose a source', () => app.getByText('From a loyalty app').click())
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function report(): void {
  console.log(`${cpus().length} × ${cpus()[0]?.model}, slowed ${SLOWDOWN} times; the slowest interaction of each round`)
  for (const { members, settings, report: page } of rounds) {
    const cells = [`members ${members.slowest} ms (${members.of})`, `settings ${settings.slowest} ms (${settings.of})`]
    console.log([...cells, `report moved ${page.shift.toFixed(3)} (${page.moved})`].join(' · '))
  }
  const figures = {
    members_ms: median(rounds.map(({ members }) => members.slowest)),
    settings_ms: median(rounds.map(({ settings }) => settings.slowest)),
    report_shift: Number(median(rounds.map(({ report: page }) => page.shift)).toFixed(3)),
  }
  console.log(JSON.stringify({ bench: 'hand', figures }))
}
