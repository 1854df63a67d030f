// The link that nobody sees: in what an e-mail says it is there, and nowhere else.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import mjml2html from 'mjml'
import { parse, serialize } from 'parse5'
import { expect, test } from 'vitest'
import { checkHtml } from '#app/mail/check/check.ts'
import { nodesOf, type Tree } from '#app/mail/source/browser-tree.ts'
import { hidingOf } from '#app/mail/source/hidden.ts'
import { readStylesheet } from '#app/mail/source/stylesheet.ts'
import { HONEYPOT } from '#app/tracking/judge/suspects.ts'
import { verifyClick } from '#app/tracking/links.server.ts'
import { readQuery } from '#app/tracking/request.ts'
import { GOOD_MAILS } from '#tests/mails/good.ts'
import { CONTENT, SARAH, UNTRACKED } from '#tests/sample-mail.ts'
import { compileMail, type MailContent, renderMail, renderSample } from './compile.server.ts'

const STORE = 'https://shop.example/'
const HTML =
  '<p>Hello {{first_name}}</p><a href="https://shop.example/sale">Sale</a><a href="https://shop.example/new">New</a>'

const compiled = (html: string, change: Partial<MailContent> = {}) =>
  compileMail({ ...CONTENT, html, honeypotUrl: STORE, ...change })
const withLink = (html: string) => renderMail(compiled(html), SARAH)
const without = (html: string) => renderMail(compiled(html, { honeypotUrl: null }), SARAH)

/** Email apps run no scripts. */
const AS_MAIL = { scriptingEnabled: false }

/** The elements around nothing but the link, and the document without them. */
function takeOut(html: string): { taken: Tree.Element[]; rest: string } {
  const document = parse(html, AS_MAIL)
  const isUnseen = (node: Tree.Node): node is Tree.Element =>
    'attrs' in node && node.tagName === 'a' && node.attrs.some(({ name }) => name === 'aria-hidden')
  const links = [...nodesOf(document)].filter(isUnseen)
  const taken = links.map(({ parentNode }) => parentNode as Tree.Element)
  for (const element of taken) {
    const siblings = element.parentNode?.childNodes ?? []
    siblings.splice(siblings.indexOf(element), 1)
  }
  return { taken, rest: serialize(document) }
}

const ROOT = path.resolve(import.meta.dirname, '../..')
const TEMPLATES = ['tests/templates', 'simulator/demo-shop/templates'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder)).flatMap((name) => (name.endsWith('.mjml') ? [path.join(folder, name)] : [])),
)

test('it leads to the store, is signed, and is out of reach of eye, screen reader and tab key', () => {
  const { taken } = takeOut(withLink(HTML).html)
  expect(taken).toHaveLength(1)
  const [link] = taken[0]?.childNodes ?? []
  if (!link || !('attrs' in link)) throw new Error('no link')
  const { href = '', ...attributes } = Object.fromEntries(link.attrs.map(({ name, value }) => [name, value]))
  expect(attributes).toEqual({ rel: 'nofollow', 'aria-hidden': 'true', tabindex: '-1' })
  expect(link.childNodes).toEqual([])
  const query = readQuery(href)
  expect(query.d).toBe(STORE)
  expect(verifyClick(query)).toMatchObject({ linkNo: HONEYPOT, memberId: String(SARAH.memberId) })
})

test('it is in no list of links, not in the text, not in the preview line, and gets no UTM parameters', () => {
  const [mail, plain] = [compiled(HTML), compiled(HTML, { honeypotUrl: null })]
  expect(mail.links).toEqual(plain.links)
  expect(mail.links.map(({ linkNo }) => linkNo)).toEqual([1, 2])
  expect(withLink(HTML).text).toBe(without(HTML).text)
  expect(withLink(HTML).preheader).toBe(without(HTML).preheader)
  expect(
    takeOut(withLink(HTML).html)
      .taken.map((element) => serialize(element))
      .join(),
  ).not.toContain('utm_')
})

test.each<[string, Partial<MailContent>]>([
  ['the shop has switched it off', { honeypotUrl: null }],
  ['it was made before there was one', { honeypotUrl: undefined }],
  ['clicks are not tracked', { trackClicks: false }],
  ['nothing is tracked', UNTRACKED],
  ['nothing at all is said', { honeypotUrl: '' }],
])('a mailing has none when %s, and not one byte is another', (_when, change) => {
  const { honeypotUrl: _, ...others } = change
  const sent = renderMail(compiled(HTML, change), SARAH).html
  expect(sent).toBe(renderMail(compiled(HTML, { ...others, honeypotUrl: null }), SARAH).html)
  expect(takeOut(sent).taken).toEqual([])
})

