import { env } from '../env.server.ts'
import { addDocumentHeaders } from '../shopify/shopify.server.ts'
import { afterEach, expect, test } from 'vitest'

const headersOf = (search: string): Headers => {
  const headers = new Headers()
  addDocumentHeaders(new Request(`http://localhost:3000/app${search}`), headers)
  return headers
}
const SHOP = '?shop=north.myshopify.com&embedded=1'

const { SHOPIFY_CDN_ORIGIN, SHOPIFY_ADMIN_ORIGIN } = env()
afterEach(() => Object.assign(env(), { SHOPIFY_CDN_ORIGIN, SHOPIFY_ADMIN_ORIGIN }))

test('only Shopify may frame the page, and App Bridge is loaded ahead from Shopify', () => {
  Object.assign(env(), { SHOPIFY_CDN_ORIGIN: undefined, SHOPIFY_ADMIN_ORIGIN: undefined })
  const headers = headersOf(SHOP)
  expect(headers.get('Link')).toContain('<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel="preload"')
  expect(headers.get('Content-Security-Policy')).toMatch(/^frame-ancestors https:\/\/north\.myshopify\.com /)
  expect(headersOf('').get('Content-Security-Policy')).toBe("frame-ancestors 'none'")
})

test('with stand-ins nothing of the page names Shopify’s own script', () => {
  Object.assign(env(), { SHOPIFY_CDN_ORIGIN: 'http://localhost:4000', SHOPIFY_ADMIN_ORIGIN: 'http://localhost:4000' })
  const headers = headersOf(SHOP)
  expect(headers.get('Link')).toContain('<http://localhost:4000/shopifycloud/app-bridge.js>; rel="preload"')
  expect(headers.get('Link')).not.toContain('cdn.shopify.com')
  expect(headers.get('Content-Security-Policy')).toContain('frame-ancestors http://localhost:4000 https://north')
})
