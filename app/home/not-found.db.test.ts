import { adminForTests } from '#tests/admin.ts'
import { aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { expect, test } from 'vitest'

const ask = adminForTests('home/app.route.tsx', 'home/home.route.tsx', 'home/not-found.route.tsx')
const SHOP = 'lost-path.myshopify.com'

test('an address under the app that is no page is told as that, by a page of the app', async () => {
  await aTenant({ shop: SHOP })
  await aSession(SHOP)
  const get = (path: string) => ask(path, { headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })
  for (const path of ['/app/nope.data', '/app/members/1/2/3.data']) {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    const text = await answer.text()
    expect(text).toContain('This page doesn’t exist.')
    // The frame with the menu is there all the same.
    expect(text).toContain('apiKey')
  }
  expect((await get('/app.data?index')).status).toBe(200)
})
