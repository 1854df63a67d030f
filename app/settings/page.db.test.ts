import { adminForTests } from '#tests/admin.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { startFakeSes } from '#tests/fakes/ses.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

describe('keeping less', () => {
  const DAY_MS = 86_400_000
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)
  const kept = async () => {
    const { eventsKeptDays, addressesKeptDays } = await getSettings(tenantId)
    return [eventsKeptDays, addressesKeptDays]
  }
  const confirmed = async (change: object) =>
    command({ intent: 'save', fields: { ...toFields(await getSettings(tenantId)), ...change }, confirmed: true })

  beforeAll(async () => {
    for (const days of [10, 45, 100, 200])
      await aMailing(tenantId, { status: 'sent', opened_at: daysAgo(days), last_sent_at: daysAgo(days) })
    await aMailing(tenantId, { status: 'sent', last_sent_at: daysAgo(300), closed_at: daysAgo(1) })
    await aMailing(await aTenant(), { status: 'sent', last_sent_at: daysAgo(300) })
  })
  beforeEach(() =>
    db().query('UPDATE settings SET events_kept_days = 365, addresses_kept_days = 30 WHERE tenant_id = $1', [tenantId]),
  )

  test.each<[{ eventsKeptDays?: string; addressesKeptDays?: string }, string]>([
    [{ eventsKeptDays: '180' }, '1 campaign whose last email was sent more than 180 days ago'],
    [{ eventsKeptDays: '90' }, '2 campaigns whose last email was sent more than 90 days ago'],
    [{ eventsKeptDays: '30' }, '3 campaigns whose last email was sent more than 30 days ago'],
    [{ addressesKeptDays: '0' }, 'the full IP addresses of all opens and clicks'],
    [{ eventsKeptDays: '90', addressesKeptDays: '0' }, 'the full IP addresses of all opens and clicks'],
  ])('%j is not saved before it is confirmed what is deleted', async (change, loss) => {
    const asked = await save(change)
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining(loss)])
    expect(await kept()).toEqual([365, 30])
    expect(await (await confirmed(change)).text()).toContain('Settings saved')
    expect(await kept()).toEqual([Number(change.eventsKeptDays ?? 365), Number(change.addressesKeptDays ?? 30)])
  })

  test('keeping more, or as much, is saved at once', async () => {
    for (const change of [{ eventsKeptDays: '365' }, { eventsKeptDays: '730' }, { trackMarketing: false }])
      expect(await (await save(change)).text()).toContain('Settings saved')
    expect(await kept()).toEqual([730, 30])
  })

  test('what is wrong is said before anything is asked', async () => {
    const refused = await save({ eventsKeptDays: '30', postalAddress: '' })
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('postal address')])
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
