import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { verifyClick, verifyOpen } from '#app/tracking/links.server.ts'
import { readReplyAddress } from '#app/tracking/reply-address.server.ts'
import { readQuery } from '#app/tracking/request.ts'
import { CONTENT as SAMPLE, SARAH, UNTRACKED } from '#tests/sample-mail.ts'
import { Parser } from 'htmlparser2'
import mjml2html from 'mjml'
import { expect, test } from 'vitest'
import { checkHtml } from '#app/mail/check/check.ts'
import { compileMail, composeEmail, type MailContent, type RecipientProfile, renderMail } from './compile.server.ts'

const CONTENT: MailContent = {
  ...SAMPLE,
  sender: { ...SAMPLE.sender, postalAddress: 'Northwind <Ltd>\n12 Harbour Street', shopName: 'Northwind & Sons' },
}

const mail = (html: string, change: Partial<MailContent> = {}, profile: Partial<RecipientProfile> = {}) =>
  renderMail(compileMail({ ...CONTENT, html, ...change }), { ...SARAH, ...profile })
const htmlOf = (...given: Parameters<typeof mail>) => mail(...given).html

/** What a mail program makes of it, by htmlparser2's own parser. */
function hrefs(html: string): string[] {
  const found: string[] = []
  const parser = new Parser({
    onopentag: (tag, { href }) => void ((tag === 'a' || tag === 'area') && href !== undefined && found.push(href)),
  })
  parser.end(html)
  return found
}

function clicked(href: string) {
  const query = readQuery(href)
  return { ...verifyClick(query), d: query.d }
}

const isTracked = (href: string) => href.includes('/api/v1/track/click?')
const FOOTER = /<div style="text-align:center; padding:16px; font-size:12px; color:#888; [^"]*">[\s\S]*?<\/div>\n/
const PIXEL = /<img src="[^"]*\/api\/v1\/track\/open[^"]*" width="1" height="1" style="display:none" alt="" \/>/
const strip = (html: string) => html.replaceAll(/href\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, 'href')

const ROOT = path.resolve(import.meta.dirname, '../..')
const TEMPLATES = ['tests/templates', 'simulator/demo-shop/templates'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder)).flatMap((name) => (name.endsWith('.mjml') ? [path.join(folder, name)] : [])),
)

async function compiledTemplate(file: string): Promise<string> {
  const source = await readFile(path.join(ROOT, file), 'utf8')
  return (await mjml2html(source.replaceAll('{{storefront}}', 'https://shop.example'), { validationLevel: 'skip' }))
    .html
}

const withoutPlaceholders = async (file: string) => (await compiledTemplate(file)).replaceAll(/\{\{[^}]*\}\}/g, 'x')

test('there are real templates', () => {
  expect(TEMPLATES.length).toBeGreaterThanOrEqual(9)
})

test.each(TEMPLATES)('in %s not one byte outside the links changes, but for what is added at the end', async (file) => {
  const source = await withoutPlaceholders(file)
  const sent = htmlOf(source)
  expect(sent).toMatch(PIXEL)
  expect(sent).toMatch(FOOTER)
  expect(strip(sent.replace(PIXEL, '').replace(FOOTER, ''))).toBe(strip(source))
})

test.each(TEMPLATES)('in %s nothing at all changes when nothing is tracked, but for the footer', async (file) => {
  const source = await withoutPlaceholders(file)
  expect(htmlOf(source, UNTRACKED).replace(FOOTER, '')).toBe(source)
})

test.each(TEMPLATES)('in %s every web link leads through a click URL to where its author wanted', async (file) => {
  const html = await compiledTemplate(file)
  const led = hrefs(htmlOf(html).replace(FOOTER, '')).map((href) => {
    if (!isTracked(href)) return href
    const { memberId, linkNo, d } = clicked(href)
    const parameters = new URL(d ?? '').searchParams
    const isSigned = memberId === '7000000000001' && (linkNo ?? 0) > 0 && parameters.get('utm_campaign') === '345'
    return isSigned ? withoutUtm(d ?? '') : 'not signed'
  })
  const wanted = hrefs(html).map((href) =>
    /^https?:/.test(href) ? withoutUtm(href.replace('{{points}}', '1250').replace('{{first_name}}', 'Sarah')) : href,
  )
  expect(led).toEqual(wanted)
})

