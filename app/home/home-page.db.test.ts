import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aCampaign, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, expect, test } from 'vitest'
import { findGuide } from './home.server.ts'

const ask = adminForTests('home/app.route.tsx', 'home/home.route.tsx')
const SHOP = 'wide-sky.myshopify.com'
let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})

const request = (more: { method?: string; body?: URLSearchParams } = {}) =>
  ask('/app.data?index', { ...more, headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })
const act = (intent: string) => request({ method: 'POST', body: new URLSearchParams({ intent }) })

test('home tells of the campaigns of this shop alone', async () => {
  await aCampaign(tenantId, { name: 'Our spring sale' })
  await aCampaign(await aTenant(), { name: 'Their spring sale' })
  const body = await (await request()).text()
  expect(body).toContain('Our spring sale')
  expect(body).not.toContain('Their spring sale')
})

test('the guide is put away for good, and an unknown wish is refused', async () => {
  expect(await findGuide(tenantId)).not.toBeNull()
  expect((await act('dance')).status).toBe(400)
  expect(await findGuide(tenantId)).not.toBeNull()
  expect((await act('dismiss-guide')).status).toBe(200)
  expect(await findGuide(tenantId)).toBeNull()
})

test('dead messages go on their way again', async () => {
  await db().query(
    `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, state, attempts)
     VALUES ($1, 'w', 'customers/update', '2026-10', now(), now(), '{}', 'dead', 5)`,
    [tenantId],
  )
  expect(await (await act('retry-deliveries')).text()).toContain('Retrying 1 message')
  const inbox = await db().query('SELECT state, attempts FROM webhook_inbox WHERE tenant_id = $1', [tenantId])
  expect(inbox.rows).toEqual([{ state: 'waiting', attempts: 5 }])
})
