import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { describe, expect, test } from 'vitest'
import { findTenant } from './tenants.server.ts'

const ask = adminForTests('home/app.route.tsx', 'home/home.route.tsx')

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
