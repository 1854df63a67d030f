import { skipReason } from '#app/members/core/consent.ts'
import { everyMailState } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { Breaker } from '#app/sending/breaker.ts'
import { checkHtml, checkSize } from './check.ts'
import { lineProblems } from './check-placeholders.ts'
import { PIPELINE, shutGate } from '../edits/pipeline.ts'

test.each([
  ['<a href="javascript:alert(1)">x</a>', 'A link can’t lead to “javascript:alert(1)”.'],
  ['<a href="java\nscript:alert(1)">x</a>', 'A link can’t lead to'],
  ['<a href="&#106;avascript:alert(1)">x</a>', 'A link can’t lead to'],
  ['<a href="\u0001 JavaScript:alert(1)">x</a>', 'A link can’t lead to'],
  ['<area href="data:text/html,x">', 'A link can’t lead to'],
  ['<a href="vbscript:x">x</a>', 'A link can’t lead to'],
  ['<a href="file:///etc/passwd">x</a>', 'A link can’t lead to'],
  ['<!--[if mso]><v:roundrect href="javascript:x"></v:roundrect><![endif]-->', 'A link can’t lead to'],
  ['<a href="https://x.example>x</a><p class="a">y</p>', 'A quotation mark is missing near'],
  ['<p>x</p><a href="https://x.example', 'A tag or comment never ends: “<a href'],
  ['<p>x</p><!-- never', 'A tag or comment never ends'],
  ['<p style="color:{{first_name}}">x</p>', 'A placeholder can’t be used in the attribute style.'],
  ['<p onclick="f({{points}})">x</p>', 'A placeholder can’t be used in the attribute onclick.'],
])('%j is not even kept as a draft', (html, problem) => {
  expect(checkHtml(html).unsafe.join(' ')).toContain(problem)
})

test.each([
  ['<a href="/sale">x</a>', 'The link “/sale” isn’t a full address: start it with https://'],
  ['<a href="www.shop.example">x</a>', 'The link “www.shop.example” isn’t a full address: start it with https://'],
  ['<a href="https://">x</a>', 'The link “https://” isn’t a full address: start it with https://'],
  ['<p>{{frist_name}}</p>', 'There’s no placeholder {{frist_name}}.'],
  ['<img alt="{{name}}">', 'There’s no placeholder {{name}}.'],
])('%j must be put right before it is sent', (html, problem) => {
  expect(checkHtml(html)).toMatchObject({ unsafe: [], warnings: [] })
  expect(checkHtml(html).problems.join(' ')).toContain(problem)
})

test('a placeholder that we do not know is left as it is in a link, and its author is told', () => {
  expect(checkHtml('<a href="{{cart_url}}">x</a>')).toMatchObject({
    problems: [],
    warnings: ['The link “{{cart_url}}” is left as is: this placeholder doesn’t exist.'],
  })
})

test.each([
  '<a href="https://x.example/?a=1&b=2" title="a > b">x</a>',
  '<a href=mailto:x@y.example>x</a><a>no link</a><a href="">empty</a>',
  '<p title="1 < 2">{{first_name | there}} {{points}}</p><style>{{x}}</style>',
])('%j is fine', (html) => {
  expect(checkHtml(html)).toEqual({ unsafe: [], problems: [], warnings: [], tooMuch: null })
})

test.each([
  [50, []],
  [91, ['This email is 91 KB; Gmail clips emails at 102 KB.']],
  [103, ['This email is 103 KB: Gmail clips it at 102 KB and hides the unsubscribe link.']],
])('%i KB: %j', (kilobytes, warnings) => {
  expect(checkSize(kilobytes * 1024)).toEqual(warnings)
})

test('a subject names only placeholders that we know', () => {
  expect(lineProblems('Hi {{first_name | you}}, {{points}} points')).toEqual([])
  expect(lineProblems('Hi {{name}}')[0]).toContain('{{name}}')
})

test('the pipeline has its steps in the order that the merchant reads in the help', () => {
  expect(PIPELINE.map((step) => ('gate' in step ? step.gate.name : step.edit.name))).toEqual([
    'requireConsent',
    'requireSubscribed',
    'requireDeliverable',
    'fillPlaceholders',
    'addUtm',
    'rewriteLinks',
    'addOpenPixel',
    'addUnsubscribeFooter',
  ])
})

test('the gates of the pipeline are skipReason(), for every combination', () => {
  expect(everyMailState().filter((member) => shutGate(member) !== skipReason(member))).toEqual([])
})

test('the breaker rests after five troubles in a row, ever longer, and probes with one message', () => {
  const breaker = new Breaker()
  for (let trouble = 1; trouble < 5; trouble += 1) breaker.noteTrouble(0)
  expect([breaker.restFor(0), breaker.window(32)]).toEqual([0, 32])
  breaker.noteTrouble(0)
  breaker.noteTrouble(0)
  expect([breaker.restFor(0), breaker.window(32)]).toEqual([5000, 1])
  breaker.noteTrouble(6000)
  expect(breaker.restFor(6000)).toBe(10_000)
  breaker.noteClear()
  expect([breaker.restFor(6000), breaker.window(32)]).toEqual([0, 32])
})
