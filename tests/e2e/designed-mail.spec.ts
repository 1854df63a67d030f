// Designed mails in a browser: on a phone and a desktop, without images, on a device set to dark.
import '#tests/test-env.ts'
import { BRAND, productsFor, RANDOM, SHOP_NAME, STARTING, STORE_URL } from '#tests/mails/documents.ts'
import { compileDocument } from '#app/designer/compile/compile.server.ts'
import type { MailDocument } from '#app/designer/document.ts'
import { compileMail, renderMail } from '#app/sending/compile.server.ts'
import { expect, type Page, test } from '@playwright/test'

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="1200" height="900" fill="#9ab"/></svg>'
/** Of text; large text may have 3: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const READABLE = 4.5

async function sent(document: MailDocument): Promise<string> {
  const html = await compileDocument(
    document,
    { brand: BRAND, shopName: SHOP_NAME, storeUrl: STORE_URL },
    productsFor(document),
  )
  const mail = compileMail({
    tenantId: 1,
    mailingId: 1_048_577,
    subject: 'News',
    preheader: 'Look',
    html,
    trackOpens: true,
    trackClicks: true,
    utm: null,
    sender: {
      fromName: 'Shop',
      fromEmail: 'a@b.example',
      replyTo: null,
      postalAddress: 'Harbour 12, 20457 Hamburg',
      shopName: SHOP_NAME,
    },
  })
  const reader = {
    memberId: 7n,
    email: 'a@mail.example',
    firstName: 'Zoë',
    lastName: null,
    points: 5,
    untracked: false,
  }
  return renderMail(mail, reader).html
}

async function show(page: Page, html: string, images: 'on' | 'off'): Promise<void> {
  await page.unrouteAll()
  await page.route('**/*', (route) =>
    images === 'on' ? route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }) : route.abort(),
  )
  await page.setContent(html)
}

/** By how much what is shown is wider than the window. */
const overhang = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

test('every template, and any mail, fits a phone and a desktop, with images and without', async ({ page }) => {
  for (const [name, document] of [...STARTING, ...RANDOM]) {
    const html = await sent(document)
    for (const images of ['on', 'off'] as const) {
      await show(page, html, images)
      for (const width of [320, 600]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overhang(page), `${name}, ${width} px, images ${images}`).toBeLessThanOrEqual(0)
        await expect(page.getByRole('link', { name: 'Unsubscribe' }), name).toBeVisible()
      }
    }
  }
})

for (const scheme of ['light', 'dark'] as const) {
  test(`every template can be read on a device set to ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    for (const [name, document] of STARTING) {
      await show(page, await sent(document), 'on')
      expect(await faintWords(page), name).toEqual([])
      const logo = page.getByRole('img', { name: SHOP_NAME })
      await expect(logo).toHaveCount(1)
      expect(await logo.getAttribute('src')).toContain(scheme === 'dark' ? 'logo-dark' : 'logo.png')
    }
  })
}

/** Words whose color is too near to that of what they stand on. */
function faintWords(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
    const light = (color: string) => {
      const [red = 0, green = 0, blue = 0] = channels(color)
        .slice(0, 3)
        .map((each) => each / 255)
        .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const groundOf = (element: Element | null): string => {
      for (let each = element; each; each = each.parentElement) {
        const { backgroundColor } = getComputedStyle(each)
        if ((channels(backgroundColor)[3] ?? 1) > 0) return backgroundColor
      }
      return 'rgb(255,255,255)'
    }
    const faint: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      if (!element || node.textContent?.trim() === '' || element.getClientRects().length === 0) continue
      const [one, other] = [light(getComputedStyle(element).color), light(groundOf(element))]
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      if (contrast < least) faint.push(`${node.textContent?.trim()} ${contrast.toFixed(2)}`)
    }
    return faint
  }, READABLE)
}
