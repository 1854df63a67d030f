import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { describe, expect, test } from 'vitest'
import { findTenant } from './tenants.server.ts'

const ask = adminForTests('home/app.route.tsx', 'home/home.route.tsx', 'tenants/auth.route.tsx')

let number = 0
const aShop = () => `gate-${(number += 1)}.myshopify.com`
const embedded = (shop: string, more: Record<string, string> = {}) => {
  const name = shop.replace('.myshopify.com', '')
  const host = Buffer.from(`admin.shopify.com/store/${name}`).toString('base64url')
  return `?${new URLSearchParams({ embedded: '1', shop, host, ...more })}`
}
const rowsOf = async (shop: string) =>
  (
    await db().query(
      `SELECT (SELECT count(*)::int FROM tenants WHERE shop = $1) AS tenants,
         (SELECT count(*)::int FROM sessions WHERE shop = $1) AS sessions`,
      [shop],
    )
  ).rows[0]

const FORGERIES: [string, (shop: string) => string][] = [
  ['signed with another secret', (shop) => sessionToken(shop, { secret: 'guessed' })],
  ['made for another app', (shop) => sessionToken(shop, { audience: 'another-app' })],
  ['expired', (shop) => sessionToken(shop, { issuedAt: new Date(Date.now() - 120_000) })],
  ['not a token', () => 'nonsense'],
]

describe.each(FORGERIES)('a session token %s', (_, forge) => {
  test('is refused for a page: back to the step that fetches a new one', async () => {
    const shop = aShop()
    const response = await ask(`/app${embedded(shop, { id_token: forge(shop) })}`)
    const { pathname, searchParams } = new URL(response.headers.get('Location') ?? '', 'http://localhost')
    expect([response.status, pathname]).toEqual([302, '/auth/session-token'])
    expect(searchParams.get('shopify-reload')).not.toContain('id_token')
    expect(await rowsOf(shop)).toEqual({ tenants: 0, sessions: 0 })
  })

  test('is refused for data: 401, with the header that makes App Bridge try again', async () => {
    const shop = aShop()
    const response = await ask('/app.data', { headers: { Authorization: `Bearer ${forge(shop)}` } })
    expect(response.status).toBe(401)
    expect(response.headers.get('X-Shopify-Retry-Invalid-Session-Request')).toBe('1')
    expect(await rowsOf(shop)).toEqual({ tenants: 0, sessions: 0 })
  })
})

test("a shop's name in the address is worth nothing without a token", async () => {
  const shop = aShop()
  await aSession(shop)
  const response = await ask(`/app${embedded(shop)}`)
  expect(response.status).toBe(302)
  expect(response.headers.get('Location')).toContain('/auth/session-token')
  expect(await findTenant(shop)).toBeNull()
})

test('a token opens its own shop, whatever shop the address names', async () => {
  const [own, other] = [aShop(), aShop()]
  await aSession(own)
  await aSession(other)
  const response = await ask(`/app.data${embedded(other)}`, {
    headers: { Authorization: `Bearer ${sessionToken(own)}` },
  })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain(own)
  expect([await findTenant(own), await findTenant(other)]).toEqual([expect.objectContaining({ shop: own }), null])
})

test.each(['/app', '/app.data', '/app?shop=x', '/app?embedded=1', '/app.data?index'])(
  'a token of a shop that Shopify does not confirm is no fault of ours: %s',
  async (path) => {
    const shop = aShop()
    const response = await ask(path, { headers: { Authorization: `Bearer ${sessionToken(shop)}` } })
    expect(response.status).toBe(503)
    expect(await rowsOf(shop)).toEqual({ tenants: 0, sessions: 0 })
  },
)

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')

test.each([
  ['nothing', '0'],
  ['what is cut off', 'YWRta'],
  ['no host', base64('/')],
  ['a port that can not be', base64('admin.shopify.com:99999/store/x')],
  ['a line break', base64('admin.shopify.com/store/x\r\nX-Injected: 1')],
  ['a control character', base64('admin.shopify.com/\x0bx')],
  ['bytes of no text', base64('\xff\xfe\x80')],
  ['half an address', base64('[::1')],
  ['a space', base64('admin.shopify.com/store/a b')],
])('an address whose host says %s is refused, with embedded and without', async (_what, host) => {
  for (const more of ['&embedded=1', '', '&embedded=1&id_token=x']) {
    const answer = await ask(`/app?shop=gate.myshopify.com&host=${encodeURIComponent(host)}${more}`)
    expect(answer.status).toBe(400)
  }
})

test.each([
  ['nothing', ''],
  ['a percent sign', '%'],
  ['signs of another base64', '-_'],
  ['a letter with a dot', 'ä'],
  ['five thousand letters', 'x'.repeat(5_000)],
  ['a space', 'a b'],
])('an address whose host is %s does not fail', async (_what, host) => {
  const answer = await ask(`/app?shop=gate.myshopify.com&embedded=1&host=${encodeURIComponent(host)}`)
  expect(answer.status).toBeLessThan(500)
})

test.each([
  'https://evil.example/',
  '//evil.example',
  'javascript:alert(1)',
  'https://admin.shopify.com@evil.example/',
  'https://admin.shopify.com:8443/',
  'https://shop.myshopify.com/pages/x',
  'http://admin.shopify.com/',
  '%00',
  '',
])('a way out of the iframe that leads to %j is refused', async (way) => {
  const answer = await ask(`/auth/exit-iframe?shop=gate.myshopify.com&exitIframe=${encodeURIComponent(way)}`)
  expect([answer.status, await answer.text()]).toEqual([400, 'This link leads nowhere.'])
})
