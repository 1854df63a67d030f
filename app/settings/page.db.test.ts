import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { startFakeSes } from '#tests/fakes/ses.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey, findTenantByApiKey, listApiKeys } from './api-keys.server.ts'
import { recomputePoints } from '#app/sync/points.server.ts'
import { getSettings } from './settings.server.ts'
import { toFields } from './settings.ts'

const ask = adminForTests('home/app.route.tsx', 'settings/settings.route.tsx')
const SHOP = 'wide-sky.myshopify.com'
let tenantId: number

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})

const command = (body: object) =>
  ask('/app/settings.data', {
    method: 'POST',
    headers: { Authorization: `Bearer ${sessionToken(SHOP)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

async function save(change: object) {
  return command({ intent: 'save', fields: { ...toFields(await getSettings(tenantId)), ...change } })
}

/** What the worker does with what was asked of it. */
async function drainQueues() {
  const asked = await db().query("DELETE FROM pgboss.job WHERE name = 'points' RETURNING data")
  expect(asked.rows).toEqual([{ data: { tenantId, areElsewhere: false } }])
  await recomputePoints(tenantId)
}

test('a wrong field is refused with its reason, and nothing is saved', async () => {
  const response = await save({ senderName: 'Wide Sky', senderEmail: 'nonsense' })
  expect(response.status).toBe(422)
  expect(await response.text()).toContain('Enter an email address')
  expect(await getSettings(tenantId)).toMatchObject({ senderName: null })
})

test('the page says where replies come in, once they do', async () => {
  const page = async () =>
    (await ask('/app/settings.data', { headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })).text()
  expect(await page()).not.toContain('reply.example')
  env().REPLY_DOMAIN = 'reply.example'
  expect(await page()).toContain('reply.example')
  delete env().REPLY_DOMAIN
})

test('new points are counted by the worker, for every member', async () => {
  const memberId = await aMember(tenantId, { amount_spent: '12.50', points: 12 })
  expect(await (await save({ pointsPerUnit: '2' })).text()).toContain('Points and tiers are being recalculated')
  await drainQueues()
  const points = await db().query('SELECT points FROM members WHERE member_id = $1', [memberId])
  expect(points.rows).toEqual([{ points: 25 }])
})

test('new tiers are given by the worker, to every member', async () => {
  const inTier = await aMember(tenantId, { points: 700, amount_spent: '350' })
  const below = await aMember(tenantId, { points: 499, amount_spent: '249.50' })
  await save({ tiers: 'Silver 500\nGold 1000' })
  await drainQueues()
  const tiers = await db().query('SELECT tier FROM members WHERE member_id = ANY ($1) ORDER BY member_id', [
    [inTier, below],
  ])
  expect(tiers.rows).toEqual([{ tier: 'Silver' }, { tier: null }])
  await save({ tiers: '' })
  await drainQueues()
  expect(await db().query('SELECT FROM members WHERE tenant_id = $1 AND tier IS NOT NULL', [tenantId])).toMatchObject({
    rowCount: 0,
  })
})

test('a key is shown when it is made; without a name none is', async () => {
  const response = await command({ intent: 'create-key', name: 'Report' })
  const [key = ''] = (await response.text()).match(/glk_\d+_[\w-]{43}/) ?? []
  expect(await findTenantByApiKey(key)).toBe(tenantId)
  expect((await command({ intent: 'create-key', name: ' ' })).status).toBe(422)
  expect(await listApiKeys(tenantId)).toHaveLength(1)
})

test("another shop's key can not be deleted", async () => {
  const other = await aTenant()
  const key = await createApiKey(other, 'Theirs')
  const [row] = await listApiKeys(other)
  expect((await command({ intent: 'delete-key', keyId: row?.keyId })).status).toBe(404)
  expect(await findTenantByApiKey(key)).toBe(other)
})

test('what is no request of the page is refused', async () => {
  expect((await command({ intent: 'drop-everything' })).status).toBe(400)
})

describe('the sender that a shop enters', () => {
  let ses: Awaited<ReturnType<typeof startFakeSes>>
  beforeAll(async () => (ses = await startFakeSes()))
  afterAll(() => ses.close())

  test.each([
    'me@unverified.example',
    'news@mail.shop.example',
    'hello@unverified.org',
    'r.d@x.example',
    'ME@SHOP.EXAMPLE',
    'a+b@sub.domain.shop.example',
  ])('is not saved while SES does not know %s', async (senderEmail) => {
    ses.reset()
    ses.identity = () => 'absent'
    const refused = await save({ senderEmail })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(`isn’t verified in Amazon SES, so nothing can be sent from ${senderEmail}`)
    expect((await getSettings(tenantId)).senderEmail).toBeNull()
  })

  test('is saved with a word about it when SES can not be asked', async () => {
    for (const [answer, why] of [
      ['down', 'SES didn’t respond'],
      ['denied', 'ses:GetEmailIdentity'],
    ] as const) {
      ses.reset()
      ses.identity = () => answer
      const saved = await save({ senderEmail: `${answer}@shop.example` })
      expect(saved.status).toBe(200)
      expect(await saved.text()).toContain(why)
      expect((await getSettings(tenantId)).senderEmail).toBe(`${answer}@shop.example`)
    }
  })

  test('keeps nobody from saving the rest, when it is no longer verified or when it is taken out', async () => {
    ses.reset()
    ses.identity = () => 'absent'
    await db().query("UPDATE settings SET sender_email = 'old@shop.example' WHERE tenant_id = $1", [tenantId])
    const saved = await save({ postalAddress: '2 Other Street, Springfield' })
    expect(saved.status).toBe(200)
    expect(await saved.text()).toContain('shop.example isn’t verified in Amazon SES')
    expect((await save({ senderEmail: '' })).status).toBe(200)
    expect(await getSettings(tenantId)).toMatchObject({
      senderEmail: null,
      postalAddress: '2 Other Street, Springfield',
    })
  })

  test('is saved once its domain, or one above it, is verified', async () => {
    ses.reset()
    ses.identity = (name) => (name === 'shop.example' ? 'verified' : 'absent')
    expect((await save({ senderEmail: 'me@news.shop.example' })).status).toBe(200)
    expect((await getSettings(tenantId)).senderEmail).toBe('me@news.shop.example')
  })
})
