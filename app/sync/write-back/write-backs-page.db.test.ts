import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeEach, expect, test } from 'vitest'
import { findWriteBack, queueWriteBack } from '#app/members/outbox/outbox.server.ts'

const ask = adminForTests('home/app.route.tsx', 'sync/write-back/write-backs.route.tsx')
const SHOP = 'wide-sky.myshopify.com'
const URL = '/app/members/write-backs.data'

let tenantId: number

beforeEach(async () => {
  await db().query('DELETE FROM tenants')
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})

const request = (url: string, memberId?: string) =>
  ask(url, {
    method: memberId ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${sessionToken(SHOP)}` },
    ...(memberId && { body: new URLSearchParams({ memberId }) }),
  })

async function aRefused(tenant: number, row: Record<string, unknown>): Promise<bigint> {
  const memberId = await aMember(tenant, row)
  const pending = { emailState: 'UNSUBSCRIBED', smsState: null, consentedAt: new Date() } as const
  await queueWriteBack(db(), { tenantId: tenant, memberId, ...pending })
  await db().query("UPDATE outbox SET state = 'refused', error = 'not allowed' WHERE member_id = $1", [memberId])
  return memberId
}

const stateOf = async (tenant: number, memberId: bigint) => (await findWriteBack(tenant, memberId))?.state

test('the page names who was refused and what Shopify said, of this shop alone', async () => {
  await aRefused(tenantId, { first_name: 'Emma' })
  await aRefused(await aTenant(), { first_name: 'Stranger' })
  const body = await (await request(URL)).text()
  expect(body).toContain('Emma')
  expect(body).toContain('Unsubscribed from email')
  expect(body).toContain('Shopify said: not allowed')
  expect(body).not.toContain('Stranger')
})

test('one, or all, can be tried again; nobody of another shop', async () => {
  const [one, two] = [await aRefused(tenantId, {}), await aRefused(tenantId, {})]
  const other = await aTenant()
  const stranger = await aRefused(other, {})
  expect(await (await request(URL, String(one))).text()).toContain('Resending 1 change to Shopify')
  expect([await stateOf(tenantId, one), await stateOf(tenantId, two)]).toEqual(['waiting', 'refused'])
  await request(URL, String(stranger))
  await request(URL, 'all')
  expect([await stateOf(tenantId, two), await stateOf(other, stranger)]).toEqual(['waiting', 'refused'])
})

test('a request that names nobody is refused', async () => {
  expect((await request(URL, 'somebody')).status).toBe(400)
})

test('more than a page is paged through', async () => {
  for (let number = 0; number < 51; number += 1) await aRefused(tenantId, { first_name: `Member${number}x` })
  const first = await (await request(URL)).text()
  expect(first).toContain('Member0x')
  expect(first).not.toContain('Member50x')
  const last = await db().query('SELECT member_id FROM outbox ORDER BY member_id OFFSET 49 LIMIT 1')
  expect(await (await request(`${URL}?after=${last.rows[0].member_id}`)).text()).toContain('Member50x')
})
