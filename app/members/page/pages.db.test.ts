import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { asksNotToBeTracked, noteDoNotTrack } from '../core/do-not-track.server.ts'
import { recordBounce } from '../bounces/bounces.server.ts'

const ask = adminForTests('home/app.route.tsx', 'members/list/members.route.tsx', 'members/page/member.route.tsx')
const SHOP = 'wide-sky.myshopify.com'

let tenantId: number
let stranger: bigint

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
  const other = await aTenant()
  stranger = await aMember(other, { email: 'stranger@example.com' })
  await bounce(other, stranger, 'soft')
})

const request = (path: string, method = 'GET') =>
  ask(path, { method, headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })

async function bounce(tenant: number, memberId: bigint, kind: 'hard' | 'soft') {
  const said = { bounceType: 'Permanent', subType: 'General', diagnostic: null, feedbackId: `${kind}-${memberId}` }
  await recordBounce({ tenantId: tenant, memberId, mailingId: null, kind, ...said, at: new Date() })
}

async function bounceOf(memberId: bigint): Promise<unknown> {
  const found = await db().query('SELECT email_bounce_type FROM members WHERE member_id = $1', [memberId])
  return found.rows[0].email_bounce_type
}

test('the list holds the filtered members of this shop alone', async () => {
  await aMember(tenantId, { email: 'subscribed@example.com' })
  await aMember(tenantId, { email: 'never@example.com', email_state: 'NOT_SUBSCRIBED' })
  const response = await request('/app/members.data?consent=no-email')
  const body = await response.text()
  expect(response.status).toBe(200)
  expect(body).toContain('never@example.com')
  expect(body).not.toContain('subscribed@example.com')
  expect(body).not.toContain('stranger@example.com')
})

describe("another shop's member", () => {
  test('is not found, nor is what is no customer number', async () => {
    for (const id of [String(stranger), '1', 'x', '99999999999999999999']) {
      const response = await request(`/app/members/${id}.data`)
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('stranger@example.com')
    }
  })

  test('keeps their bounce', async () => {
    const response = await request(`/app/members/${stranger}.data`, 'POST')
    expect(response.status).toBe(404)
    expect(await bounceOf(stranger)).toBe('soft')
  })
})

test('a bounce is cleared by hand, and its history says by whom', async () => {
  const memberId = await aMember(tenantId)
  await bounce(tenantId, memberId, 'soft')
  const response = await request(`/app/members/${memberId}.data`, 'POST')
  expect(await response.text()).toContain('Bounce cleared')
  expect(await bounceOf(memberId)).toBeNull()
  expect(await (await request(`/app/members/${memberId}.data`)).text()).toContain('staff member 42')
})

test('the page says that and why a member is not tracked, and the wish of their browser is lifted there', async () => {
  const memberId = await aMember(tenantId)
  const url = `/app/members/${memberId}.data`
  const lift = () =>
    ask(url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${sessionToken(SHOP)}`,
        'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
      body: 'intent=allow-tracking',
    })
  expect(await (await lift()).text()).toContain('tracked already')
  await noteDoNotTrack(db(), [{ tenantId, memberId: String(memberId) }])
  expect(await asksNotToBeTracked(tenantId, memberId)).toBe(true)
  expect(await (await lift()).text()).toContain('Tracked again')
  expect(await asksNotToBeTracked(tenantId, memberId)).toBe(false)
  expect(await bounceOf(memberId)).toBeNull()
})

test('the page of a customer whom Shopify has merged leads to the one that is left', async () => {
  const kept = await aMember(tenantId)
  await db().query('INSERT INTO merged_members (tenant_id, gone, kept) VALUES ($1, 77, $2)', [tenantId, kept])
  const response = await request('/app/members/77.data')
  expect(response.status).toBe(202)
  expect(await response.text()).toContain(`/app/members/${kept}`)
})

test('a hard bounce stays while Amazon SES can not be told', async () => {
  const memberId = await aMember(tenantId)
  await bounce(tenantId, memberId, 'hard')
  const response = await request(`/app/members/${memberId}.data`, 'POST')
  expect(await response.text()).toContain('nothing was changed')
  expect(await bounceOf(memberId)).toBe('hard')
})
