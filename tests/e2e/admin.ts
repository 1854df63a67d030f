// The app as the merchant meets it: in the iframe of the simulated Shopify Admin.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type FrameLocator, type Page } from '@playwright/test'
import { simulatorUrl } from './outside.ts'

const storeOf = (shop: string) => shop.replace('.myshopify.com', '')

/** Opens a page of the app inside Admin and returns its frame. */
export async function openApp(page: Page, shop: string, path = '/app'): Promise<FrameLocator> {
  await page.goto(`${simulatorUrl()}/store/${storeOf(shop)}/apps/glancito${path}`)
  return appFrame(page)
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
