import { db } from '#app/platform/db/db.server.ts'
import { createApiKey, deleteApiKey } from '#app/settings/api-keys.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { type MailEvent, EVENT } from '#app/tracking/events.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, expect, test } from 'vitest'
import { loader } from './api.route.ts'

let tenantId = 0
let otherTenant = 0
let campaignId = 0
let mailingId = 0
const NOON = new Date('2026-03-28T12:10:00Z')

const events = (type: MailEvent['type'], members: number, row: Partial<MailEvent> = {}): MailEvent[] =>
  Array.from({ length: members }, (_, index) => ({
    tenantId,
    mailingId,
    sendNo: 0,
    memberId: BigInt(index + 1),
    type,
    at: NOON,
    ...row,
  }))

beforeAll(async () => {
  tenantId = await aTenant()
  otherTenant = await aTenant()
  ;({ campaignId, mailingId } = await aMailing(tenantId, { status: 'sent', ended_at: NOON }, { started_at: NOON }))
  await recordEvents(db(), [
    ...events(EVENT.sent, 20),
    ...events(EVENT.bounced, 4),
    ...events(EVENT.hardBounced, 4),
    ...events(EVENT.opened, 4, { verdict: 'human' }),
    ...events(EVENT.clicked, 2, { linkNo: 1, verdict: 'human' }),
    ...events(EVENT.unsubscribed, 1),
    ...events(EVENT.complained, 1),
  ])
})

const askApi = (id: unknown, headers: Record<string, string> = {}, client = '203.0.113.1') =>
  loader({
    request: new Request(`http://localhost:3000/api/v1/campaigns/${String(id)}/analytics`, { headers }),
    params: { campaignId: String(id) },
    context: { client },
  })

test('the API answers a key of the shop with counts and rates', async () => {
  const key = await createApiKey(tenantId, 'warehouse')
  const response = await askApi(campaignId, { Authorization: `Bearer ${key}` })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    campaign_id: campaignId,
    sent: 20,
    delivered: 16,
    bounced: 4,
    opened: 4,
    clicked: 2,
    unsubscribed: 1,
    complained: 1,
    unconfirmed: 0,
    rates: { open_rate: { value: 0.25, over: 'delivered', benchmark: 'good' } },
  })
})

test("another shop's campaign does not exist, nor does one with an odd id", async () => {
  const key = { Authorization: `Bearer ${await createApiKey(otherTenant, 'theirs')}` }
  const answers = await Promise.all([campaignId, 0, -1, '1e3', '99999999999', 'x'].map((id) => askApi(id, key)))
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
})

test('without a valid key or session token the API answers 401 in JSON', async () => {
  const dead = await createApiKey(tenantId, 'gone')
  const { rows } = await db().query("SELECT key_id FROM api_keys WHERE name = 'gone'")
  await deleteApiKey(tenantId, rows[0].key_id)
  const wrong = [
    '',
    'Bearer',
    'Bearer glk_nonsense',
    `Bearer ${dead}`,
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    `Basic ${dead}`,
  ]
  const answers = await Promise.all(wrong.map((value) => askApi(campaignId, value ? { Authorization: value } : {})))
  expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 401))
  expect(await answers[0]?.json()).toHaveProperty('error')
})

test('who sends too many wrong keys waits for a minute, whatever key comes next; nobody else does', async () => {
  const right = await createApiKey(tenantId, 'right')
  const guess = (number: number) => `Bearer glk_${String(number).padStart(43, 'A')}`
  const client = '198.51.100.7'
  for (let number = 0; number < 20; number += 1)
    expect((await askApi(campaignId, { Authorization: guess(number) }, client)).status).toBe(401)
  const refused = await askApi(campaignId, { Authorization: `Bearer ${right}` }, client)
  const seconds = Number(refused.headers.get('Retry-After'))
  expect(refused.status).toBe(429)
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  expect(await refused.json()).toMatchObject({ error: expect.stringContaining(`${seconds} seconds`) })
  expect((await askApi(campaignId, { Authorization: `Bearer ${right}` })).status).toBe(200)
})

test('right keys, other campaigns and requests without a key are no wrong keys', async () => {
  const right = { Authorization: `Bearer ${await createApiKey(tenantId, 'busy')}` }
  const client = '198.51.100.8'
  const statuses = new Set<number>()
  for (let number = 0; number < 25; number += 1) {
    statuses.add((await askApi(campaignId, right, client)).status)
    statuses.add((await askApi(999_999, right, client)).status)
    statuses.add((await askApi(campaignId, {}, client)).status)
  }
  expect(statuses).toEqual(new Set([200, 404, 401]))
})

test.each([
  ['a session token of another app', () => sessionToken('own.myshopify.com', { audience: 'another-app' })],
  ['an expired session token', () => sessionToken('own.myshopify.com', { issuedAt: new Date(Date.now() - 120_000) })],
  ['a session token signed with a guess', () => sessionToken('own.myshopify.com', { secret: 'guess' })],
  ['half a key', () => 'glk_'],
  ['a very long key', () => `glk_${'A'.repeat(8_000)}`],
  ['a key in capitals', () => `GLK_${'A'.repeat(43)}`],
  ['a key with a NUL', () => `glk_${'A'.repeat(42)}%00`],
])('%s counts as a wrong key as well', async (what, token) => {
  const statuses: number[] = []
  for (let number = 0; number < 21; number += 1)
    statuses.push((await askApi(campaignId, { Authorization: `Bearer ${token()}` }, what)).status)
  expect(new Set(statuses.slice(0, 20))).toEqual(new Set([401]))
  expect(statuses[20]).toBe(429)
})

const askByUrl = adminForTests('analytics/api/api.route.ts')

test('the admin reads it with the session token of the shop, and no other shop with its own', async () => {
  const found = await db().query("UPDATE tenants SET shop = 'own.myshopify.com' WHERE tenant_id = $1 RETURNING shop", [
    tenantId,
  ])
  await db().query("UPDATE tenants SET shop = 'other.myshopify.com' WHERE tenant_id = $1", [otherTenant])
  await aSession('own.myshopify.com')
  await aSession('other.myshopify.com')
  const path = `/api/v1/campaigns/${campaignId}/analytics`
  const askAs = (token: string) => askByUrl(path, { headers: { Authorization: `Bearer ${token}` } })
  const own = await askAs(sessionToken(found.rows[0].shop))
  expect(own.status).toBe(200)
  expect(await own.json()).toMatchObject({ campaign_id: campaignId, sent: 20 })
  expect((await askAs(sessionToken('other.myshopify.com'))).status).toBe(404)
  const forged = await askAs(`${sessionToken('own.myshopify.com').slice(0, -4)}AAAA`)
  expect(forged.status).toBe(401)
  expect(forged.headers.get('content-type')).toContain('application/json')
})

test('a token of a shop that Shopify does not confirm is 503, in JSON', async () => {
  const answer = await askByUrl(`/api/v1/campaigns/${campaignId}/analytics`, {
    headers: { Authorization: `Bearer ${sessionToken('nobody-knows-it.myshopify.com')}` },
  })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toHaveProperty('error')
})
