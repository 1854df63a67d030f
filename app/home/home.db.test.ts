import { listRecentCampaigns } from '#app/analytics/campaign/campaign-rows.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { dismissGuide } from '#app/settings/settings.server.ts'
import { EVENT, type EventName } from '#app/tracking/events.ts'
import { findLastCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { aCampaign, type AMailing, aMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { countAudience, findGuide } from './home.server.ts'
import { replayMessages } from '#app/inbox/messages/messages.server.ts'
import { findProblems, isInStep } from './problems.server.ts'

test('the audience counts who can be mailed, and only of this shop', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await aMember(tenantId, { email_bounce_type: 'hard', email_bounce_at: new Date() })
  await aMember(tenantId, { email_state: 'UNSUBSCRIBED', email_unsubscribed: true })
  await aMember(await aTenant())
  expect(await countAudience(tenantId)).toEqual({ members: 3, reachable: 1, unsubscribed: 1 })
})

async function count({ tenantId, mailingId }: AMailing, name: EventName, people: number) {
  await db().query(
    'INSERT INTO mail_stats (tenant_id, mailing_id, type, slot, people, hits) VALUES ($1, $2, $3, 0, $4, $4)',
    [tenantId, mailingId, EVENT[name], people],
  )
}

test('recent campaigns carry their rates over what the shop chose', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId, { status: 'sent' }, { name: 'Spring' })
  await aCampaign(tenantId, { name: 'Next' })
  await count(mailing, 'sent', 200)
  await count(mailing, 'bounced', 100)
  await count(mailing, 'opened', 50)
  const [next, spring] = await listRecentCampaigns(tenantId, 'delivered')
  expect(next).toMatchObject({ name: 'Next', started: false, sent: 0, openRate: null })
  expect(spring).toMatchObject({ name: 'Spring', started: true, sent: 200, openRate: 0.5 })
  expect((await listRecentCampaigns(tenantId, 'sent'))[1]).toMatchObject({ openRate: 0.25 })
})

test('a campaign whose opens were not tracked has no open rate, instead of none at all', async () => {
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId, { status: 'sent' }, { track_opens: false })
  await count(mailing, 'sent', 200)
  await count(mailing, 'clicked', 20)
  const [campaign] = await listRecentCampaigns(tenantId, 'delivered')
  expect(campaign).toMatchObject({ openRate: null, clickRate: 0.1 })
})

test('the guide ticks off what is there, and stays away once put away or done', async () => {
  const tenantId = await aTenant()
  const done = async () => (await findGuide(tenantId))?.filter((step) => step.done).map((step) => step.key)
  expect(await done()).toEqual(['postalAddress'])
  await aSegment(tenantId)
  await aCampaign(tenantId)
  expect(await done()).toEqual(['postalAddress', 'segment'])
  await db().query("UPDATE settings SET sender_name = 'Wide Sky' WHERE tenant_id = $1", [tenantId])
  await aMailing(tenantId)
  expect(await findGuide(tenantId)).toBeNull()
  const other = await aTenant()
  await dismissGuide(other)
  expect(await findGuide(other)).toBeNull()
})

test('problems are counted, and dead messages can be tried again', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const none = {
    deadDeliveries: 0,
    lastDeathAt: null,
    deadline: false,
    refusedWriteBacks: 0,
    refusedMember: null,
    lostScopes: [],
  }
  expect(await findProblems(tenantId)).toEqual(none)
  const delivery = (id: string, tenant: number) =>
    db().query(
      `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, state, attempts)
       VALUES ($1, $2, 'customers/update', '2026-10', now(), now(), '{}', 'dead', 5)`,
      [tenant, id],
    )
  const other = await aTenant()
  await delivery('a', tenantId)
  await delivery('b', other)
  await db().query(
    `INSERT INTO outbox (tenant_id, member_id, email_state, email_at, state, not_before, created_at)
     VALUES ($1, $2, 'UNSUBSCRIBED', now(), 'refused', now(), now())`,
    [tenantId, memberId],
  )
  expect(await findProblems(tenantId)).toEqual({
    deadDeliveries: 1,
    lastDeathAt: expect.any(Date),
    deadline: false,
    refusedWriteBacks: 1,
    refusedMember: String(memberId),
    lostScopes: [],
  })
  expect(await replayMessages(tenantId)).toBe(1)
  expect(await findProblems(tenantId)).toMatchObject({ deadDeliveries: 0 })
  expect(await findProblems(other)).toMatchObject({ deadDeliveries: 1 })
})

test('a failed message and a later check without differences do not contradict each other', async () => {
  const tenantId = await aTenant()
  const failed = (topic: string, at: string) =>
    db().query(
      `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, worked_at, body, state)
       VALUES ($1, gen_random_uuid(), $2, '2026-10', $3, $3, $3, '{}', 'dead')`,
      [tenantId, topic, at],
    )
  const checked = (at: string) =>
    db().query(
      `INSERT INTO imports (tenant_id, kind, status, requested_at, finished_at) VALUES ($1, 'reconcile', 'done', $2, $2)`,
      [tenantId, at],
    )
  const inStep = async () => isInStep(await findProblems(tenantId), await findLastCheck(tenantId))
  await failed('customers/update', '2026-03-02T10:00:00Z')
  expect(await inStep()).toBe(false)
  await checked('2026-03-02T03:10:00Z')
  expect(await inStep()).toBe(false)
  await checked('2026-03-03T03:10:00Z')
  expect(await inStep()).toBe(true)
  await failed('customers/data_request', '2026-03-03T12:00:00Z')
  expect(await inStep()).toBe(false)
  expect(await findProblems(tenantId)).toMatchObject({ deadDeliveries: 2, deadline: true })
})

test('a permission that the shop took back is a trouble, one that another includes is not', async () => {
  const tenantId = await aTenant({ scopes: ['write_customers', 'read_customer_merge'] })
  expect(await findProblems(tenantId)).toMatchObject({ lostScopes: ['read_orders'] })
})
