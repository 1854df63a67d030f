import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeAll, describe, expect, test } from 'vitest'

const SHOP = 'block.myshopify.com'
const NEIGHBOUR = 'neighbour.myshopify.com'
const BLOCK_ORIGIN = 'https://extensions.shopifycdn.com'

const ask = adminForTests('analytics/api/extension.route.ts')
let tenantId = 0

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP, timezone: 'Europe/Vienna' })
  await aSession(SHOP)
})

const askFor = (memberId: bigint | string, token = sessionToken(SHOP)) =>
  ask(`/api/ext/customers/${memberId}`, { headers: { Authorization: `Bearer ${token}`, Origin: BLOCK_ORIGIN } })

async function aRecipient(memberId: bigint, row: { name: string; state: string; skipReason?: string }) {
  const { mailingId } = await aMailing(tenantId, {}, { name: row.name })
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, frozen_at, settled_at)
     VALUES ($1, $2, $3, $4, $5, '2026-11-01T08:00:00Z', '2026-11-01T08:05:00Z')`,
    [tenantId, mailingId, memberId, row.state, row.skipReason],
  )
  return mailingId
}

const anEvent = (mailingId: number, memberId: bigint, type: number, { at, hits = 1 }: { at: string; hits?: number }) =>
  db().query(
    `INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at, hits, machine_hits)
     VALUES ($1, $2, $3, $4, $5, $6, 1)`,
    [tenantId, mailingId, memberId, type, at, hits],
  )

test('the block is told consent, deliverability and points, and may read it from its own origin', async () => {
  const memberId = await aMember(tenantId, {
    points: 120,
    email_consent_updated_at: '2026-10-01T10:00:00Z',
    email_consent_exact: true,
    sms_state: 'SUBSCRIBED',
    sms_consent_updated_at: '2026-10-01T10:00:00Z',
    email_bounce_type: 'hard',
    email_bounce_at: '2026-11-02T10:00:00Z',
  })
  const response = await askFor(memberId)
  expect(response.status).toBe(200)
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(await response.json()).toEqual({
    status: 'known',
    timezone: 'Europe/Vienna',
    member: {
      memberId: String(memberId),
      points: 120,
      email: { state: 'SUBSCRIBED', since: '2026-10-01T10:00:00.000Z' },
      sms: { state: 'SUBSCRIBED', since: null },
      unsubscribed: false,
      bounce: { kind: 'hard', at: '2026-11-02T10:00:00.000Z', notTried: false },
      complainedAt: null,
      blockedBy: 'hard-bounced',
      campaigns: [],
    },
  })
})

test('each of the last five campaigns comes with the most telling thing that happened', async () => {
  const memberId = await aMember(tenantId)
  await aRecipient(memberId, { name: 'Too long ago', state: 'sent' })
  const clicked = await aRecipient(memberId, { name: 'Clicked', state: 'sent' })
  await anEvent(clicked, memberId, EVENT.delivered, { at: '2026-11-01T08:06:00Z' })
  await anEvent(clicked, memberId, EVENT.opened, { at: '2026-11-01T09:00:00Z' })
  await anEvent(clicked, memberId, EVENT.clicked, { at: '2026-11-01T09:01:00Z' })
  const prefetched = await aRecipient(memberId, { name: 'Opened by a scanner', state: 'sent' })
  await anEvent(prefetched, memberId, EVENT.delivered, { at: '2026-11-02T08:06:00Z' })
  await anEvent(prefetched, memberId, EVENT.opened, { at: '2026-11-02T08:06:01Z', hits: 0 })
  const bounced = await aRecipient(memberId, { name: 'Bounced', state: 'sent' })
  await anEvent(bounced, memberId, EVENT.bounced, { at: '2026-11-03T08:06:00Z' })
  await anEvent(bounced, memberId, EVENT.softBounced, { at: '2026-11-03T08:06:00Z' })
  await aRecipient(memberId, { name: 'Skipped', state: 'skipped', skipReason: 'no-consent' })
  await aRecipient(memberId, { name: 'Waiting', state: 'queued' })
  const { member } = await (await askFor(memberId)).json()
  expect(
    member.campaigns.map(({ name, outcome, skipReason, at }: Record<string, unknown>) => [
      name,
      outcome,
      skipReason,
      at,
    ]),
  ).toEqual([
    ['Waiting', 'queued', null, '2026-11-01T08:05:00.000Z'],
    ['Skipped', 'skipped', 'no-consent', '2026-11-01T08:05:00.000Z'],
    ['Bounced', 'soft-bounced', null, '2026-11-03T08:06:00.000Z'],
    ['Opened by a scanner', 'delivered', null, '2026-11-02T08:06:00.000Z'],
    ['Clicked', 'clicked', null, '2026-11-01T09:01:00.000Z'],
  ])
})

test("another shop's customer is as unknown as one whom nobody has", async () => {
  const neighbour = await aTenant({ shop: NEIGHBOUR })
  const theirs = await aMember(neighbour)
  const response = await askFor(theirs)
  expect([response.status, await response.json()]).toEqual([404, { status: 'unknown', import: 'done' }])
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
})

test('an unknown customer comes with how far the import is', async () => {
  await db().query("INSERT INTO imports (tenant_id, status, requested_at) VALUES ($1, 'loading', now())", [tenantId])
  expect(await (await askFor('7999999999999')).json()).toEqual({ status: 'unknown', import: 'running' })
})

test.each(['0', '1e3', '-1', 'gid', '9223372036854775808', "1' OR '1'='1"])(
  '%s is no customer number and is not found',
  async (id) => {
    expect((await askFor(encodeURIComponent(id))).status).toBe(404)
  },
)

test('the preflight that browsers send before the token is answered', async () => {
  const response = await ask('/api/ext/customers/1', { method: 'OPTIONS', headers: { Origin: BLOCK_ORIGIN } })
  expect(response.status).toBe(204)
  expect(response.headers.get('Access-Control-Allow-Headers')).toContain('Authorization')
})

describe('a token that Shopify did not give for this app is refused and nothing is written', () => {
  const stored = async () =>
    (
      await db().query(
        'SELECT (SELECT count(*) FROM tenants) AS tenants, (SELECT json_agg(s) FROM sessions s) AS sessions',
      )
    ).rows

  test.each([
    ['signed with another secret', () => sessionToken(SHOP, { secret: 'guessed' })],
    ['made for another app', () => sessionToken(SHOP, { audience: 'another-app' })],
    ['expired', () => sessionToken(SHOP, { issuedAt: new Date(Date.now() - 120_000) })],
    ['not yet valid', () => sessionToken(SHOP, { issuedAt: new Date(Date.now() + 120_000) })],
    ['without a signature', () => `${sessionToken(SHOP).split('.').slice(0, 2).join('.')}.`],
    ['no token at all', () => 'nonsense'],
  ])('%s', async (_, forge) => {
    const memberId = await aMember(tenantId)
    const before = await stored()
    const response = await askFor(memberId, forge())
    expect([response.status, await response.text()]).toEqual([401, ''])
    expect(await stored()).toEqual(before)
  })

  test('no Authorization header', async () => {
    const memberId = await aMember(tenantId)
    expect((await ask(`/api/ext/customers/${memberId}`)).status).toBe(401)
  })
})