test('who chose not to be tracked gets none, beside others who do', () => {
  const mail = compiled(HTML)
  const html = renderMail(mail, { ...SARAH, untracked: true }).html
  expect(html).toBe(renderMail(compiled(HTML, { honeypotUrl: null }), { ...SARAH, untracked: true }).html)
  expect(html).toContain('href="https://shop.example/sale?')
  expect(takeOut(renderMail(mail, SARAH).html).taken).toHaveLength(1)
})

test('two recipients have two', () => {
  const hrefs = [SARAH, { ...SARAH, memberId: 8n }].map(
    (reader) => /<a href="([^"]*)" rel="nofollow"/.exec(renderMail(compiled(HTML), reader).html)?.[1],
  )
  expect(hrefs[0]).not.toBe(hrefs[1])
  expect(takeOut(renderSample(compiled(HTML, UNTRACKED), SARAH).html).taken).toEqual([])
})

test.each(TEMPLATES)('but for it %s is the same e-mail, byte by byte and as a browser reads it', async (file) => {
  const source = await readFile(path.join(ROOT, file), 'utf8')
  const { html } = await mjml2html(source.replaceAll('{{storefront}}', 'https://shop.example'), {
    validationLevel: 'skip',
  })
  const [sent, plain] = [withLink(html).html, without(html).html]
  expect(sent.replace(/<span style="[^"]*"><a href="[^"]*" rel="nofollow"[^>]*><\/a><\/span>/, '')).toBe(plain)
  expect(takeOut(sent).rest).toBe(serialize(parse(plain, AS_MAIL)))
})

test.each(Object.entries(GOOD_MAILS))('but for it an e-mail with %s is the same', (_oddity, html) => {
  const { taken, rest } = takeOut(withLink(html).html)
  expect(taken).toHaveLength(1)
  expect(rest).toBe(serialize(parse(without(html).html, AS_MAIL)))
})

const PIECES = [
  ...'a b i u font p div span table tr td tbody th ul li ol h1 h2 center button form label details summary svg math object'.split(
    ' ',
  ),
  ...'select option template textarea title style pre blockquote nobr em strong code small section noscript map'.split(
    ' ',
  ),
].flatMap((name) => [`<${name}>`, `</${name}>`])
const MORE = [
  '<a href="https://shop.example/x">',
  '<img src="https://shop.example/i.png" alt="">',
  '<br>',
  '</body>',
  '</html>',
  '<!-- -->',
  '<!--[if mso]>',
  '<![endif]-->',
  '<body style="color:red">',
  '<hr>',
  'words',
]

test('whatever can be sent is the same e-mail but for it, however little of it is closed', () => {
  const source = fc.array(fc.constantFrom(...PIECES, ...MORE), { maxLength: 14 }).map((pieces) => pieces.join(''))
  let sendable = 0
  fc.assert(
    fc.property(source, (html) => {
      const { unsafe, problems } = checkHtml(html)
      if (unsafe.length + problems.length > 0) return
      sendable += 1
      const { taken, rest } = takeOut(withLink(html).html)
      expect(taken).toHaveLength(1)
      expect(rest).toBe(serialize(parse(without(html).html, AS_MAIL)))
    }),
    { numRuns: 1_500 },
  )
  expect(sendable).toBeGreaterThan(100)
})

test.each([
  'a{display:block!important}',
  'span{display:inline-block!important;visibility:visible!important}',
  '*{display:block!important;opacity:1!important}',
  'body div span a{display:inline!important}',
  'a[href]{display:block!important}@media(max-width:600px){span,a{display:block!important}}',
  '@media(prefers-color-scheme:dark){*{display:block!important;color:#fff!important}}',
])('no style of the e-mail shows it: %s', (css) => {
  const html = `<!doctype html><html><head><style>${css}</style></head><body>${HTML}</body></html>`
  const { taken } = takeOut(withLink(html).html)
  const [element] = taken
  if (!element) throw new Error('no link')
  const [link] = element.childNodes
  expect(hidingOf(element, link ?? element, readStylesheet(css))).toEqual({ why: 'display:none' })
})

test('it costs an e-mail less than half a kilobyte, and is among the last of its bytes, where Gmail clips first', () => {
  const long = `<html><body>${'<p>words</p>'.repeat(9_000)}</body></html>`
  const [sent, plain] = [withLink(long).html, without(long).html]
  expect(sent.length - plain.length).toBeLessThan(512)
  expect(sent.slice(0, 102 * 1024)).toBe(plain.slice(0, 102 * 1024))
})
