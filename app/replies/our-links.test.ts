import { expect, test } from 'vitest'
import { clickUrl, openUrl, unsubscribeUrl } from '#app/tracking/links.server.ts'
import { withoutOurLinks } from './our-links.ts'

const ORIGIN = 'http://localhost:3000'
const sarah = { tenantId: 12, mailingId: 345, sendNo: 0, attempt: 1, memberId: 7_000_000_000_001n }
const CLICK = clickUrl(sarah, 1, { url: 'https://shop.example/sale?q=a&b=c#top', pseudonymAt: 0 })
const OPEN = openUrl(sarah)
const UNSUBSCRIBE = unsubscribeUrl({ ...sarah, email: 'ann@example.org' })
const amp = (url: string) => url.replaceAll('&', '&amp;')

test.each([
  [`<a href="${amp(CLICK)}">Shop</a>`, '<a href="https://shop.example/sale?q=a&amp;b=c#top">Shop</a>'],
  [`<a href='${CLICK}'>Shop</a>`, `<a href='https://shop.example/sale?q=a&amp;b=c#top'>Shop</a>`],
  [`<p>Hi</p><img src="${amp(OPEN)}" alt="">`, '<p>Hi</p><img src="#" alt="">'],
  [`<a href="${UNSUBSCRIBE}">Unsubscribe</a>!`, '<a href="#">Unsubscribe</a>!'],
  [`${ORIGIN}/api/v1/anything`, '#'],
  [`<a href="${ORIGIN}/api/v1/track/click?d=javascript%3Aalert(1)&amp;s=x">`, '<a href="#">'],
  [`<a href="${ORIGIN}/api/v1/track/click?d=https%3A%2F%2Fa.example%2F%22%3E%3Cscript%3E&amp;s=x">`, '<a href="#">'],
  [`<a href="${ORIGIN}/api/v1/track/click?d=%E0%A4%A&amp;s=x">`, '<a href="#">'],
  [`<a href="${ORIGIN}/api/v1/track/click">`, '<a href="#">'],
  [`<a href="${ORIGIN}/app/campaigns">`, `<a href="${ORIGIN}/app/campaigns">`],
  ['<a href="https://shop.example/api/v1/track/open">', '<a href="https://shop.example/api/v1/track/open">'],
])('in HTML %s becomes %s', (html, expected) => {
  expect(withoutOurLinks(html, 'html', ORIGIN)).toBe(expected)
})

test('in text a link is its destination, and what led to us is said to be gone', () => {
  const quoted = `> Shop <${CLICK}>\n> Unsubscribe: ${UNSUBSCRIBE}\n> ${ORIGIN}/about`
  expect(withoutOurLinks(quoted, 'text', ORIGIN)).toBe(
    `> Shop <https://shop.example/sale?q=a&b=c#top>\n> Unsubscribe: [link removed]\n> ${ORIGIN}/about`,
  )
})

test('a megabyte of links is read once', () => {
  const many = `${CLICK} `.repeat(5_000)
  expect(withoutOurLinks(many, 'text', ORIGIN)).toBe('https://shop.example/sale?q=a&b=c#top '.repeat(5_000))
})
