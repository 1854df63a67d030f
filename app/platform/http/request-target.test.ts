import { expect, test } from 'vitest'
import { originForm, refusal } from './request-target.ts'

test.each([
  ['/app?x=1', '/app?x=1'],
  ['http://shop.example/app?x=1', '/app?x=1'],
  ['HTTPS://shop.example:8443/app', '/app'],
  ['http://shop.example', '/'],
  ['http://shop.example?x=1', '/?x=1'],
  ['http://user@shop.example/app', '/app'],
  ['http:///app', 'http:///app'],
  ['ftp://shop.example/app', 'ftp://shop.example/app'],
  ['*', '*'],
  ['shop.example:443', 'shop.example:443'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
])('the target %s is read as %s', (url, path) => expect(originForm(url)).toBe(path))

const asked = { method: 'GET', url: '/app', host: 'app.example.com', forwardedHost: undefined, origin: undefined }

test.each(['TRACE', 'TRACK', 'PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'QUERY', 'get', ''])(
  'the method %s is not for here',
  (method) => expect(refusal({ ...asked, method })?.status).toBe(405),
)

test.each([
  '//',
  '//evil.example/app',
  '/\\evil.example',
  '/app/%00',
  '/app/%zz',
  '/app/%',
  '/app/%E0%A4%A',
  '/app/%C0%AF',
  '/app/%0d%0aSet-Cookie:x',
  '/app/%7F',
  '*',
  'shop.example:443',
  'http:///app',
  '',
])('the address %j is refused', (url) => expect(refusal({ ...asked, url })?.status).toBe(400))

test.each([
  '/',
  '/app?x=%zz',
  '/app/campaigns/7',
  '/app/members/7?q=%00',
  '/%E3%82%BB%E3%83%BC%E3%83%AB',
  '/a%20b',
  '/app//members',
  '/assets/entry-A_b.c~d.js',
])('the address %s is answered', (url) => expect(refusal({ ...asked, url })).toBeNull())

test.each([
  undefined,
  '',
  'a b',
  'evil.example/path',
  'user@app.example.com',
  'app.example.com:99999',
  'app.example.com:x',
  '[::1',
  'app.example.com, evil.example',
  'app.example.com\\evil',
])('the host %j is refused', (host) => expect(refusal({ ...asked, host })?.status).toBe(400))

test.each(['app.example.com', 'app.example.com:443', '127.0.0.1:3000', '[::1]:3000', 'localhost', 'a_b.example'])(
  'the host %s is one',
  (host) => expect(refusal({ ...asked, host })).toBeNull(),
)

test.each(['x:99999999', 'a b', ', ', 'evil.example/path', 'a:-1'])(
  'the forwarded host %j is refused',
  (forwardedHost) => expect(refusal({ ...asked, forwardedHost })?.status).toBe(400),
)

test('a chain of forwarded hosts is fine', () =>
  expect(refusal({ ...asked, forwardedHost: 'app.example.com, inner:8080' })).toBeNull())

const changes = { ...asked, method: 'POST' }

test.each([
  'null',
  '',
  'https://evil.example',
  'https://app.example.com.evil.example',
  'https://app.example.com:8443',
  'https://app.example.com, https://app.example.com',
  'app.example.com',
  '//app.example.com',
  'https://app.example.com@evil.example',
  'https://',
  '%00',
  'file://',
])('what the page %j asks to change is refused', (origin) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    expect(refusal({ ...changes, method, origin })?.status).toBe(403)
  expect(refusal({ ...asked, origin })).toBeNull()
})

test.each([
  [undefined, 'app.example.com', undefined],
  ['https://app.example.com', 'app.example.com', undefined],
  ['https://APP.example.com:443', 'app.example.com', undefined],
  ['http://localhost:3000', 'localhost:3000', undefined],
  ['https://app.example.com', 'inner:8080', 'app.example.com'],
  ['https://app.example.com', 'inner:8080', 'app.example.com, inner:8080'],
])('the page %s changes what is at %s, forwarded for %s', (origin, host, forwardedHost) =>
  expect(refusal({ ...changes, origin, host, forwardedHost })).toBeNull(),
)
