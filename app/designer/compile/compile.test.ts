import { anyBrand, BRAND, productsFor, RANDOM, SHOP_NAME, STARTING, STORE_URL } from '#tests/mails/documents.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { nodesOf, readAsBrowser } from '#app/mail/source/browser-tree.ts'
import { scanHtml } from '#app/mail/source/scan.ts'
import { compileMail, renderMail } from '#app/sending/compile.server.ts'
import fc from 'fast-check'
import { parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import type { Block, MailDocument } from '../document.ts'
import { plainText } from '../rich-text.ts'
import { compileDocument } from './compile.server.ts'

const SHOP = { brand: BRAND, shopName: SHOP_NAME, storeUrl: STORE_URL }
const ADDRESS = 'North & Pine, Harbour 12, 20457 Hamburg'
const READER = {
  memberId: 77n,
  email: 'reader@mail.example',
  firstName: 'Zoë <b>',
  lastName: null,
  points: 1250,
  untracked: false,
}

const compile = (document: MailDocument, shop = SHOP) => compileDocument(document, shop, productsFor(document))

function send(html: string) {
  const sender = { fromName: 'North & Pine', fromEmail: 'a@b.example', replyTo: null, shopName: 'North & Pine' }
  const mail = compileMail({
    tenantId: 1,
    mailingId: 1_048_577,
    subject: 'News',
    preheader: 'Look',
    html,
    trackOpens: true,
    trackClicks: true,
    utm: { medium: 'email', campaign: '1' },
    honeypotUrl: STORE_URL,
    sender: { ...sender, postalAddress: ADDRESS },
  })
  return { mail, rendered: renderMail(mail, READER) }
}

/** What is wrong with HTML, as the standard counts errors. */
function errorsOf(html: string): string[] {
  const errors: string[] = []
  parse(html, { onParseError: ({ code }) => errors.push(code) })
  return errors
}

function elementsOf(html: string) {
  const document = readAsBrowser(html)
  if (!document) throw new Error('tangled')
  return Array.from(nodesOf(document)).flatMap((node) =>
    'attrs' in node
      ? [
          {
            tag: node.tagName,
            node,
            ...Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
          } as Found,
        ]
      : [],
  )
}
type Found = { tag: string; node: object } & Record<string, string>

/** What an author’s own HTML says is the author’s. */
const isOurs = ({ blocks }: MailDocument) => blocks.every(({ type }) => type !== 'html')

describe.each([...STARTING, ...RANDOM])('%s', (_name, document) => {
  test('is valid HTML whose unsubscribe link is seen, within what mail programs take', async () => {
    const html = await compile(document)
    expect(isOurs(document) ? errorsOf(html) : []).toEqual([])
    expect(checkHtml(html)).toMatchObject({ unsafe: [], problems: [], tooMuch: null })
    const { rendered } = send(html)
    expect(isOurs(document) ? errorsOf(rendered.html) : []).toEqual([])
    expect(rendered.html.split('>Unsubscribe</a>').length).toBe(2)
    expect(rendered.html).toContain('Harbour 12')
    expect(rendered.html).not.toMatch(/undefined|\[object/)
    expect(Buffer.byteLength(rendered.html)).toBeLessThan(102 * 1024)
  })

  test('has its links tracked, each of them, and says in its text where they lead', async () => {
    const { mail, rendered } = send(await compile(document))
    const led = elementsOf(rendered.html).flatMap((each) => (each.tag === 'a' && each['href'] ? [each['href']] : []))
    for (const href of led) expect(href).toMatch(/\/api\/v1\/(track\/click|unsubscribe|preferences)/)
    expect(mail.links.every(({ url }) => /^https?:/.test(url))).toBe(true)
    expect(rendered.text).toContain('Unsubscribe: ')
  })

  test('says its language and direction, and no table of it is read out as one', async () => {
    const html = await compile(document)
    const elements = elementsOf(html)
    const root = elements.find(({ tag }) => tag === 'html')
    const rtl = ['ar', 'he', 'az-Arab'].includes(document.language)
    expect([root?.['lang'], root?.['dir']]).toEqual([document.language, rtl ? 'rtl' : 'ltr'])
    if (!isOurs(document)) return
    expect(elements.filter((each) => each.tag === 'table' && each['role'] !== 'presentation')).toEqual([])
    expect(elements.filter((each) => each.tag === 'img' && each['alt'] === undefined)).toEqual([])
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('<!--[if mso | IE]>')
  })
})

test('any document in any brand is a mail that can be sent', async () => {
  const { anyDocument } = await import('#tests/mails/documents.ts')
  await fc.assert(
    fc.asyncProperty(anyDocument, anyBrand, async (document, brand) => {
      const html = await compile(document, { ...SHOP, brand })
      expect(checkHtml(html)).toMatchObject({ unsafe: [], problems: [], tooMuch: null })
      expect(send(html).rendered.html).toContain('>Unsubscribe</a>')
    }),
    { numRuns: 25, seed: 7 },
  )
}, 60_000)

const mailOf = (...blocks: object[]): MailDocument => ({
  version: 1,
  language: 'en',
  blocks: [
    ...blocks.map((block, index) => ({ background: null, padding: 'medium', ...block, id: `b${index}` }) as Block),
    { id: 'f', type: 'footer', background: null, padding: 'medium', text: plainText('Bye') },
  ],
})
const button = (given: object) => ({
  type: 'button',
  label: 'Go',
  href: '',
  look: 'solid',
  isWide: false,
  align: 'start',
  ...given,
})
const image = (given: object) => ({
  type: 'image',
  src: 'https://a.example/i.png',
  alt: '',
  isDecoration: false,
  href: '',
  widthPx: null,
  align: 'center',
  ...given,
})

const ATTACKS = [
  '<mj-include path="/etc/passwd" />',
  '<mj-include path="package.json" type="html" />',
  '</mj-text></mj-column></mj-section><mj-raw><script>alert(1)</script></mj-raw>',
  '"><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  '--><script>alert(1)</script><!--',
  '<![endif]--><script>alert(1)</script><!--[if mso]>',
  '</style><script>alert(1)</script>',
  '\uE0000\uE001\uE0001\uE001',
  "$&$1$`$'",
  '<%= process.env.HOME %>',
]

test.each(ATTACKS)('%j stays the words that it is, wherever words are written', async (attack) => {
  const document = mailOf(
    { type: 'text', text: plainText(attack) },
    { type: 'heading', level: 1, text: plainText(attack) },
    button({ label: attack, href: `https://shop.example/${attack}` }),
    image({ alt: attack, src: `https://cdn.shop.example/${attack}`, href: `https://shop.example/${attack}` }),
    { type: 'coupon', words: attack, code: attack, small: attack },
    { type: 'header', align: 'center' },
  )
  const html = await compile(document, { ...SHOP, shopName: attack, storeUrl: `https://shop.example/?${attack}` })
  const elements = elementsOf(html)
  expect(elements.filter(({ tag }) => tag === 'script' || tag.startsWith('mj-'))).toEqual([])
  expect(elements.flatMap((each) => Object.keys(each).filter((name) => name.startsWith('on')))).toEqual([])
  expect(errorsOf(html)).toEqual([])
  const { rendered } = send(html)
  expect(rendered.text.split(attack.replaceAll(/\s+/g, ' ')).length).toBeGreaterThan(3)
})

test.each([
  '<mj-include path="/etc/passwd" />',
  '<mj-raw><mj-include path="./package.json" /></mj-raw>',
  '<mj-style>*{display:none}</mj-style>',
  '<mj-text>words</mj-text>',
  '<p>$& $1 {{first_name}}</p>\n\n   <pre>  kept\n   as it is </pre>',
])('own HTML is put in as it is, and no tag of MJML’s is carried out: %j', async (own) => {
  const html = await compile(mailOf({ type: 'html', html: own }))
  expect(html).toContain(own)
  expect(html).not.toContain('"dependencies"')
  expect(html).not.toContain('root:')
})

test.each([
  ['a tag without end', '<p class="x'],
  ['a style that hides all', '<style>td{display:none}</style>'],
  ['a field that swallows', '<textarea>'],
  ['the end of the mail', '</td></tr></table></div></body></html><template>'],
])('own HTML that would take the unsubscribe link away is told: %s', async (_, own) => {
  const { unsafe, problems } = checkHtml(await compile(mailOf({ type: 'html', html: own })))
  expect([...unsafe, ...problems]).not.toEqual([])
})

test.each([
  ['a comment without end', '<!-- begun'],
  ['an element that hides', '<div style="display:none">x'],
  ['a condition without end', '<!--[if mso]><p>Outlook'],
  ['a link without end', '<a href="https://shop.example/">shop'],
  ['a table without end', '<table><tr><td>x'],
  ['a cell too many', '</td></tr></table></div>'],
])('own HTML that is not closed does not reach the unsubscribe link: %s', async (_, own) => {
  const html = await compile(mailOf({ type: 'html', html: own }))
  expect(checkHtml(html).problems).toEqual([])
  expect(send(html).rendered.html).toContain('>Unsubscribe</a>')
})

test('a place for the footer that own HTML names is not the one it comes to', async () => {
  const own = '<div style="display:none"><div data-footer="#ffffff"></div></div>'
  const html = await compile(mailOf({ type: 'html', html: own }))
  expect(scanHtml(html).footer?.at).toBeGreaterThan(html.indexOf(own) + own.length)
  expect(checkHtml(html).problems).toEqual([])
})

test('words that lead to one place are one link, whatever marks they have', async () => {
  const to = { type: 'link', attrs: { href: 'https://shop.example/a' } }
  const content = [
    { type: 'text', text: 'See ', marks: [to] },
    { type: 'text', text: 'all', marks: [{ type: 'bold' }, to] },
    { type: 'field', attrs: { name: 'first_name', fallback: 'you' }, marks: [to] },
    { type: 'text', text: ' or ' },
    { type: 'text', text: 'this', marks: [{ type: 'link', attrs: { href: 'https://shop.example/b' } }] },
  ]
  const html = await compile(mailOf({ type: 'text', text: { type: 'doc', content: [{ type: 'paragraph', content }] } }))
  expect(send(html).mail.links.map(({ label }) => label)).toEqual(['See all{{first_name | default: "you"}}', 'this'])
})

test.each([
  ['first', 'first'],
  ['date', 'date'],
  ["it's you", 'it&#39;s you'],
  ['a & b', 'a &amp; b'],
  ['<friend>', '&lt;friend&gt;'],
  ['default', 'default'],
  ['truncate: 3', 'truncate: 3'],
])('a field whose words for nobody are %j says them, and its braces are never sent', async (fallback, shown) => {
  const content = [
    { type: 'text', text: 'Hello {' },
    { type: 'field', attrs: { name: 'last_name', fallback } },
    { type: 'text', text: '}, welcome' },
  ]
  const html = await compile(mailOf({ type: 'text', text: { type: 'doc', content: [{ type: 'paragraph', content }] } }))
  const { rendered } = send(html)
  expect(rendered.html).toContain(`Hello {<span>${shown}</span>}, welcome`)
})

test('a column without anything, and a section with nothing to show, leave no gap and no error', async () => {
  const html = await compile(
    mailOf(
      { type: 'columns', columns: [{ blocks: [] }, { blocks: [] }] },
      { type: 'social', align: 'center' },
      { type: 'coupon', words: 'x', code: '', small: '' },
      image({ src: '' }),
      button({ label: '' }),
      { type: 'html', html: '  ' },
    ),
    { ...SHOP, brand: { ...BRAND, socialLinks: [] } },
  )
  expect(errorsOf(html)).toEqual([])
  expect(elementsOf(html).filter(({ tag }) => tag === 'img' || tag === 'a')).toEqual([])
})
