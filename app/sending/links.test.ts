// Where the links of an e-mail lead: what its author wrote and our missing UTM parameters, not a byte else.
import { readQuery } from '#app/tracking/request.ts'
import { memberPseudonym, verifyClick } from '#app/tracking/links.server.ts'
import { CONTENT, SARAH, UNTRACKED } from '#tests/sample-mail.ts'
import { decodeHTMLAttribute } from 'entities'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileMail, type MailContent, type RecipientProfile, renderMail } from './compile.server.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'

const READER: RecipientProfile = { ...SARAH, firstName: 'Sarah & Tom', lastName: '#?&utm_source=x' }
const RECEIPT = { tenantId: 12, mailingId: 345, sendNo: 0, attempt: 1 }
const PSEUDONYM = memberPseudonym({ ...RECEIPT, memberId: READER.memberId })
const UTM = `utm_source=glancito&utm_medium=email&utm_campaign=345&utm_content=${PSEUDONYM}`

const sent = (html: string, change: Partial<MailContent> = {}) =>
  renderMail(compileMail({ ...CONTENT, html, ...change }), READER).html

/** The first href of a mail as it stands in its source. */
const written = (html: string) => /href="?([^"> ]*)/.exec(html)?.[1] ?? ''

/** Where the link to `url` leads whoever follows it through the click handler. */
function followed(url: string, change: Partial<MailContent> = {}): string | null {
  const href = decodeHTMLAttribute(written(sent(`<a href="${escapeHtml(url)}">x</a>`, change)))
  const query = readQuery(href)
  return verifyClick(query) && query.d
}

const direct = (url: string, change: Partial<MailContent> = {}) =>
  decodeHTMLAttribute(
    /<a href="([^"]*)/.exec(sent(`<a href="${escapeHtml(url)}">x</a>`, { trackClicks: false, ...change }))?.[1] ?? '',
  )

test.each([
  // One of ours that the author has set is not set again, whatever it says and however its name is written.
  ['https://x.example/?utm_source', 'https://x.example/?utm_source&' + without('utm_source')],
  ['https://x.example/?utm_source=', 'https://x.example/?utm_source=&' + without('utm_source')],
  ['https://x.example/?utm%5Fsource=q', 'https://x.example/?utm%5Fsource=q&' + without('utm_source')],
  ['https://x.example/?%75%74m_medium=q&a', 'https://x.example/?%75%74m_medium=q&a&' + without('utm_medium')],
  ['https://x.example/?a=1&utm_content=', 'https://x.example/?a=1&utm_content=&' + without('utm_content')],
  ['https://x.example/?&&utm_campaign=x=y&', 'https://x.example/?&&utm_campaign=x=y&' + without('utm_campaign')],
  ['https://x.example/?a=%E0%A4%A&utm_source=q', 'https://x.example/?a=%E0%A4%A&utm_source=q&' + without('utm_source')],
  // Something else's is not ours: inside a value, behind another separator, in the path or the fragment, in another case.
  [
    'https://x.example/?u=https://y.example/?utm_source=q',
    `https://x.example/?u=https://y.example/?utm_source=q&${UTM}`,
  ],
  ['https://x.example/?u=y%26utm_source=q', `https://x.example/?u=y%26utm_source=q&${UTM}`],
  ['https://x.example/?a=1;utm_source=q', `https://x.example/?a=1;utm_source=q&${UTM}`],
  ['https://x.example/utm_source=q', `https://x.example/utm_source=q?${UTM}`],
  ['https://x.example/&utm_source=q', `https://x.example/&utm_source=q?${UTM}`],
  ['https://x.example/#?utm_source=q', `https://x.example/?${UTM}#?utm_source=q`],
  ['https://x.example/?a#b?utm_source=q&utm_content=#c', `https://x.example/?a&${UTM}#b?utm_source=q&utm_content=#c`],
  ['https://x.example/?UTM_Source=q', `https://x.example/?UTM_Source=q&${UTM}`],
  ['https://x.example/??utm_source=q', `https://x.example/??utm_source=q&${UTM}`],
  ['https://x.example/?my_utm_source=q&utm_source_2=q', `https://x.example/?my_utm_source=q&utm_source_2=q&${UTM}`],
  ['https://x.example/?utm+source=q', `https://x.example/?utm+source=q&${UTM}`],
  ['https://x.example/?amp;utm_source=q', `https://x.example/?amp;utm_source=q&${UTM}`],
  // The pseudonym's place is ours, whatever looks like it.
  [
    'https://x.example/?utm_content=&u=https://y.example/?utm_content=&z=1',
    'https://x.example/?utm_content=&u=https://y.example/?utm_content=&z=1&' + without('utm_content'),
  ],
  [
    'https://x.example/?u=https://y.example/?utm_content=#utm_content=',
    `https://x.example/?u=https://y.example/?utm_content=&${UTM}#utm_content=`,
  ],
  // What is put in for a member is a value, never a name, a separator or a fragment.
  ['https://x.example/?n={{last_name}}', `https://x.example/?n=%23%3F%26utm_source%3Dx&${UTM}`],
  ['https://x.example/?utm{{last_name}}source=q', `https://x.example/?utm%23%3F%26utm_source%3Dxsource=q&${UTM}`],
  [
    'https://x.example/{{last_name}}?b#{{first_name}}',
    `https://x.example/%23%3F%26utm_source%3Dx?b&${UTM}#Sarah%20%26%20Tom`,
  ],
  ['https://x.example/?{{first_name}}', `https://x.example/?Sarah%20%26%20Tom&${UTM}`],
  ['https://x.example/?n={{nobody | a#b&utm_source=q}}', `https://x.example/?n={{nobody | a&${UTM}#b&utm_source=q}}`],
])('%s leads to %s, through the click URL or straight', (url, destination) => {
  expect(followed(url)).toBe(destination)
  expect(direct(url)).toBe(destination)
})

