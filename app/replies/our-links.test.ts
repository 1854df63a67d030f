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

const encoded = encodeURIComponent
const SAFE_LINKS = (url: string) =>
  `https://eur01.safelinks.protection.outlook.com/?url=${encoded(url)}&amp;data=05%7C02%7C&amp;sdata=x%3D&amp;reserved=0`

test.each([
  ['Safe Links', SAFE_LINKS(UNSUBSCRIBE), '#'],
  ['Safe Links around a click', SAFE_LINKS(CLICK), 'https://shop.example/sale?q=a&amp;b=c#top'],
  ['Safe Links around Safe Links', SAFE_LINKS(SAFE_LINKS(UNSUBSCRIBE)), '#'],
  ['Google', `https://www.google.com/url?q=${UNSUBSCRIBE}&amp;source=gmail&amp;ust=1`, '#'],
  ['Google, encoded', `https://www.google.com/url?q=${encoded(OPEN)}&amp;source=gmail`, '#'],
  [
    'Barracuda, in small letters',
    `https://linkprotect.cudasvc.com/url?a=${encoded(UNSUBSCRIBE).toLowerCase()}&c=E,1`,
    '#',
  ],
  ['Cisco', `https://secure-web.cisco.com/1abc/${encoded(UNSUBSCRIBE)}`, '#'],
  [
    'Proofpoint v2',
    `https://urldefense.proofpoint.com/v2/url?u=${encoded(UNSUBSCRIBE).replaceAll('%2F', '_').replaceAll('%', '-')}&d=DwMFaQ&c=x`,
    '#',
  ],
  ['Proofpoint v3', `https://urldefense.com/v3/__${UNSUBSCRIBE}__;!!ABC$`, '#'],
  ['what can not be read', SAFE_LINKS(CLICK).replace('%3Fc%3D', '%E0%A4%ZZ'), '#'],
])('a link of ours that %s has wrapped leads to us no more', (_who, wrapped, expected) => {
  expect(withoutOurLinks(`<a href="${wrapped}">Shop</a> (${wrapped})`, 'html', ORIGIN)).toBe(
    `<a href="${expected}">Shop</a> (${expected}`,
  )
})

test('a wrapped link of somebody else stays', () => {
  const other = SAFE_LINKS('https://shop.example/api/v1/track/open')
  expect(withoutOurLinks(other, 'html', ORIGIN)).toBe(other)
})

test('a megabyte of letters around one link is read once', () => {
  const long = 'a'.repeat(1_000_000)
  expect(withoutOurLinks(`${long}${UNSUBSCRIBE} ${long}`, 'text', ORIGIN)).toBe(`${long}[link removed] ${long}`)
})
