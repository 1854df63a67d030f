import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import mjml2html from 'mjml'
import { expect, test } from 'vitest'
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import { scanHtml } from '../source/scan.ts'
import { fill } from '../template.ts'
import { makeText } from './text-part.ts'

const FILLING = {
  fields: {
    first_name: 'Zoë & "Tom"',
    last_name: '',
    points: '1250',
    shop_name: 'Northwind',
    unsubscribe_url: 'https://app.example/api/v1/unsubscribe/AAAA',
  },
  member: '1',
  pseudonym: '',
  signature: '',
  preferencesUrl: 'https://app.example/api/v1/preferences/AAAA',
  clickUrl: () => '',
}
const END = `\n\n--\nUnsubscribe: ${FILLING.fields.unsubscribe_url}\nEmail preferences: ${FILLING.preferencesUrl}\n12 Harbour Street\n`

function text(html: string): string {
  const whole = fill(makeText(html, scanHtml(html), '12 Harbour Street\n'), FILLING)
  expect(whole.endsWith(END)).toBe(true)
  return whole.slice(0, -END.length)
}

test.each([
  ['<tr><td>Price</td><td>10 EUR</td></tr><tr><td>Tax</td><td>2</td></tr>', 'Price  10 EUR\nTax  2'],
  ['<tr><th>Size<th>Left<tr><td>M<td>3<tr><td>L<td>', 'Size  Left\nM  3\nL'],
  ['<thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody><tfoot><tr><td>2</td></tr></tfoot>', 'A\n1\n2'],
  ['<tr><td><p>Price</p></td><td><p>10 EUR</p></td></tr>', 'Price  10 EUR'],
  ['<tr><td></td><td>Price</td><td>&nbsp;</td><td>10 EUR</td></tr>', 'Price  10 EUR'],
  ['<tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr>', 'a  b  c'],
  ['<tr><td>Left<br>column</td><td>Right column</td></tr>', 'Left\ncolumn\nRight column'],
  ['<tr><td><p>One</p><p>Two</p></td><td><p>Three</p></td></tr>', 'One\n\nTwo\n\nThree'],
  ['<tr><td><table><tr><td>a<tr><td>b</table></td><td>c</td></tr>', 'a\nb\n\nc'],
  [
    `<tr><td>${'long '.repeat(12)}</td><td>${'story '.repeat(12)}</td></tr>`,
    `${'long '.repeat(12)}\n${'story '.repeat(12)}`.replaceAll(/ (?=\n|$)/g, ''),
  ],
  ['<caption>Sizes</caption><tr><td>M</td></tr>', 'Sizes\nM'],
  ['<tr><td>a</div></p></td><td>b</table>c', 'a  b\n\nc'],
])('the table %s reads %j', (table, expected) => {
  expect(text(`<table>${table}</table>`)).toBe(expected)
})

test.each([
  [
    '<a href="https://x.example/?n={{first_name}}&amp;p={{points}}">go</a>',
    'go [https://x.example/?n=Zo%C3%AB%20%26%20%22Tom%22&p=1250]',
  ],
  ['<a href="https://x.example/a b?n={{last_name | A b}}">go</a>', 'go [https://x.example/a%20b?n=A%20b]'],
  ['<a href="mailto:{{first_name}}@x.example?subject=x">go</a>', 'go [Zo%C3%AB%20%26%20%22Tom%22@x.example]'],
  ['<a href="{{unsubscribe_url}}">leave</a>', 'leave [https://app.example/api/v1/unsubscribe/AAAA]'],
  ['see https://x.example/ {{first_name}}', 'see https://x.example/ Zoë & "Tom"'],
  ['see //{{first_name}}', 'see //Zoë & "Tom"'],
  ['<a href="//x.example/a">go</a>', 'go [https://x.example/a]'],
  ['<base href="https://x.example/shop/"><a href="../a?b">go</a>', 'go [https://x.example/a?b]'],
  ['<base href="//x.example"><a href="/a">go</a>, <a href="#a">top</a>', 'go [https://x.example/a], top'],
  ['<a href=" https://x.exa\tmple/ ">go</a>', 'go [https://x.example/]'],
  ['<a href="javascript:alert(1)">go</a> <a href="">on</a> <a>x</a>', 'go on x'],
  ['<a href="https://x.example/">https://x.example/</a>', 'https://x.example/'],
  ['<a href="tel:+15035550142">+1 (503) 555-0142</a>', '+1 (503) 555-0142'],
  ['<a href="https://x.example/2024">2024</a>', '2024 [https://x.example/2024]'],
  [
    '<a href=https://x.example/a>one<a href=https://x.example/b>two</a>three',
    'one [https://x.example/a] two [https://x.example/b] three',
  ],
  ['<a href="https://x.example/"><h2>Hat</h2><p>$48</p></a><p>More', 'Hat\n\n$48 [https://x.example/]\n\nMore'],
  ['<a href="https://x.example/">&#8203;</a>x<a href="https://y.example/"></a>', 'x'],
])('the link %s reads %s', (html, expected) => {
  expect(text(html)).toBe(expected)
})

