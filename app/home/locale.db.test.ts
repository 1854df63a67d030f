import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, expect, test } from 'vitest'

const ask = adminForTests('home/app.route.tsx', 'campaigns/list/list.route.tsx')
const SHOP = 'wide-sky.myshopify.com'

beforeAll(async () => {
  const tenantId = await aTenant({ shop: SHOP, timezone: 'Europe/Berlin' })
  await aSession(SHOP)
  const at = new Date('2026-03-28T23:30:00Z')
  const { mailingId } = await aMailing(tenantId, { status: 'sent', ended_at: at }, { started_at: at })
  for (const [type, people] of [
    [EVENT.sent, 12_345],
    [EVENT.opened, 1234],
  ])
    await db().query(
      'INSERT INTO mail_stats (tenant_id, mailing_id, type, slot, people, hits) VALUES ($1, $2, $3, 0, $4, $4)',
      [tenantId, mailingId, type, people],
    )
})

test.each([
  ['de', ['12.345', '10\u00A0%', '29.03.2026', 'Europe/Berlin (M']],
  ['fr', ['12\u00A0345', '10\u00A0%', '29 mars 2026', 'Europe/Berlin (UTC+']],
  ['en', ['12,345', '10%', 'Mar 29, 2026', 'Europe/Berlin (GMT+']],
  ['en-GB', ['12,345', '10%', '29 Mar 2026', 'Europe/Berlin (']],
  ['*', ['12,345', '10%', 'Mar 29, 2026', 'Europe/Berlin (GMT+']],
])('what a page asks for in the language %s is written as there', async (language, expected) => {
  const headers = { Authorization: `Bearer ${sessionToken(SHOP)}`, 'Accept-Language': language }
  const body = await (await ask('/app/campaigns.data', { headers })).text()
  for (const text of expected) expect(body).toContain(text)
})

test('the language that Shopify embeds a page in goes before that of the browser, and the page hands it on', async () => {
  const headers = { Authorization: `Bearer ${sessionToken(SHOP)}`, 'Accept-Language': 'en-US,en;q=0.9' }
  const body = await (await ask('/app/campaigns.data?locale=de', { headers })).text()
  expect(body).toContain('12.345')
  expect(body).toContain('"locale","de"')
})

test('a shop in a time zone that this runtime does not know has its pages, in UTC and said so', async () => {
  const shop = 'far-side.myshopify.com'
  await aTenant({ shop, timezone: 'Moon/Tranquility' })
  await aSession(shop)
  const headers = { Authorization: `Bearer ${sessionToken(shop)}` }
  const page = await ask('/app/campaigns.data', { headers })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('"timezone","UTC"')
})
