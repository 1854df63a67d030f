// What the admin, its data and the API answer while the database is away: 503, for a later try may do.
import { closeDatabase, servePages } from '#app/platform/db.server.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminForTests } from './admin.ts'
import { aTenant } from './factories.ts'
import { PostgresProxy } from './postgres-proxy.ts'
import { aSession, sessionToken } from './session-token.ts'

const SHOP = 'dark-hour.myshopify.com'
const { proxy, url } = await PostgresProxy.before(process.env['DATABASE_URL'] ?? '')
process.env['DATABASE_URL'] = url
servePages()
const ask = adminForTests(
  'shop/app.route.tsx',
  'shop/home.route.tsx',
  'settings/settings.route.tsx',
  'members/extension.route.ts',
  'analytics/api.route.ts',
)

beforeAll(async () => {
  await aTenant({ shop: SHOP })
  await aSession(SHOP)
})
afterAll(async () => {
  await closeDatabase()
  await proxy.close()
})

const asMerchant = (path: string) => ask(path, { headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })

test.each([
  '/app.data',
  '/app/settings',
  '/app/settings.data',
  '/api/v1/campaigns/1/analytics',
  '/api/ext/customers/7',
])('%s is 503 without the database, and itself again with it', async (path) => {
  proxy.mode = 'refuse'
  const away = await asMerchant(path)
  proxy.mode = 'pass'
  const back = await asMerchant(path)
  expect([away.status, back.status < 500]).toEqual([503, true])
})

test('an API key is not called wrong while nobody can look it up', async () => {
  proxy.mode = 'refuse'
  const key = { headers: { Authorization: `Bearer glk_${'A'.repeat(43)}` } }
  const away = await ask('/api/v1/campaigns/1/analytics', key)
  proxy.mode = 'pass'
  const back = await ask('/api/v1/campaigns/1/analytics', key)
  expect([away.status, away.headers.get('Retry-After'), back.status]).toEqual([503, '5', 401])
})
