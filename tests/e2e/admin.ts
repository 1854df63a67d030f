// The app as the merchant meets it: in the iframe of the simulated Shopify Admin.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type FrameLocator, type Page } from '@playwright/test'
import { simulatorUrl } from './outside.ts'

const storeOf = (shop: string) => shop.replace('.myshopify.com', '')

/** Where Admin shows a page of the app. */
export const appUrl = (shop: string, path: string) => `${simulatorUrl()}/store/${storeOf(shop)}/apps/glancito${path}`

/** Opens a page of the app inside Admin and returns its frame, as soon as the page takes input. */
export async function openApp(page: Page, shop: string, path = '/app'): Promise<FrameLocator> {
  await page.goto(appUrl(shop, path))
  await expectRunning(page)
  return appFrame(page)
}

/** The page takes input: what is typed before that is lost, as it would be for anybody. */
export async function expectRunning(page: Page): Promise<void> {
  await expect(appFrame(page).locator('main:not([inert])')).toBeVisible()
}

/** Opens the app's home page; the first to come installs the app. */
export async function openInstalled(page: Page, shop: string): Promise<FrameLocator> {
  await page.goto(appUrl(shop, '/app'))
  const app = appFrame(page)
  const button = page.getByRole('button', { name: 'Install' })
  await expect(button.or(page.locator('iframe[title="Glancito"]'))).toBeVisible()
  if (await button.isVisible()) await button.click()
  await expect(app.getByRole('heading', { name: 'Home' })).toBeVisible()
  await expectRunning(page)
  return app
}

/** Runs at a desktop's and at a phone's width, and leaves the desktop's. */
export async function atBothWidths(page: Page, look: () => Promise<void>): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await look()
  }
}

/** The page as it stands: pictured and sound. */
export async function expectPresentable(page: Page, name: string): Promise<void> {
  await picture(page, name)
  await expectSound(page, name)
}

export function appFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="Glancito"]')
}

/**
 * axe finds nothing serious, in Admin's page and the app's frame alike, and nothing scrolls sideways. Mails stay out:
 * their frames allow no script, so axe would wait for them in vain.
 */
export async function expectSound(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .exclude(['iframe[title="Glancito"]', 'iframe[sandbox]'])
    .exclude('iframe[sandbox]')
    // Polaris says "mixed" of a half-ticked box by an attribute alone, which axe does not take for it.
    .exclude(['iframe[title="Glancito"]', '.Polaris-Checkbox__Input--indeterminate'])
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    `axe on ${what}`,
  ).toEqual([])
  for (const frame of page.frames()) {
    const overflow = await frame
      .evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      .catch(() => 0)
    expect(overflow, `${what} scrolls sideways in ${frame.url().split('?')[0]}`).toBeLessThanOrEqual(0)
  }
}

/** A picture of the page for people to look at, in test-results/pages. */
export async function picture(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  await page.screenshot({ path: `test-results/pages/${name}-${width}.png` })
}
