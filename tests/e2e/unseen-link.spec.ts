// The link that no reader sees, as a browser draws the e-mail: with it and without it are the same picture, the same words to a
// screen reader and the same stops of the tab key, on a desk and a phone, in the dark, without images, without styles and clipped.
import { readdirSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Browser, expect, type Page, test } from '@playwright/test'
import mjml2html from 'mjml'
import { compileMail, renderMail } from '#app/sending/compile.server.ts'
import { CONTENT, SARAH } from '#tests/sample-mail.ts'
import '#tests/test-env.ts'

const FOLDERS = ['tests/templates']

async function templates(): Promise<string[]> {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  const sources = await Promise.all(
    files.filter((file) => file.endsWith('.mjml')).map((file) => readFile(file, 'utf8')),
  )
  return Promise.all(sources.map(async (source) => (await mjml2html(source, { validationLevel: 'skip' })).html))
}

const STYLED = [
  'a{display:block!important;padding:20px!important;background:red!important}',
  'a:last-of-type,a+a{border:9px solid blue}div:last-child{margin-top:80px}span{display:inline-block!important;width:50px}',
  'body>*:last-child{outline:5px solid green}a:empty{display:block;height:90px}*:empty{background:pink}',
  '*{display:block!important;visibility:visible!important;opacity:1!important;min-height:12px!important}',
  'span:not([class]){content:"x"}span::before{content:"seen"}a::after{content:" (" attr(href) ")"}',
].map(
  (css) =>
    `<html><head><style>${css}</style></head><body><p>Hello <a href="https://shop.example/">shop</a></p></body></html>`,
)
const UNCLOSED = ['<p>words<div><b>bold', '<table><tr><td>cell', '<ul><li>one<li><a href="https://shop.example/x">two']

const sent = (html: string, honeypotUrl: string | null) =>
  renderMail(compileMail({ ...CONTENT, html, honeypotUrl, preheader: 'Preview' }), SARAH).html

const asIs = (html: string) => html
/** Gmail shows the first 102 KB of an e-mail, wherever they end: within the link, or where it would begin. */
function clipped(html: string): string {
  const link = html.indexOf('rel="nofollow"')
  return html.slice(0, link < 0 ? html.lastIndexOf('</div>\n') : link - 40)
}
type Reader = { name: string; page: Parameters<Browser['newPage']>[0]; shows?: (html: string) => string }
const READERS: Reader[] = [
  { name: 'on a desk', page: { viewport: { width: 1280, height: 900 } } },
  { name: 'on a phone', page: { viewport: { width: 390, height: 844 } } },
  { name: 'in the dark', page: { viewport: { width: 700, height: 900 }, colorScheme: 'dark', forcedColors: 'active' } },
  {
    name: 'where no style is kept',
    page: { viewport: { width: 700, height: 900 } },
    shows: (html) => html.replaceAll(/<style[\s\S]*?<\/style>/gi, '').replaceAll(/ style="[^"]*"/g, ''),
  },
  { name: 'where it is clipped within it', page: { viewport: { width: 700, height: 900 } }, shows: clipped },
]

/** Where a long e-mail is looked at: at its end, where the link is. */
const TALLEST = 6_000

/** What a reader gets of an e-mail; no image is ever loaded. */
async function seen(page: Page, html: string) {
  await page.setContent(html, { waitUntil: 'domcontentloaded' })
  const height = await page.evaluate(() => {
    scrollTo(0, document.documentElement.scrollHeight)
    return document.documentElement.scrollHeight
  })
  const picture = await page.screenshot({ fullPage: height < TALLEST, animations: 'disabled' })
  return {
    height,
    picture: createHash('sha256').update(picture).digest('hex'),
    spoken: await page.locator('body').ariaSnapshot(),
    text: await page.evaluate(() => document.body.innerText),
    selected: await page.evaluate(() => {
      getSelection()?.selectAllChildren(document.body)
      return String(getSelection())
    }),
    stops: await page.locator('a, area').evaluateAll((links) =>
      (links as HTMLElement[]).flatMap((link) => {
        link.focus()
        return document.activeElement === link && link.tabIndex >= 0 ? [link.textContent] : []
      }),
    ),
  }
}

for (const { name, page: options, shows = asIs } of READERS)
  test(`nobody meets it ${name}`, async ({ browser }) => {
    test.setTimeout(240_000)
    const page = await browser.newPage({ ...options, javaScriptEnabled: true })
    await page.route('**/*', (route) => route.abort())
    const mails = [...(await templates()), ...STYLED, ...UNCLOSED]
    for (const html of mails) {
      const [withIt, without] = [sent(html, 'https://shop.example/'), sent(html, null)]
      expect(withIt).not.toBe(without)
      expect(await seen(page, shows(withIt)), html.slice(0, 300)).toEqual(await seen(page, shows(without)))
    }
    await page.close()
  })