test.each([
  ['<a href="https://x.example/"><img alt="Straw hat"></a>', 'Straw hat [https://x.example/]'],
  [
    '<a href="https://x.example/"><img alt="Hat for {{first_name}} &amp; you"></a>',
    'Hat for Zoë & "Tom" & you [https://x.example/]',
  ],
  ['<a href="https://x.example/"><img src="x.png"></a>', 'https://x.example/'],
  ['<a href="https://x.example/"><img alt=""></a> <a href="https://x.example/">Shop</a>', 'Shop [https://x.example/]'],
  ['<img alt="Summer sale"><p>It is on', 'Summer sale\n\nIt is on'],
  ['<a href="https://x.example/"><img alt="Hat"> $48</a>', 'Hat $48 [https://x.example/]'],
  ['<img alt="One"><img alt="Two">, three<img alt=""><img>', 'One Two, three'],
  [
    '<map><area href="https://x.example/l" alt="Left"><area href="https://x.example/r" alt="Right"></map>',
    'Left [https://x.example/l]\nRight [https://x.example/r]',
  ],
])('the image %s reads %s', (html, expected) => {
  expect(text(html)).toBe(expected)
})

test.each([
  ['<title>T</title><style>p{}</style><script>x</script><p>a</p>', 'a'],
  ['<div style="display: none !important">pre</div>a', 'a'],
  ['<div style="max-height:0px;overflow:hidden">pre<div>header</div></div>a', 'a'],
  ['<p hidden>x<p>a', 'a'],
  ['<ul><li style="DISPLAY:NONE">x<li>a</ul>', '- a'],
  ['<table><tr><td style="visibility:hidden">x<td>a</table>', 'a'],
  ['<span style="display:none">x<span>y</span>z</span>a', 'a'],
  ['<p style="display:none;display:block">a', 'a'],
  ['<p style="display:none!important;display:block">x</p>a', 'a'],
  ['<div style="opacity:0.0">x</div>a', 'a'],
  ['<div style="max-width:0;overflow:clip">x</div>a', 'a'],
  ['<div style="position:absolute;left:-9999px">x</div>a', 'a'],
  ['<div style="content-visibility:hidden">x</div>a', 'a'],
  ['<div style="max-width:0;left:-9999px;opacity:1">a</div>', 'a'],
  ['<a href="https://x.example/" style="mso-hide:all">a</a>', 'a [https://x.example/]'],
  ['<!--[if mso]><p>Outlook</p><![endif]--><!--[if !mso]><!--><p>a</p><!--<![endif]--><!-- x -->', 'a'],
  ['<svg><text>x</text></svg><template>y</template><noscript>a</noscript>', 'a'],
])('what is not seen of %s is left out', (html, expected) => {
  expect(text(html)).toBe(expected)
})