const withoutUtm = (href: string) => {
  const url = new URL(href)
  const names = Array.from(url.searchParams.keys()).filter((name) => name.startsWith('utm_'))
  for (const name of names) url.searchParams.delete(name)
  return url.href
}

test.each(TEMPLATES)('%s has nothing that must be put right', async (file) => {
  expect(checkHtml(await compiledTemplate(file))).toMatchObject({ unsafe: [], problems: [] })
})

test("Outlook's button is tracked as the link beside it", async () => {
  const sent = htmlOf(await compiledTemplate('tests/templates/outlook.mjml'))
  const [vml] = /(?<=<v:roundrect[^>]*href=")[^"]*/.exec(sent) ?? ['']
  const numbers = [vml.replaceAll('&amp;', '&'), ...hrefs(sent).filter(isTracked)].map((href) => clicked(href).linkNo)
  expect(numbers).toEqual([1, 1, 2, 3])
})

test('links say what they are', async () => {
  const of = async (name: string) =>
    compileMail({ ...CONTENT, html: await compiledTemplate(`tests/templates/${name}`) }).links
  expect(await of('hero.mjml')).toEqual([
    {
      linkNo: 1,
      url: 'https://shop.example/collections/summer?sort=price&dir=asc',
      label: 'See it all',
      kind: 'button',
    },
    { linkNo: 2, url: 'https://shop.example/products/hat', label: 'Straw hat', kind: 'image' },
    { linkNo: 3, url: 'https://shop.example/products/bag', label: 'Beach bag', kind: 'image' },
    { linkNo: 4, url: 'https://shop.example/products/hat', label: 'The hat again', kind: 'image' },
  ])
  expect((await of('outlook.mjml')).map(({ label, kind }) => [label, kind])).toEqual([
    ['Claim {{points}} points', 'button'],
    ['Left half', 'image'],
    ['Right half', 'image'],
  ])
})

test.each([
  [
    'mailto:a@b.example?subject=x',
    'tel:+1555',
    'sms:+1555',
    '#top',
    '',
    '{{cart_url}}',
    ' {{cart_url}}',
    'whatsapp://send?text=x',
  ],
])('%s and its like are left alone', (...left) => {
  const html = left.map((href) => `<a href="${href}">x</a>`).join('\n')
  expect(htmlOf(html).replace(PIXEL, '').replace(FOOTER, '')).toBe(html)
})

