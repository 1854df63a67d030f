import { expect, test } from 'vitest'
import { exampleLinks } from './example-links.ts'

test.each([
  'https://example.com/',
  'http://www.example.org/sale?x=1',
  'https://EXAMPLE.net',
  'https://shop.example/sale',
  'https://yourshop.myshopify.com/',
  'https://www.your-store.com/collections/all',
  'https://your-domain.co.uk',
  '//example.com/a',
  'mailto:hello@example.com',
  'http://localhost:3000/',
  'https://brand.test/',
  'https://example.com./',
])('%s was left by a template', (href) => {
  expect(exampleLinks(`<p><a href="${href}">x</a></p>`)).toEqual([
    `The link “${href}” is an example from the template: give it the address it should open.`,
  ])
})

test.each(['', '#', 'https://', ' http:// '])('%j leads nowhere', (href) => {
  expect(exampleLinks(`<a href="${href}">x</a>`)).toEqual([expect.stringMatching(/^A link leads nowhere/)])
})

test.each([
  'https://northwind.shop/',
  'https://examples.com/',
  'https://myexample.com/',
  'https://example.com.northwind.shop/',
  'https://northwind.shop/example.com',
  'mailto:hello@northwind.shop',
  'tel:+15550100',
  '#top',
  '{{unsubscribe_url}}',
  '/sale',
])('%s is the author’s own', (href) => {
  expect(exampleLinks(`<a href="${href}">x</a>`)).toEqual([])
})

test('the shop’s own address is no example, whatever it is like, and each link is told once', () => {
  const html = '<a href="https://quiet.example/">a</a><a href="#">b</a><a href="#">c</a>'
  expect(exampleLinks(html, 'quiet.example')).toHaveLength(1)
})
