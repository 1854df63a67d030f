import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, expect, test } from 'vitest'

const SHOP = 'export.myshopify.com'
const ask = adminForTests('home/app.route.tsx', 'members/list/export/export.route.ts')
let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP, timezone: 'Pacific/Auckland', currency: 'NZD' })
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

const AT = new Date('2026-01-31T11:30:05Z')

async function exported(email: string): Promise<Record<string, string | undefined>> {
  const [names = [], cells = []] = (await (await download(`q=${email}`)).text())
    .replace('\uFEFF', '')
    .split('\r\n')
    .map((line) => line.split(','))
  return Object.fromEntries(names.map((name, column) => [name, cells[column]]))
}

test('who can be mailed is told, and since when, in the time and the money of the shop', async () => {
  await aMember(tenantId, {
    email: 'fine@example.com',
    phone: '+491701234567',
    email_consent_updated_at: AT,
    email_consent_exact: true,
    created_at: AT,
    amount_spent: '12.50',
  })
  expect(await exported('fine@example.com')).toMatchObject({
    Phone: '+491701234567',
    'Can be emailed': 'yes',
    'Email consent': 'Subscribed',
    'Email consent at (Pacific/Auckland)': '2026-02-01 00:30:05',
    Unsubscribed: 'no',
    'Unsubscribed at (Pacific/Auckland)': '',
    'Joined at (Pacific/Auckland)': '2026-02-01 00:30:05',
    'Spent (NZD)': '12.5',
  })
  const bounced = { email_bounce_type: 'hard', email_bounce_at: AT, email_complaint_at: AT }
  await aMember(tenantId, {
    email: 'left@example.com',
    email_unsubscribed: true,
    email_unsubscribed_at: AT,
    email_consent_updated_at: new Date(0),
    ...bounced,
  })
  expect(await exported('left@example.com')).toMatchObject({
    'Can be emailed': 'no',
    'Email consent': 'Unsubscribed',
    'Email consent at (Pacific/Auckland)': '2026-02-01 00:30:05',
    Unsubscribed: 'yes',
    'Unsubscribed at (Pacific/Auckland)': '2026-02-01 00:30:05',
    Bounce: 'hard',
    'Bounced at (Pacific/Auckland)': '2026-02-01 00:30:05',
    'Complained at (Pacific/Auckland)': '2026-02-01 00:30:05',
  })
  // Found so when the customers were read: that is no time at which anybody unsubscribed.
  await aMember(tenantId, { email: 'gone@example.com', email_state: 'UNSUBSCRIBED', email_consent_updated_at: AT })
  expect(await exported('gone@example.com')).toMatchObject({
    Unsubscribed: 'yes',
    'Unsubscribed at (Pacific/Auckland)': '',
  })
})

test('a name that is a formula stays text', async () => {
  await aMember(tenantId, {
    first_name: '=HYPERLINK("https://evil.example")',
    email: 'formula@example.com',
    tags: ['vip', 'b2b'],
  })
  const text = await (await download('q=formula@example.com')).text()
  expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect(text).toContain('"vip, b2b",0,0,')
})
