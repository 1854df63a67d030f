// The shops of the benchmark: whom was sent to, and what must have become of what SES told.
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { REPEATS } from './load.ts'
import { emailOf, MAILINGS, receiptOf, SHOPS } from './notifications.ts'

const HANDED_OVER_AGO_MS = 60_000
const AT_ONCE = 5_000

/** Shops with members, to each of whom a mail was handed over, as nearly all have been when SES tells of them. */
export async function prepareShops(count: number): Promise<void> {
  const now = new Date()
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    `INSERT INTO tenants (tenant_id, shop, name, installed_at) OVERRIDING SYSTEM VALUE
     SELECT id, 'bench-' || id || '.myshopify.com', 'Bench', $2 FROM generate_series(1, $1) id`,
    [SHOPS, now],
  )
  await db().query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       status, opened_at, last_sent_at)
     SELECT 1 + id % $3, id, 'campaign', 100 + id, 'marketing', id, '{}', true, true, 'sent', $2, $2 FROM generate_series(1, $1) id`,
    [MAILINGS, now, SHOPS],
  )
  const numbers = Array.from({ length: count }, (_, number) => number)
  const receipts = numbers.map(receiptOf)
  const columns = [
    receipts.map(({ tenantId }) => tenantId),
    receipts.map(({ mailingId }) => mailingId),
    receipts.map(({ memberId }) => memberId),
  ]
  await db().query(
    `INSERT INTO members (tenant_id, member_id, email, email_state, email_consent_updated_at, created_at, updated_at)
     SELECT tenant_id, member_id, email, 'SUBSCRIBED', $4, $4, $4 FROM unnest($1::int[], $2::bigint[], $3::text[]) AS g(tenant_id, member_id, email)`,
    [columns[0], columns[2], numbers.map(emailOf), now],
  )
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, attempt, message_id, frozen_at, settled_at, provider)
     SELECT tenant_id, mailing_id, member_id, 'sent', 1, 'm' || member_id, $4, $4, 1
     FROM unnest($1::int[], $2::int[], $3::bigint[]) AS g(tenant_id, mailing_id, member_id)`,
    [...columns, new Date(now.getTime() - HANDED_OVER_AGO_MS)],
  )
  await db().query('VACUUM ANALYZE members, recipients')
}

/** As if nothing had been told of the mails but that they were sent. */
export async function beginAnew(count: number): Promise<void> {
  // What the round before has left in hand comes to an end.
  await sleep(300)
  await db().query(
    `TRUNCATE sns_box, sns_receipts, sns_failures, bounces, mail_events, mail_stats, mail_stats_by_time, link_stats, provider_stats,
       member_engagement, engagement_levels, member_total_changes`,
  )
  await db().query('UPDATE recipients SET bounce_cause = NULL WHERE bounce_cause IS NOT NULL')
  await db().query(
    `UPDATE members SET email_bounce_type = NULL, email_bounce_at = NULL, email_complaint_at = NULL
     WHERE email_bounce_at IS NOT NULL OR email_complaint_at IS NOT NULL`,
  )
  const at = new Date(Date.now() - HANDED_OVER_AGO_MS)
  for (let from = 0; from < count; from += AT_ONCE)
    await recordEvents(
      db(),
      Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => ({
        ...receiptOf(from + index),
        sendNo: 0,
        type: EVENT.sent,
        at,
      })),
    )
  await db().query('VACUUM ANALYZE mail_events')
  await db().query('CHECKPOINT')
}

/**
 * Every notification that was answered has its receipt, but for the repeated ones, and each receipt its effect, once; beyond
 * them only those whose answers the load did not wait for.
 */
export async function proveEffect(answered: number, connections: number): Promise<void> {
  const found = await db().query<{ told: Record<string, number>; effects: Record<string, number>; failures: number }>(
    `SELECT (SELECT jsonb_object_agg(digit, n) FROM
         (SELECT left(message_id::text, 1) AS digit, count(*) AS n FROM sns_receipts GROUP BY 1) AS receipts) AS told,
       (SELECT jsonb_object_agg(type, n) FROM (SELECT type, sum(hits) AS n FROM mail_events GROUP BY 1) AS events)
         || jsonb_build_object('members', (SELECT count(*) FROM members WHERE email_bounce_type IS NOT NULL OR email_complaint_at IS NOT NULL),
           'bounces', (SELECT count(*) FROM bounces)) AS effects,
       (SELECT count(*)::int FROM sns_failures) AS failures`,
  )
  const { told = {}, effects = {}, failures = 0 } = found.rows[0] ?? {}
  const of = (digit: string) => told[digit] ?? 0
  const expected = {
    [EVENT.delivered]: of('1'),
    [EVENT.delayed]: of('2'),
    [EVENT.bounced]: of('3') + of('4'),
    [EVENT.softBounced]: of('3'),
    [EVENT.hardBounced]: of('4'),
    [EVENT.complained]: of('5'),
    members: of('3') + of('4') + of('5'),
    bounces: of('3') + of('4') + of('5'),
  }
  const wrong = Object.entries(expected).filter(([name, count]) => (effects[name] ?? 0) !== count)
  if (wrong.length > 0 || failures > 0)
    throw new Error(
      `receipts ${JSON.stringify(told)} and effects ${JSON.stringify(effects)} differ, ${failures} failed`,
    )
  const receipts = Object.values(told).reduce((sum, count) => sum + count, 0)
  const repeated = answered / REPEATS
  if (receipts < answered - repeated - 2 || receipts > answered - repeated + connections + 2)
    throw new Error(`${answered} were answered, about ${repeated} of them repeated, and ${receipts} have a receipt`)
  const differences = await recount()
  if (differences.length > 0) throw new Error(`the rollups differ: ${JSON.stringify(differences.slice(0, 3))}`)
}
