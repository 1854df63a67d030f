import { expect, test } from 'vitest'
import { checkHtml } from '../check/check.ts'
import { scanHtml } from './scan.ts'

test.each([
  '<a href="x>text</a><a href="y">',
  '<a href="https://x.example>x</a><p class="a">y</p>',
  '<a href="https://x.example>He said "hi"</a>',
  "<a href='https://x.example>don't</a>",
  '<img alt="x><p>y</p><img src = "z">',
  '<a title="x>text</a> 5" wide <br>',
  '<td class="a>b</td><td class="c">d</td>',
  '<a href="https://x.example>text</a> 5" wide>',
  "<p style='color:red>a</p><p style='color:blue'>b</p>",
  '<p title="&lt;b&gt;>x</p><i class="y">z</i>',
  '<!--[if mso]><v:rect href="https://x.example><v:fill type="tile"/></v:rect><![endif]-->',
])('a quotation mark is missing in %j', (html) => {
  expect(scanHtml(html).lostQuotes).toHaveLength(1)
  expect(checkHtml(html).unsafe.join(' ')).toContain('A quotation mark is missing near')
})

test.each(['</body', '<p>x</p></', '<p>x</p><t', 'x<p', '<scri', '<!doctype html', '<?xml', '<p>x<!-', '<p>x</p\n'])(
  'a source that ends in %j would swallow what is put behind it',
  (html) => {
    expect(checkHtml(html).unsafe.join(' ')).toContain('A tag or comment never ends: “<')
  },
)

test.each(['a <', 'a < b', 'I <3', '<p>x</p> >', 'x&lt;p', '<style>a</style', '<!-->', 'a <5 b'])(
  'a source that ends in %j is no unfinished tag',
  (html) => {
    expect(scanHtml(html).unclosed === null || html.startsWith('<style')).toBe(true)
  },
)

const link = (of: string) => `<a href="https://x.example/${of}">x</a>`

test.each([
  [`<!--[if mso]>${link('a')}<!-- ${link('b')} --><![endif]-->`, ['a']],
  [`<!--[if mso]>${link('a')}<!--[if gte mso 12]>${link('b')}<![endif]-->`, ['a', 'b']],
  [`<!--[IF MSO]>${link('a')}<![ENDIF]-->${link('b')}`, ['a', 'b']],
  [`<!--[ if (mso) ]>${link('a')}<![ endif ]-->`, ['a']],
  [`<!--[if mso]>${link('a')}<!--<![endif]-->${link('b')}`, ['a', 'b']],
  [`<!--[iframe]>${link('a')}-->${link('b')}`, ['b']],
  [`<!-- [if mso]>${link('a')}<![endif]-->`, []],
  [`<!--[if !mso]><!-->${link('a')}<!--<![endif]-->`, ['a']],
  [`<![if !mso]>${link('a')}<![endif]>`, ['a']],
])('in %j Outlook and the others find the links %j', (html, found) => {
  expect(scanHtml(html).anchors.map(({ href }) => href.value.slice('https://x.example/'.length))).toEqual(found)
})

test.each([
  '<!--[if !mso]><!--><p>x</p>',
  '<!--[if !mso]><!-- --><p>x</p></body></html>',
  '<![if !mso]><p>x</p>',
  '<!--[if !(mso)]><!----><p>x</p><!--[if mso]><p>y</p><![endif]-->',
  '<!--[if (!mso)&(!IE)]> --><p>x</p><!-- endif -->',
  '<!--[IF !MSO]><!--><p>x</p><!--<![endif]--><!--[if !mso]><!-->y',
])('Outlook would not show what is put at the end of %j', (html) => {
  expect(checkHtml(html).problems.join(' ')).toContain('Outlook wouldn’t show the unsubscribe link')
})

test.each([
  '<!--[if !mso]><!--><p>x</p><!--<![endif]-->',
  '<![if !mso]><p>x</p><![endif]>',
  '<!--[if !mso]> --><p>x</p><!-- <![endif]-->',
  '<!--[if gte mso 9]><!--><p>x</p>',
  '<!--[if !mso]><p>nobody</p><![endif]--><p>x</p>',
  '<!--[if !mso]><!----><p>x</p><!-- <! [ EndIf ]-->',
])('Outlook shows what is put at the end of %j', (html) => {
  expect(checkHtml(html).problems).toEqual([])
})

test.each([
  ['<body>[</body></html>', '<body>'],
  ['<html><p>x</p>[</html>', '<p>'],
  ['<p>x</p></body><p>late</p>[</body>', '<p>'],
  ['<p>x</p>[', '<p>'],
  ['<!doctype html>[', ''],
  ['<!doctype html><body><textarea></body></textarea>[</body>', '<textarea>'],
])('in %j what we add at the end stands at the bracket', (marked) => {
  const html = marked.replace('[', '')
  expect(scanHtml(html).bodyEnd).toBe(marked.indexOf('['))
})
