import { randomUUID } from 'node:crypto'
import { recomputePoints } from '#app/sync/points.server.ts'
import { skipReasonSql } from './consent.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aCustomer, aMember, aTenant } from '#tests/factories.ts'
import { everyMailState } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { clearBounce, recordBounce } from '../bounces/bounces.server.ts'
import { resubscribe, unsubscribe } from '../consent/unsubscribe.server.ts'
import { saveCustomers } from '../intake/apply.server.ts'
import { eraseMember } from '../intake/erase.server.ts'
import { mergeMembers } from '../intake/merge.server.ts'
import { foldTotals, getTotals, recountTotals } from './totals.server.ts'

/** What the totals must be, counted one by one. */
async function recount(tenantId: number): Promise<unknown> {
  const counted = await db().query(
    `SELECT count(*)::int AS members, (count(*) FILTER (WHERE ${skipReasonSql('$2')} IS NULL))::int AS reachable,
       (count(*) FILTER (WHERE email_state = 'SUBSCRIBED' AND NOT email_unsubscribed))::int AS consented,
       (count(*) FILTER (WHERE sms_state = 'SUBSCRIBED'))::int AS sms,
       (count(*) FILTER (WHERE email_unsubscribed OR email_state = 'UNSUBSCRIBED'))::int AS unsubscribed,
       (count(*) FILTER (WHERE email_bounce_type = 'hard'))::int AS hard,
       (count(*) FILTER (WHERE email_bounce_type = 'soft'))::int AS soft,
       (count(*) FILTER (WHERE email_complaint_at IS NOT NULL))::int AS complained
     FROM members m WHERE tenant_id = $1`,
    [tenantId, new Date()],
  )
  return counted.rows[0]
}

const STATES = ['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING'] as const

const pick = <T>(of: readonly T[]): T => {
  const chosen = of[Math.floor(Math.random() * of.length)]
  if (chosen === undefined) throw new Error('there is nothing to pick from')
  return chosen
}

/** What Shopify says of somebody known or new, who may have moved to no address at all. */
function aWord(memberId: string) {
  const at = new Date()
  const consent = { optInLevel: null, at, exact: true }
  const states = { email: { state: pick(STATES), ...consent }, sms: { state: pick(STATES), ...consent } }
  const change = aCustomer(memberId, { at, ...states })
  if (change.profile) change.profile.email = pick([null, `${memberId}@example.com`, 'shared@example.com'])
  return change
}

const NO_DETAILS = { mailingId: null, bounceType: null, subType: null, diagnostic: null }

type Shop = { tenantId: number; someone: bigint; other: bigint }

/** One of each kind of statement that writes members. */
const WRITES: Record<string, (shop: Shop) => Promise<unknown>> = {
  'words of Shopify': ({ tenantId, someone }) =>
    saveCustomers(
      tenantId,
      'shopify-webhook',
      ['8001', '8002', '8003', pick(['8004', '8005', '8006']), String(someone)].map(aWord),
    ),
  unsubscribe: ({ tenantId, someone }) =>
    unsubscribe({ tenantId, memberId: someone, mailingId: 1, source: 'one-click', at: new Date() }),
  resubscribe: ({ tenantId, someone }) => resubscribe({ tenantId, memberId: someone, mailingId: 1, at: new Date() }),
  bounce: ({ tenantId, someone }) =>
    recordBounce({
      ...NO_DETAILS,
      tenantId,
      memberId: someone,
      kind: pick(['hard', 'soft', 'complaint']),
      feedbackId: randomUUID(),
      at: new Date(),
    }),
  'lifted bounce': ({ tenantId, someone }) => clearBounce(tenantId, someone, 'staff'),
  merge: ({ tenantId, someone, other }) =>
    mergeMembers({ tenantId, kept: String(someone), gone: String(other), at: new Date(), reference: 'merge' }),
  erasure: ({ tenantId, someone }) => eraseMember(tenantId, someone),
  points: ({ tenantId }) => recomputePoints(tenantId),
}

async function aShopOfMany(): Promise<number> {
  const tenantId = await aTenant()
  for (const state of everyMailState()) {
    await aMember(tenantId, {
      email: state.email,
      email_state: state.emailState,
      email_unsubscribed: state.emailUnsubscribed,
      email_bounce_type: state.emailBounceType,
      email_complaint_at: state.emailComplaintAt,
      paused_until: state.pausedUntil,
    })
  }
  return tenantId
}

test('the totals are what a recount finds, whatever was written and however much of it was folded', async () => {
  const tenantId = await aShopOfMany()
  const other = await aTenant()
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
  await aMember(other)
  const kinds = Object.keys(WRITES)
  for (let round = 0; round < kinds.length * 6; round += 1) {
    const kind = kinds[round % kinds.length] ?? ''
    const members = await db().query<{ id: bigint }>('SELECT member_id AS id FROM members WHERE tenant_id = $1', [
      tenantId,
    ])
    const [someone, another] = [pick(members.rows).id, pick(members.rows).id]
    await WRITES[kind]?.({ tenantId, someone, other: another })
    if (round % 7 === 3) await foldTotals()
    expect([kind, await getTotals(tenantId)]).toEqual([kind, await recount(tenantId)])
  }
  await foldTotals()
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
  expect(await getTotals(other)).toEqual(await recount(other))
})

test('two who write one member at once are both counted', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const bounce = {
    tenantId,
    memberId,
    mailingId: null,
    bounceType: null,
    subType: null,
    diagnostic: null,
    at: new Date(),
  }
  await Promise.all([
    ...[1, 2, 3].map((n) => recordBounce({ ...bounce, kind: 'hard', feedbackId: `hard-${n}` })),
    unsubscribe({ tenantId, memberId, mailingId: 1, source: 'unsubscribe-link', at: new Date() }),
    clearBounce(tenantId, memberId, 'staff'),
    saveCustomers(tenantId, 'shopify-webhook', [aWord(String(memberId))]),
    foldTotals(),
  ])
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
})

test('members who were written past the app are counted anew, and what waited to be folded is not counted twice', async () => {
  const tenantId = await aShopOfMany()
  await foldTotals()
  await aMember(tenantId)
  await db().query("UPDATE members SET email_bounce_type = 'soft', sms_state = 'SUBSCRIBED' WHERE tenant_id = $1", [
    tenantId,
  ])
  await recountTotals(tenantId)
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
})

test('the totals go with their shop', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  await foldTotals()
  await aMember(tenantId)
  await db().query('DELETE FROM tenants WHERE tenant_id = $1', [tenantId])
  const left = await db().query(
    'SELECT FROM member_totals WHERE tenant_id = $1 UNION ALL SELECT FROM member_total_changes WHERE tenant_id = $1',
    [tenantId],
  )
  expect(left.rowCount).toBe(0)
})
