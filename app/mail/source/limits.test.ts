import { expect, test } from 'vitest'
import { checkHtml } from '../check/check.ts'
import { overLimits } from './limits.ts'

test.each([
  ['<div>'.repeat(4000), 'nested more than 250 deep'],
  [`<p>x</p>${'<section>'.repeat(251)}`, 'near “<section>'],
  ['<table><tr><td>'.repeat(100), 'more than 250 deep'],
  ['<b></i>'.repeat(300), 'more than 250 deep'],
  ['<blockquote class="quote">\n'.repeat(300), 'near “<blockquote class="quote"> <blockquote'],
  ['<a><b>'.repeat(400), 'more than 250 deep'],
  ['<custom-tag>'.repeat(251), 'more than 250 deep'],
  ['<br>'.repeat(20_001), 'The email has 20,001 tags'],
  ['<p></p>'.repeat(10_001), 'The email has 20,002 tags'],
  [`<p>${'</i>'.repeat(20_000)}`, 'The email has 20,001 tags'],
  [`<p ${Array.from({ length: 501 }, (_, index) => `a${index}`).join(' ')}>`, '501 attributes'],
])('%# is more than we take, and not even a draft keeps it', (html, words) => {
  expect(overLimits(html)).toContain(words)
  expect(checkHtml(html)).toMatchObject({
    unsafe: [overLimits(html)],
    tooMuch: overLimits(html),
    problems: [],
    warnings: [],
  })
})

test.each([
  '<div>'.repeat(240) + '</div>'.repeat(240),
  '<table><tr><td>'.repeat(60) + '</td></tr></table>'.repeat(60),
  '<div></div>'.repeat(9000),
  '<p>'.repeat(5000),
  '<li>one'.repeat(5000),
  '<br><img alt="">'.repeat(5000),
  `<p ${Array.from({ length: 500 }, (_, index) => `a${index}="x"`).join(' ')}>`,
])('%# is within the limits', (html) => {
  expect(overLimits(html)).toBeNull()
})

test('more links than anybody sends keep the campaign from being sent, and the draft stays', () => {
  const links = (count: number) =>
    Array.from({ length: count }, (_, n) => `<a href="https://x.example/${n}">x</a>`).join('')
  expect(checkHtml(links(2001))).toMatchObject({
    unsafe: [],
    problems: ['The email has 2,001 links. The limit is 2,000. Use fewer.'],
  })
  expect(checkHtml(links(2000)).problems).toEqual([])
})

test('of a fault that is everywhere twenty are said, and how many more there are', () => {
  const html = Array.from({ length: 500 }, (_, n) => `<a href="page-${n}">x</a>`).join('')
  expect(checkHtml(html).problems).toHaveLength(21)
  expect(checkHtml(html).problems.at(-1)).toBe('And 480 more like these.')
})

test.each([
  ['{{first_name}}', 5001, '5,001 placeholders'],
  ['<p>{{points | 0}}</p>', 6000, '6,000 placeholders'],
  ['<a href="https://x.example/?n={{first_name}}{{last_name}}">x</a>', 2600, '5,200 placeholders'],
  ['{{nobody}} ', 5001, '5,001 placeholders'],
  ['{{', 9000, '9,000 placeholders'],
])('%j so often keeps the campaign from being sent, and the draft stays', (text, times, words) => {
  const { unsafe, problems, tooMuch } = checkHtml(text.repeat(times))
  expect(unsafe).toEqual([])
  expect(problems).toEqual([tooMuch])
  expect(tooMuch).toContain(words)
})

test('five thousand placeholders are within the limits', () => {
  expect(checkHtml('{{first_name}} '.repeat(5000))).toMatchObject({ problems: [], tooMuch: null })
})
