import { db } from '#app/platform/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, expect, test } from 'vitest'

const SHOP = 'export.myshopify.com'
const ask = adminForTests('shop/app.route.tsx', 'members/list/export.route.ts')
let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP, timezone: 'Pacific/Auckland' })
  await aSession(SHOP)
  await aMember(await aTenant(), { email: 'stranger@example.com' })
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, points, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', n, now(), now() FROM generate_series(1, 2500) AS n`,
    [tenantId],
  )
})

const download = (query: string) =>
  ask(`/app/members/export?${query}`, { headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })

test('the file holds every member of the list once, in its order', async () => {
  const response = await download('points=101..&sort=points+asc&after=5_5')
  expect(response.headers.get('X-Rows')).toBe('2400')
  expect(response.headers.get('Content-Disposition')).toMatch(/^attachment; filename="members-\d{4}-\d\d-\d\d\.csv"$/)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const lines = bytes.toString().trimEnd().split('\r\n')
  expect(lines).toHaveLength(2401)
  expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
    Array.from({ length: 2400 }, (_, n) => n + 101),
  )
})

test('consent is told as it counts here, and a name that is a formula stays text', async () => {
  await aMember(tenantId, {
    first_name: '=HYPERLINK("https://evil.example")',
    email: 'formula@example.com',
    email_state: 'SUBSCRIBED',
    email_unsubscribed: true,
    tags: ['vip', 'b2b'],
    amount_spent: '12.50',
  })
  const text = await (await download('q=formula@example.com')).text()
  expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect(text).toContain('formula@example.com,,Unsubscribed,')
  expect(text).toContain('"vip, b2b",0,12.5,')
})
