// Speed of hand: how long the slowest interaction takes until its next paint, on a processor four times slower than this
// one, and how far the report moves while it loads. In a real browser, on the production build, inside the simulated Admin.
import { cpus } from 'node:os'
import { type Browser, chromium, devices, type Frame, type FrameLocator, type Page } from 'playwright'
import { findChromium } from '../scripts/chromium.ts'
import { setEnvironment } from './shared/environment.ts'
import { type Cost, costsWhile, markOf } from './hand/processor.ts'
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
type Round = Record<'members' | 'settings' | 'report', Seen> & { costs: Record<'members' | 'settings', Cost[]> }
const rounds: Round[] = []
try {
  for (let round = 0; round <= ROUNDS; round += 1) {
    const seen = {
      members: await measure('/app/members', useMembers),
      settings: await measure('/app/settings', useSettings),
      report: await measure(`/app/campaigns/${world.campaignId}`, (app, act) =>
        act('wait', () => app.getByRole('img', { name: /^Line chart/ }).waitFor()),
      ),
      costs: {
        members: await count('/app/members', useMembers),
        settings: await count('/app/settings', useSettings),
      },
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

/** How the page feels by the clock, which other programs on this machine slow down too. */
async function measure(path: string, use: Use): Promise<Seen> {
  const page = await newPage(browser)
  await page.addInitScript(watch)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  const frame = await open(page, path)
  await use(appOf(page), async (doing, perform) => {
    await frame.evaluate((what) => Object.assign((window as unknown as { seen: object }).seen, { doing: what }), doing)
    await perform(page)
    await page.waitForTimeout(1000)
  })
  const seen = await frame.evaluate(() => (window as unknown as { seen: Seen }).seen)
  await page.close()
  return seen
}

/** What each interaction takes of the processor, as long as it would on one that is slower. */
async function count(path: string, use: Use): Promise<Cost[]> {
  const page = await newPage(browser)
  // Chromium slows a page down by keeping its thread busy, which would count as the page's own work.
  const frame = await open(page, path)
  const costs = await costsWhile(browser, page, () =>
    use(appOf(page), async (doing, perform) => {
      await frame.evaluate(markOf(doing))
      await perform(page)
      await page.waitForTimeout(1000)
    }),
  )
  await page.close()
  return costs.map(({ of, ms }) => ({ of, ms: Math.round(ms * SLOWDOWN) }))
}

async function open(page: Page, path: string): Promise<Frame> {
  await page.goto(world.admin(path))
  await appOf(page).locator('main:not([inert])').waitFor({ timeout: 60_000 })
  // The pointer is over the page before it is pressed: entering costs as much as a press, once.
  await page.mouse.move(640, 400)
  await page.waitForTimeout(1500)
  const frame = page.frames().find((each) => each.name() === 'app-iframe')
  if (!frame) throw new Error(`${path} has no frame`)
  return frame
}

function appOf(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="Glancito"]')
}

type Use = (app: FrameLocator, act: Act) => Promise<void>
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
  const button = (name: string | RegExp) => () =>
    app.getByRole('button', { name, exact: true }).first().click({ force: true })
  await act('open the search', button(/Search and filter/))
  await act('go to the search', () => app.getByRole('textbox', { name: /Search/ }).click({ force: true }))
  await act('search', type('anderson'))
  await act('open a filter', button('Bounce'))
  await act('choose', () => app.locator('label', { hasText: 'Soft bounce' }).click({ force: true }))
  await act('close the filter', press('Escape'))
  await act('clear all', button('Clear all'))
  for (const row of [1, 2, 3])
    await act('tick a row', () => app.getByRole('row').nth(row).getByRole('checkbox').click({ force: true }))
  await act('open the orders', button(/^Sort/))
  await act('sort', () => app.locator('label', { hasText: 'Points' }).click({ force: true }))
  await act('close the orders', press('Escape'))
  await act('next page', button('Next'))
}

/** Types and toggles. */
async function useSettings(app: FrameLocator, act: Act): Promise<void> {
  const click = (label: string) => () => app.getByLabel(label).click({ force: true })
  await act('go to the name', click('Sender name'))
  await act('type the name', type('Harbour'))
  await act('go to the address', click('Postal address'))
  await act('type the address', type('Quay 7'))
  for (const name of ['Track opens', 'Track clicks', 'Add UTM parameters to links'])
    await act(`toggle ${name}`, click(name))
  await act('choose a source', () => app.getByText('From a loyalty app').click({ force: true }))
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
  const costs = { members: typical('members'), settings: typical('settings') }
  for (const [of, list] of Object.entries(costs)) {
    console.log(`${of}, busy until the next paint by the processor's time × ${SLOWDOWN}, medians of the rounds:`)
    for (const cost of list) console.log(`  ${String(cost.ms).padStart(4)} ms ${cost.of}`)
  }
  const figures = {
    members_ms: median(rounds.map(({ members }) => members.slowest)),
    settings_ms: median(rounds.map(({ settings }) => settings.slowest)),
    cpu_members_ms: costs.members[0]?.ms ?? 0,
    cpu_settings_ms: costs.settings[0]?.ms ?? 0,
    report_shift: Number(median(rounds.map(({ report: page }) => page.shift)).toFixed(3)),
  }
  console.log(JSON.stringify({ bench: 'hand', figures }))
}

/** What each kind of interaction costs in a round in which it costs its median, the dearest first. */
function typical(of: 'members' | 'settings'): Cost[] {
  const dearest = rounds.map(({ costs }) => {
    const most = new Map<string, number>()
    for (const cost of costs[of]) most.set(cost.of, Math.max(cost.ms, most.get(cost.of) ?? 0))
    return most
  })
  const names = new Set(dearest.flatMap((round) => [...round.keys()]))
  return [...names]
    .map((name) => ({ of: name, ms: median(dearest.map((round) => round.get(name) ?? 0)) }))
    .toSorted((one, other) => other.ms - one.ms)
}
