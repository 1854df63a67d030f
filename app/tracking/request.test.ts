import type { IncomingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import type { HttpRequest } from '#app/platform/http/http.server.ts'
import { headersOf, readerOfRequest } from './request.ts'

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36'

const request = (headers: IncomingHttpHeaders) =>
  ({ method: 'GET', url: '/', headers: { 'user-agent': PHONE, ...headers } }) as HttpRequest

test.each<[string, IncomingHttpHeaders]>([
  ['Purpose', { purpose: 'prefetch' }],
  ['Sec-Purpose', { 'sec-purpose': 'prefetch;prerender' }],
  ['X-Purpose', { 'x-purpose': 'preview' }],
  ['X-Moz', { 'x-moz': 'prefetch' }],
  ['X-Moz behind an empty Sec-Purpose', { 'sec-purpose': '', 'x-moz': 'prefetch' }],
  ['Purpose behind another Sec-Purpose', { 'sec-purpose': 'other', purpose: 'prefetch' }],
])('a prefetch that says so by %s is a machine', (_, headers) => {
  expect(readerOfRequest('click', request(headers))).toMatchObject({ verdict: 'machine', reason: 'prefetch-header' })
})

test('a person’s request says nothing of a purpose', () => {
  expect(headersOf(request({}))).toEqual({ method: 'GET', userAgent: PHONE, purpose: '' })
  expect(readerOfRequest('click', request({}))).toMatchObject({ verdict: 'human', browser: 'inApp', device: 'mobile' })
})

test('the email app of a web view is known by the package that Android names', () => {
  const app = { 'x-requested-with': 'com.samsung.android.email.provider' }
  expect(readerOfRequest('open', request(app))).toMatchObject({ verdict: 'human', client: 'samsung', device: 'mobile' })
  const script = { 'x-requested-with': 'XMLHttpRequest' }
  expect(readerOfRequest('open', request(script))).toMatchObject({ client: 'browser' })
})

test('a request without a user agent is a machine', () => {
  const { method, url } = request({})
  expect(readerOfRequest('click', { method, url, headers: {} } as HttpRequest).reason).toBe('no-user-agent')
})
