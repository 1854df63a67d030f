import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { changeView, forgetInViews, listViews } from './views.server.ts'

const SHOP = 'views.myshopify.com'
const ask = adminForTests('home/app.route.tsx', 'members/list/views/views.route.ts')
let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})

beforeEach(async () => {
  await db().query('DELETE FROM member_views')
})

const create = (name: string, parameters = 'consent=sms') =>
  changeView(tenantId, { intent: 'create', name, parameters })
const names = async () => (await listViews(tenantId)).map(({ name }) => name)

async function post(change: unknown): Promise<number> {
  const headers = { Authorization: `Bearer ${sessionToken(SHOP)}`, 'Content-Type': 'application/json' }
  const response = await ask('/app/members/views.data', { method: 'POST', headers, body: JSON.stringify(change) })
  return response.status
}

test('a view is saved, renamed, changed and deleted', async () => {
  expect(await post({ intent: 'create', name: ' Big spenders ', parameters: 'spent=500..&after=1_2&nonsense=1' })).toBe(
    200,
  )
  const [view] = await listViews(tenantId)
  expect(view).toMatchObject({ name: 'Big spenders', parameters: 'spent=500..' })
  expect(await post({ intent: 'rename', viewId: view?.viewId, name: 'Best' })).toBe(200)
  expect(await post({ intent: 'update', viewId: view?.viewId, parameters: 'tag=vip&view=7&after=1_2' })).toBe(200)
  expect(await listViews(tenantId)).toEqual([{ viewId: view?.viewId, name: 'Best', parameters: 'tag=vip' }])
  expect(await names()).toEqual(['Best'])
  expect(await post({ intent: 'delete', viewId: view?.viewId })).toBe(200)
  expect(await names()).toEqual([])
})

test('a name is used once, whatever its case, and none of the built-in views', async () => {
  await create('VIPs')
  await create('Others')
  const other = (await listViews(tenantId)).find(({ name }) => name === 'Others')
  expect(await create('vips')).toBe(false)
  expect(await changeView(tenantId, { intent: 'rename', viewId: other?.viewId ?? 0, name: 'vips' })).toBe(false)
  for (const name of ['', ' ', 'all', 'x'.repeat(41)]) {
    expect(await post({ intent: 'create', name, parameters: '' })).toBe(422)
  }
  expect(await names()).toEqual(['VIPs', 'Others'])
})

test('a name that PostgreSQL could not store is cleaned', async () => {
  expect(await post({ intent: 'create', name: 'Big\0 spenders\uD800', parameters: '' })).toBe(200)
  expect(await names()).toEqual(['Big spenders\uFFFD'])
})

test('views that name a person who is erased are gone, others stay', async () => {
  await create('VIPs', 'q=sarah')
  await create('Sarah’s orders', 'q=Sarah.Lee%40example.com&orders=1..')
  await create('Complaints of SARAH LEE')
  await create('Rosarah Leeds')
  await create('★')
  await forgetInViews(db(), tenantId, ['sarah.lee@example.com', 'Sarah Lee', null, '☺'])
  expect(await names()).toEqual(['VIPs', 'Rosarah Leeds', '★'])
})

test("another shop's view can not be touched", async () => {
  await create('Mine')
  const [mine] = await listViews(tenantId)
  const other = await aTenant()
  expect(await changeView(other, { intent: 'delete', viewId: mine?.viewId ?? 0 })).toBe(false)
  expect(await changeView(other, { intent: 'rename', viewId: mine?.viewId ?? 0, name: 'Theirs' })).toBe(false)
  expect(await names()).toEqual(['Mine'])
})