function without(name: string): string {
  return UTM.split('&')
    .filter((parameter) => !parameter.startsWith(name))
    .join('&')
}

/** Anything that may stand in an address, what we look for and what we put in most of all. */
const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('utm_content=', 'utm_source', '?', '&', '#', '=', '{{first_name}}', PSEUDONYM),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('utm%5Fcontent=', ';', '%', '+', '/', 'https://y.example/', '&amp;', 'é', '"'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll(/[\0- {}]/g, '')) },
)
const address = fc.array(piece, { maxLength: 12 }).map((pieces) => `https://x.example/${pieces.join('')}`)

test("whatever an author's address holds, following it leads to that address and our missing parameters", () => {
  fc.assert(
    fc.property(address, fc.boolean(), (url, utm) => {
      const wanted = withParameters(url.replaceAll('{{first_name}}', 'Sarah%20%26%20Tom'), url, utm)
      const change = utm ? {} : { utm: null }
      expect(followed(url, change)).toBe(wanted)
      expect(direct(url, change)).toBe(wanted)
    }),
    { numRuns: 500 },
  )
})

/** The same by the platform's own parser. */
function withParameters(url: string, source: string, utm: boolean): string {
  const present = new URL(source.replaceAll('{{first_name}}', 'x')).searchParams
  const missing = utm ? UTM.split('&').filter((parameter) => !present.has(parameter.split('=', 1)[0] ?? '')) : []
  const [before = '', ...fragment] = url.split('#')
  const query = before.includes('?') ? before.slice(before.indexOf('?')) : ''
  const joint = query === '' ? '?' : query === '?' || query.endsWith('&') ? '' : '&'
  return [before + (missing.length > 0 ? joint + missing.join('&') : ''), ...fragment].join('#')
}

test.each([
  '<a href="https://x.example/?utm_content=">x</a>',
  '<a href=https://x.example/?a=1&copy=2>x</a>',
  '<a href="https://x.example/?a=1&#38;b=2&ampc">x</a>',
  "<a href=' //x.example/a\n'>x</a>",
  '<A HREF="HTTPS://X.example/?q=\'">x</A><area href="https://x.example/&quot;">',
  '<base href="https://x.example/shop/"><a href="../a?b">x</a>',
  '<!--[if mso]><v:rect href="https://x.example/?utm_content="></v:rect><![endif]-->',
  '<a href="https://x.exa\tmple/ä ö">x</a>',
])('with nothing tracked %j is sent as it was written', (html) => {
  expect(sent(html, UNTRACKED)).toMatch(`${html}<div style="text-align:center;`)
  // Nor does counting opens touch a link.
  expect(sent(html, { ...UNTRACKED, trackOpens: true })).toMatch(html)
})

test('without click tracking a link whose parameters are all there is sent as it was written', () => {
  const html =
    '<a href="https://x.example/?utm_source&#38;utm_medium&utm_campaign=&copy;utm_content=1&utm_content">x</a>'
  expect(sent(html, { trackClicks: false })).toMatch(html)
})

test.each(['{{unsubscribe_url}}', '%7B%7Bunsubscribe_url%7D%7D', ' %7b%7B unsubscribe_url }%7D'])(
  'the address of ours %j is no page below the base',
  (href) => {
    const html = sent(`<base href="https://x.example/shop/"><a href="${href}">x</a>`, { trackClicks: true })
    expect(html).toMatch(/<a href=" ?https?:\/\/[^/"]+\/api\/v1\/unsubscribe\/[\w-]+">x<\/a>/)
  },
)

test('with nothing tracked only the placeholder in an address is filled, encoded', () => {
  const html = (name: string) => `<a href="https://x.example/?a&#38;n=${name}&copy=2&utm_content=">x</a>`
  expect(sent(html('{{first_name | a&amp;b}}'), UNTRACKED)).toMatch(html('Sarah%20%26%20Tom'))
  const nameless = renderMail(compileMail({ ...CONTENT, ...UNTRACKED, html: html('{{first_name | a&amp;b}}') }), {
    ...READER,
    firstName: null,
  })
  expect(nameless.html).toMatch(html('a%26b'))
})
