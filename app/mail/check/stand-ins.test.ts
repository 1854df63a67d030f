import { expect, test } from 'vitest'
import { nodesOf, readAsBrowser } from '../source/browser-tree.ts'
import { scanHtml } from '../source/scan.ts'
import { cutShort, placeBefore, standIns } from './stand-ins.ts'

const read = (html: string) => standIns(html, scanHtml(html))

test.each([
  ['<p>Hi {{first_name}}, take 5 & more</p>', '<p>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</p>'],
  ['<p>\n a < b > c\n</p>', '<p>\n xxxxxxxxxx</p>'],
  ['&nbsp;<b>&amp;</b>&copy 2026', 'xxxxxx<b>xxxxx</b>xxxxxxxxxx'],
  ['<p title="Hi there">"Hi there"</p>', '<p title="Hi there">xxxxxxxxxx</p>'],
  ['<table><tr> <td>Hat</td>\r\n</tr></table>', '<table><tr> <td>xxx</td>\r\n</tr></table>'],
])('of the words in %j only their length is left', (html, expected) => {
  expect(read(html)).toBe(expected)
})

test.each([
  ['filled with nothing', '<table>{{first_name}} x</table>'],
  ['filled with nothing, encoded', '<table>%7B%7Bpoints%7D%7D x</table>'],
  ['filled with the name of a tag', '<p>x <{{first_name | b}}</p>'],
  ['blank by a number', '<table>&#32;x</table>'],
  ['blank by a hexadecimal number', '<table>&#x0a;x</table>'],
  ['blank by a name', '<table>&Tab;x</table>'],
  ['blank by another name', '<table>&NewLine; x</table>'],
  ['a style', '<style>p{color:red}</style>'],
  ['a title, which in an image of SVG’s may hold tags', '<svg><title>x <b>y</b></title></svg>'],
  ['for Outlook', '<!--[if mso]>Hi there<![endif]-->'],
  ['behind a CDATA section, which ends later to us than to a browser', '<![CDATA[><!--]]>Hi there -->'],
])('what may be %s stays: %j', (_, html) => {
  expect(read(html)).toBe(html)
})

/** The elements of a document, each with its parents. */
const outline = (html: string) =>
  Array.from(nodesOf(readAsBrowser(html) ?? expect.fail('no document'))).flatMap((node) => {
    if (!('attrs' in node)) return []
    const above = []
    for (let around = node.parentNode; around && 'tagName' in around; around = around.parentNode)
      above.push(around.tagName)
    return [`${node.tagName} in ${above.join(' ')} at ${node.sourceCodeLocation?.startOffset}`]
  })

test.each([
  'Hi & you<table>there <tr>in<td>its &lt;places&gt;</table>',
  '<table> \n<tr>\t<td>x</td>&nbsp;</tr></table>y',
  '<head> <title>News</title> soon </head><body>x',
  '<body>x</body> y </html> z <p>w',
  '<select>a <option>b & c<b>d</select>e',
  '<p>a <b>b <i>c </b>d </i>e',
  '<colgroup>x<table><colgroup> y<col>z</table>',
  '<svg>a b<foreignObject>c &d<p>e</svg>f<math>g <mi>h<b>i',
  '<pre>\nx y</pre><textarea>\nx y</textarea><noscript>a b</noscript>',
  '<script><!-- <script> x </script> y --></script> z <i>w',
  '<frameset> a <frame> b </frameset> c',
  '<template>a <td>b c</template>d',
])('%j has the same elements in the same places as with its words', (html) => {
  expect(outline(read(html))).toEqual(outline(html))
})

const LONG = 'so it goes '.repeat(500)

test.each([
  [`<p>${LONG}</p><div>`, '<div>'],
  [`<p>${LONG}</p><p>${LONG}</p><div>`, '<div>'],
  [`<a href="https://x.example/${LONG}" title='${LONG}'>x</a><b>`, '<b>'],
  [`<p>short</p><i>${LONG}`, '<i>'],
  [`Hi {{first_name}} ${LONG}<u>`, '<u>'],
])('a long text is cut short, and what stands behind it is found again', (html, tag) => {
  const whole = read(html)
  const short = cutShort(whole)
  expect(short.length).toBeLessThan(html.length)
  expect(html.startsWith(tag, placeBefore(whole, short.indexOf(tag)))).toBe(true)
})

test.each([
  `<p style="color:red;${LONG}">`,
  `<p class="${LONG}">`,
  `<p title=${'y'.repeat(5000)}>`,
  `<!-- ${LONG} -->`,
  `<a href="short">`,
])('what may hide an element, and what is short, stays', (html) => {
  expect(read(html)).toBe(html)
})