const UTM = 'utm_source=glancito&utm_medium=email&utm_campaign=345&utm_content=_'
test.each([
  ['<a href="https://x.example">', `https://x.example?${UTM}`],
  ['<a href="https://x.example/?">', `https://x.example/?${UTM}`],
  ['<a href="https://x.example/?b=2&a=1">', `https://x.example/?b=2&a=1&${UTM}`],
  ['<a href="https://x.example/?b=2&amp;a=%20+%C3%A4#t?q">', `https://x.example/?b=2&a=%20+%C3%A4&${UTM}#t?q`],
  ['<a href="https://x.example/?a=1&#38;b=2">', `https://x.example/?a=1&b=2&${UTM}`],
  ['<a href="https://x.example/?a=1&copy=2">', `https://x.example/?a=1&copy=2&${UTM}`],
  ['<A HREF = \'https://x.example/?q="1"\'>', `https://x.example/?q="1"&${UTM}`],
  ["<a href=https://x.example/?q=it's>", `https://x.example/?q=it's&${UTM}`],
  ['<a href="\n https://x.exa\tmple/a\n">', `https://x.example/a?${UTM}`],
  ['<a href="//x.example/a">', `https://x.example/a?${UTM}`],
  ['<a href="https://x.example/a" href="https://y.example/">', `https://x.example/a?${UTM}`],
  ['<base href="https://x.example/shop/"><a href="../a?b">', `https://x.example/a?b&${UTM}`],
  [
    '<a href="https://x.example/?utm_source=mine&utm_content=hero">',
    'https://x.example/?utm_source=mine&utm_content=hero&utm_medium=email&utm_campaign=345',
  ],
  ['<a href="https://x.example/läden?q=ü">', `https://x.example/läden?q=ü&${UTM}`],
])('%s leads to %s', (html, destination) => {
  const [href = ''] = hrefs(htmlOf(`${html}x</a>`))
  const { linkNo, d } = clicked(href)
  expect(linkNo).toBe(1)
  expect(d?.replace(/utm_content=[\w-]{11}(?=#|$)/, 'utm_content=_')).toBe(destination)
})

test('links in comments, styles and scripts are no links', () => {
  const html =
    '<style>a{background:url(https://x.example)}</style><script>"<a href=https://x.example>"</script><!-- <a href="https://x.example">x</a> --><textarea><a href="https://x.example"></textarea>'
  expect(htmlOf(html).replace(PIXEL, '').replace(FOOTER, '')).toBe(html)
})

test('without click tracking links lead straight to the shop, with their UTM parameters', () => {
  const [href] = hrefs(htmlOf('<a href="https://x.example/?a=1&amp;b=2#c">x</a>', { trackClicks: false }))
  expect(href).toMatch(/^https:\/\/x\.example\/\?a=1&b=2&utm_source=glancito&.*&utm_content=[\w-]{11}#c$/)
})

const NASTY = `"><script>alert('1')</script>&\r\nBcc: x`
const SAFE = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;'

test.each([
  ['<p>{{first_name}}</p>', `<p>${SAFE}\r\nBcc: x</p>`],
  ['<title>{{ first_name }}</title>', `<title>${SAFE}\r\nBcc: x</title>`],
  ["<img alt='{{first_name}}'>", `<img alt='${SAFE}\r\nBcc: x'>`],
  ['<img alt={{first_name}}>', `<img alt=${SAFE}&#13;&#10;Bcc:&#32;x>`],
  ['<!--[if mso]><p>{{first_name}}</p><![endif]-->', `<!--[if mso]><p>${SAFE}\r\nBcc: x</p><![endif]-->`],
  [
    '<a href="mailto:x@y.example?body={{first_name}}">',
    '<a href="mailto:x@y.example?body=%22%3E%3Cscript%3Ealert(%271%27)%3C%2Fscript%3E%26%0D%0ABcc%3A%20x">',
  ],
  ['<!-- {{first_name}} --><style>{{first_name}}</style>', '<!-- {{first_name}} --><style>{{first_name}}</style>'],
])('a value can not become markup in %s', (html, expected) => {
  expect(htmlOf(html, UNTRACKED, { firstName: NASTY }).replace(FOOTER, '')).toBe(expected)
})

test('a value can not become a header or a second link', () => {
  const rendered = mail(
    '<a href="https://x.example/?n={{first_name}}&m=1">x</a>',
    { subject: 'Hi {{first_name}}' },
    { firstName: NASTY },
  )
  expect(rendered.subject).toBe(`Hi "><script>alert('1')</script>& Bcc: x`)
  const { linkNo, d } = clicked(hrefs(rendered.html)[0] ?? '')
  expect(linkNo).toBe(1)
  expect(new URL(d ?? '').searchParams.get('n')).toBe(NASTY)
})

test.each([
  ['{{first_name | there}}', null, 'there'],
  ['{{first_name|there}}', '  ', 'there'],
  ['{{first_name | Tom &amp; Jerry}}', null, 'Tom &amp; Jerry'],
  ['{{ points }}', null, '1250'],
  ['{{shop_name}}', null, 'Northwind &amp; Sons'],
  ['{{last_name}}!', null, '!'],
  ['{{nonsense}} {{ first_name', null, '{{nonsense}} {{ first_name'],
])('%s for a member named %j reads %s', (html, firstName, expected) => {
  expect(htmlOf(html, UNTRACKED, { firstName }).replace(FOOTER, '')).toBe(expected)
})

test('pixel and footer stand before the last real end of the body', () => {
  const html = '<html><body><p>a</p></body><p>late</p></BODY ><!-- </body> --></html>'
  const sent = htmlOf(html)
  expect(sent.replace(PIXEL, '[pixel]').replace(FOOTER, '[footer]')).toBe(
    '<html><body><p>a</p></body><p>late</p>[pixel][footer]</BODY ><!-- </body> --></html>',
  )
  expect(htmlOf('<p>no body').replace(PIXEL, '[pixel]').replace(FOOTER, '[footer]')).toBe('<p>no body[pixel][footer]')
})

test('the pixel is signed for its reader', () => {
  const [src = ''] = /(?<=<img src=")[^"]*track\/open[^"]*/.exec(htmlOf('<p>x</p>')) ?? []
  const recipient = { tenantId: 12, mailingId: 345, sendNo: 0, attempt: 1, memberId: '7000000000001' }
  expect(verifyOpen(readQuery(src.replaceAll('&amp;', '&')))).toEqual(recipient)
})

test('the preheader is the first thing in the body, hidden', () => {
  const html = '<html><head><title>x</title></head><body class="a"><p>Hi</p></body></html>'
  const sent = htmlOf(html, { preheader: 'For {{first_name}} & <you>' })
  expect(sent).toMatch(/<body class="a"><div style="display:none[^"]*">For Sarah &amp; &lt;you&gt;&#847;/)
})

test("no style of the e-mail's own for every div brings the preheader out", () => {
  const html = '<style>div{display:block!important;max-height:none!important;opacity:1!important}</style><p>Hi</p>'
  const [style = ''] = /(?<=<div style=")[^"]*(?=">Psst)/.exec(htmlOf(html, { preheader: 'Psst' })) ?? []
  expect(style.split(';')).toEqual(expect.arrayContaining(['display:none', 'mso-hide:all', 'display:none!important']))
})

test('the text part reads like the mail, with the ways to leave and to write', () => {
  const { text } = mail(
    '<h1>Hello {{first_name | there}}</h1><p>See <a href="https://x.example/?n={{first_name}}">the sale</a></p><img src="x.png">',
    {},
    { firstName: 'Zoë B' },
  )
  expect(text).toContain('Hello Zoë B')
  expect(text).toContain('the sale [https://x.example/?n=Zo%C3%AB%20B]')
  expect(text).toMatch(
    /\n--\nUnsubscribe: http:\/\/localhost:3000\/api\/v1\/unsubscribe\/([\w-]+)\nEmail preferences: http:\/\/localhost:3000\/api\/v1\/preferences\/\1\nNorthwind <Ltd>\n12 Harbour Street\n$/,
  )
})

const composed = (sender: Partial<MailContent['sender']>, receipt: { sendNo: number; attempt: number }) =>
  composeEmail(compileMail({ ...CONTENT, html: '<p>Hi</p>', sender: { ...CONTENT.sender, ...sender } }), {
    ...SARAH,
    ...receipt,
    email: 's@example.com',
  }).replyTo

test('a reply goes to the shop’s address, or to one of this receipt’s own where replies are received', () => {
  const replyTo = 'help@shop.example'
  expect(composed({ replyTo }, { sendNo: 0, attempt: 1 })).toBe(replyTo)
  expect(composed({ replyTo: null }, { sendNo: 0, attempt: 1 })).toBeNull()
  const own = composed({ replyTo, replyDomain: 'reply.example' }, { sendNo: 2, attempt: 1 })
  expect(own).toMatch(/^r\+[a-z2-7]{56}@reply\.example$/)
  const { tenantId, mailingId } = CONTENT
  expect(readReplyAddress(own ?? '')).toEqual({
    tenantId,
    mailingId,
    sendNo: 2,
    attempt: 0,
    memberId: String(SARAH.memberId),
  })
  expect(composed({ replyTo, replyDomain: 'reply.example' }, { sendNo: 2, attempt: 7 })).toBe(own)
})

test('an author may place an unsubscribe link of his own', () => {
  const email = composeEmail(compileMail({ ...CONTENT, html: '<a href="{{unsubscribe_url}}">leave</a>' }), {
    ...SARAH,
    sendNo: 0,
    attempt: 1,
    email: 's@example.com',
  })
  expect(email.headers[0]?.value).toBe(`<${hrefs(email.html)[0]}>`)
})