test.each([
  ['a\n  b&nbsp;&nbsp;c&#8203;d&shy;e', 'a b cde'],
  ['<p>a</p><p></p><p>&nbsp;</p><p>b</p>', 'a\n\nb'],
  ['a<br>b<br><br><br>c<br></div>d', 'a\nb\n\nc\nd'],
  ['<div>a<div>b</div></div>c', 'a\nb\nc'],
  ['<h1>Hello</h1><b>a</b><i>b</i><hr>c', 'Hello\n\nab\n\n----------\n\nc'],
  ['<ol start=3><li>a<li><p>b</p><ul><li>c</li><li></li><li>d</ul></ol>e', '3. a\n\n4. b\n\n  - c\n  - d\n\ne'],
  ['<pre>a\n  b {{points}}\n</pre>c', 'a\n  b 1250\n\nc'],
  ['&lt;p&gt; {{first_name | a &amp; b}} {{last_name | c &amp; d}} {{nobody}}', '<p> Zoë & "Tom" c & d {{nobody}}'],
  [
    '<a style="display:block" href=//x.example/a>a</a><a style="display:block" href=//x.example/b>b</a>',
    'a [https://x.example/a]\nb [https://x.example/b]',
  ],
  ['</p></table>a</td>b', 'ab'],
])('%s reads %j', (html, expected) => {
  expect(text(html)).toBe(expected)
})

test.each([
  ['points', 'النقاط  1250\nالمتجر  Northwind'],
  ['points', '/ar/rewards?balance=1250&name=Zo%C3%AB%20%26%20%22Tom%22]'],
  ['hero', 'Straw hat [https://shop.example/products/hat]'],
  ['navigation', 'Women [https://shop.example/women] Men [https://shop.example/men]'],
  ['newsletter', 'Instagram [https://instagram.example/northwind]\n\nShop [https://shop.example/]'],
  ['outlook', 'Left half [https://shop.example/map/left]\nRight half [https://shop.example/map/right]'],
  ['carousel', '詳しく [https://shop.example/ja/お知らせ?q=夏&p=1]'],
])('the text of the template %s has %j', async (name, expected) => {
  const file = path.resolve(import.meta.dirname, `../../../tests/templates/${name}.mjml`)
  const { html } = await mjml2html(await readFile(file, 'utf8'), { validationLevel: 'skip' })
  expect(text(html)).toContain(expected)
})

test('whatever the tags are, every word is there once and in order, with no blank at a line’s end', () => {
  const tag = fc.constantFrom(
    ...'<p> </p> <div> </div> <table> </table> <tr> <td> </td> <ul> <li> </ul> <br> <b> </b> <pre>'.split(' '),
  )
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          tag,
          fc.nat(99).map((word) => ` w${word} `),
        ),
        { maxLength: 60 },
      ),
      (pieces) => {
        const written = text(pieces.join(''))
        expect(written.match(/w\d+/g) ?? []).toEqual(pieces.join('').match(/w\d+/g) ?? [])
        if (pieces.includes('<pre>')) return
        expect(written).not.toMatch(/ \n| $|\n{3}|^\n/)
      },
    ),
  )
})

test('an address is encoded as it is in the HTML, wherever it stands in the text', () => {
  fc.assert(
    fc.property(fc.constantFrom('', '?n=', '/a/', '#'), fc.string({ unit: 'binary', maxLength: 8 }), (before, name) => {
      const html = `<p>x</p><a href="https://x.example/${before}{{first_name}}">go</a>`
      const fields = { ...FILLING.fields, first_name: name }
      const value = name === '' ? '' : encodeURIComponent(name.toWellFormed()).replaceAll("'", '%27')
      expect(fill(makeText(html, scanHtml(html), ''), { ...FILLING, fields })).toContain(
        `go [https://x.example/${before}${value}]`,
      )
    }),
  )
})

test.each([
  '<div>',
  '<table><tr><td>',
  '<ul><li>',
  '<a href=//x.example>',
  '<span style="display:none">',
  '<pre>',
  '<b>',
])('nesting %s 20,000 times stops nothing', (tag) => {
  const html = `<p>first</p>${tag.repeat(20_000)}last`
  expect(text(html)).toMatch(tag.includes('none') ? /^first$/ : /^first[\s\S]*last/)
})

test('an element of the text is never markup again', () => {
  expect(text(escapeHtml('<a href="https://x.example/">x</a>'))).toBe('<a href="https://x.example/">x</a>')
})
