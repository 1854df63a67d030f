import { db } from '#app/platform/db/db.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ask = adminForTests('home/app.route.tsx', 'home/home.route.tsx', 'sync/reconcile/consent-check.route.tsx')
const SHOP = 'wide-sky.myshopify.com'

let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})
afterAll(() => stopJobs())

const request = async (path: string, method = 'GET') => {
  const response = await ask(path, { method, headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })
  return response.text()
}

async function aCheck(tenant: number, members: number): Promise<number> {
  const checked = await db().query<{ id: number }>(
    `INSERT INTO imports (tenant_id, kind, status, rows_loaded, requested_at, finished_at)
     VALUES ($1, 'reconcile', 'done', $2, now(), now()) RETURNING import_id AS id`,
    [tenant, members],
  )
  return checked.rows[0]?.id ?? 0
}

const aDifference = (tenant: number, checkId: number, memberId: bigint) =>
  db().query(
    `INSERT INTO reconcile_differences (tenant_id, import_id, member_id, about, class, repair, found_at)
     VALUES ($1, $2, $3, 'email', 'webhook-lost', 'adopted', now())`,
    [tenant, checkId, memberId],
  )

test('before the first check, the home page and the page of checks say so', async () => {
  expect(await request('/app.data?index')).toContain('Not checked yet')
  expect(await request('/app/settings/consent-check.data')).toContain('Not checked yet')
})

test('the tile and the page tell the last check of this shop alone, and whom it found', async () => {
  const other = await aTenant()
  await aDifference(other, await aCheck(other, 99), await aMember(other, { first_name: 'Stranger' }))
  const checkId = await aCheck(tenantId, 48_211)
  await aDifference(tenantId, checkId, await aMember(tenantId, { first_name: 'Nora' }))
  expect(await request('/app.data?index')).toContain('0 differences among 48,211 members')
  const page = await request('/app/settings/consent-check.data')
  expect(page).toContain('Nora')
  expect(page).not.toContain('Stranger')
})

test('an older check can be looked at, another shop’s can not', async () => {
  const older = await aCheck(tenantId, 1)
  await aDifference(tenantId, older, await aMember(tenantId, { first_name: 'Olga' }))
  await aCheck(tenantId, 2)
  expect(await request('/app/settings/consent-check.data')).not.toContain('Olga')
  expect(await request(`/app/settings/consent-check.data?check=${older}`)).toContain('Olga')
  const other = await aTenant()
  const theirs = await aCheck(other, 99)
  await aDifference(other, theirs, await aMember(other, { first_name: 'Stranger' }))
  expect(await request(`/app/settings/consent-check.data?check=${theirs}`)).not.toContain('Stranger')
})

test('Check now begins one check, however often it is pressed', async () => {
  expect(await request('/app/settings/consent-check.data', 'POST')).toContain('Check started')
  await request('/app/settings/consent-check.data', 'POST')
  const live = await db().query(`SELECT kind FROM imports WHERE tenant_id = $1 AND status = 'requested'`, [tenantId])
  expect(live.rows).toEqual([{ kind: 'reconcile' }])
  expect(await request('/app/settings/consent-check.data')).toContain('Shopify is preparing')
})

test('checks of more than ninety days ago are forgotten when another one is begun', async () => {
  const old = await aCheck(tenantId, 1)
  await aDifference(tenantId, old, await aMember(tenantId))
  await db().query(`UPDATE imports SET requested_at = now() - interval '91 days' WHERE import_id = $1`, [old])
  await request('/app/settings/consent-check.data', 'POST')
  const left = await db().query(
    `SELECT import_id FROM imports WHERE import_id = $1
     UNION ALL SELECT import_id FROM reconcile_differences WHERE import_id = $1`,
    [old],
  )
  expect(left.rowCount).toBe(0)
})
