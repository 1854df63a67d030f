import { SKIP_REASON_SQL } from './consent.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { everyMailState } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import { foldTotals, getTotals } from './totals.server.ts'

/** What the totals must be, counted one by one. */
async function recount(tenantId: number): Promise<unknown> {
  const counted = await db().query(
    `SELECT count(*)::int AS members, (count(*) FILTER (WHERE ${SKIP_REASON_SQL} IS NULL))::int AS reachable,
       (count(*) FILTER (WHERE email_state = 'SUBSCRIBED' AND NOT email_unsubscribed))::int AS consented,
       (count(*) FILTER (WHERE sms_state = 'SUBSCRIBED'))::int AS sms,
       (count(*) FILTER (WHERE email_unsubscribed OR email_state = 'UNSUBSCRIBED'))::int AS unsubscribed,
       (count(*) FILTER (WHERE email_bounce_type = 'hard'))::int AS hard,
       (count(*) FILTER (WHERE email_bounce_type = 'soft'))::int AS soft,
       (count(*) FILTER (WHERE email_complaint_at IS NOT NULL))::int AS complained
     FROM members m WHERE tenant_id = $1`,
    [tenantId],
  )
  return counted.rows[0]
}

const WRITES = [
  "UPDATE members SET email_state = 'UNSUBSCRIBED' WHERE tenant_id = $1 AND random() < 0.2",
  'UPDATE members SET email_unsubscribed = NOT email_unsubscribed WHERE tenant_id = $1 AND random() < 0.2',
  "UPDATE members SET sms_state = 'SUBSCRIBED', points = 5 WHERE tenant_id = $1 AND random() < 0.2",
  "UPDATE members SET email_bounce_type = CASE WHEN random() < 0.5 THEN 'hard' ELSE 'soft' END::bounce_type WHERE tenant_id = $1 AND random() < 0.3",
  'UPDATE members SET email_bounce_type = NULL WHERE tenant_id = $1 AND random() < 0.3',
  'UPDATE members SET email_complaint_at = now() WHERE tenant_id = $1 AND random() < 0.1',
  'UPDATE members SET email = NULL WHERE tenant_id = $1 AND random() < 0.1',
  'DELETE FROM members WHERE tenant_id = $1 AND random() < 0.1',
  `INSERT INTO members (tenant_id, member_id, email, email_state, created_at, updated_at)
     SELECT $1, n, 'm' || n || '@example.com', 'SUBSCRIBED', now(), now() FROM generate_series(1, 60) AS n
     ON CONFLICT (tenant_id, member_id) DO UPDATE SET email = excluded.email, email_state = 'PENDING'`,
]

test('the totals are what a recount finds, whatever was written and however much of it was folded', async () => {
  const tenantId = await aTenant()
  const other = await aTenant()
  for (const state of everyMailState()) {
    await aMember(tenantId, {
      email: state.email,
      email_state: state.emailState,
      email_unsubscribed: state.emailUnsubscribed,
      email_bounce_type: state.emailBounceType,
      email_complaint_at: state.emailComplaintAt,
    })
  }
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
  await aMember(other)
  for (let round = 0; round < 30; round += 1) {
    await db().query(WRITES[Math.floor(Math.random() * WRITES.length)] ?? '', [tenantId])
    if (round % 7 === 3) await foldTotals()
    expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
  }
  await foldTotals()
  expect(await getTotals(tenantId)).toEqual(await recount(tenantId))
  expect(await getTotals(other)).toEqual(await recount(other))
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
