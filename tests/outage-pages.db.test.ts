// What the admin, its data and the API answer while the database is away: 503, for a later try may do.
import { closeDatabase, servePages } from '#app/platform/db/db.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { toFields } from '#app/settings/settings.ts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminForTests } from './admin.ts'
import { aTenant } from './factories.ts'
import { PostgresProxy } from './postgres-proxy.ts'
import { aSession, sessionToken } from './session-token.ts'

const SHOP = 'dark-hour.myshopify.com'
const direct = process.env['DATABASE_URL'] ?? ''
const own = new URL(direct).pathname.slice(1)
const { proxy, url } = await PostgresProxy.before(direct)
process.env['DATABASE_URL'] = url
servePages()
const ask = adminForTests(
  'home/app.route.tsx',
  'home/home.route.tsx',
  'settings/settings.route.tsx',
  'analytics/api/extension.route.ts',
  'analytics/api/api.route.ts',
)

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})
afterAll(async () => {
  await closeDatabase()
  await proxy.close()
})

async function command(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: direct })
  await client.connect()
  await client.query('SET default_transaction_read_only = off')
  await client.query(statement)
  await client.end()
}

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

test('what a read-only database refuses to save is 503, and saved when it takes writes again', async () => {
  const fields = toFields(await getSettings(tenantId))
  const save = () =>
    ask('/app/settings.data', {
      method: 'POST',
      headers: { Authorization: `Bearer ${sessionToken(SHOP)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ intent: 'save', fields: { ...fields, senderName: 'Dark Hour' } }),
    })
  await command(`ALTER DATABASE ${own} SET default_transaction_read_only = on`)
  await closeDatabase()
  const refused = await save()
  await command(`ALTER DATABASE ${own} RESET default_transaction_read_only`)
  await closeDatabase()
  expect([refused.status, (await save()).status]).toEqual([503, 200])
})
