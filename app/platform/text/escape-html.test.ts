import { expect, test } from 'vitest'
import { escapeHtml } from './escape-html.ts'

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['<script>', '&lt;script&gt;'],
  ['Tom & "Jerry"', 'Tom &amp; &quot;Jerry&quot;'],
  ["it's", 'it&#39;s'],
  ['&amp;', '&amp;amp;'],
  ['`a=b`', '`a=b`'],
])('%j stands in HTML as %s', (text, html) => {
  expect(escapeHtml(text)).toBe(html)
})
