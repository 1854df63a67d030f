// A shop of a million members with a year of campaigns behind it, beside other shops' members.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { db } from '#app/platform/db/db.server.ts'
import { BLOCK } from '#app/sending/blocks.ts'
import { ensurePartitions } from '#app/sending/partitions.server.ts'
import { EVENT } from '#app/tracking/events.ts'

export type Size = { members: number; campaigns: number; recipients: number; orders: number }

/** The large shop. */
export const SHOP = 1
const BATCH = 100_000
const BLOCKS = 3
/** As people.sql numbers the members of the large shop. */
const MEMBER = '7000000000000 + 2 * p * 37'

/** Fills an empty database; one that is filled already, to the same size, is taken as it is. */
export async function fill(size: Size): Promise<void> {
  const found = await db().query<{ filled: boolean }>(
    `SELECT (SELECT count(*) FROM members WHERE tenant_id = $1) = $2 AND (SELECT count(*) FROM recipients) > 0 AS filled`,
    [SHOP, size.members],
  )
  if (found.rows[0]?.filled) return
  const started = performance.now()
  await makeMembers(size.members)
  await makeMailings(size)
  await makeHabits(size.members)
  await makeOrders(size)
  await db().query('VACUUM ANALYZE')
  await db().query('CHECKPOINT')
  console.log(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

/** As many in other shops as in the large one. */
export async function makeMembers(members: number): Promise<void> {
  await db().query('TRUNCATE tenants CASCADE')
  await db().query(
    `INSERT INTO tenants (tenant_id, shop, installed_at)
     SELECT n, 'shop-' || n || '.myshopify.com', now() FROM generate_series(1, 51) AS n`,
  )
  const people = await readFile(path.join(import.meta.dirname, '../members/people.sql'), 'utf8')
  for (let from = 1; from <= 2 * members; from += BATCH) {
    await db().query('SELECT setseed($1)', [from / (2 * members + 1)])
    await db().query(people, [members, from, Math.min(from + BATCH - 1, 2 * members)])
  }
}

/** Each to every so manieth member, from another one on; the numbers lie in the blocks of three months. */
async function makeMailings({ members, campaigns, recipients }: Size): Promise<void> {
  const step = Math.max(1, Math.round((members * campaigns) / recipients))
  for (let block = 0; block < BLOCKS; block += 1) await ensurePartitions(block)
  for (let number = 1; number <= campaigns; number += 1) {
    const mailingId = (number % BLOCKS) * BLOCK + number
    const at = new Date(Date.UTC(2026, 10, 20) - (campaigns - number) * 86_400_000)
    await db().query(
      `INSERT INTO campaigns (tenant_id, campaign_id, name, created_at, updated_at, started_at) VALUES ($1, $2::int, 'Campaign ' || $2::int, $3, $3, $3)`,
      [SHOP, number, at],
    )
    await db().query(
      `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks, status, opened_at)
       VALUES ($1, $2, 'campaign', $3, 'marketing', 1, '{}', true, true, 'sent', $4)`,
      [SHOP, mailingId, number, at],
    )
    await db().query(
      `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, frozen_at, settled_at)
       SELECT $1, $2, ${MEMBER}, (CASE WHEN p / $5::bigint % 100 = 99 THEN 'skipped' ELSE 'sent' END)::recipient_state,
         (CASE WHEN p / $5::bigint % 100 = 99 THEN 'no-consent' END)::skip_reason, $3, $3
       FROM generate_series(1 + $4::bigint % $5::bigint, $6::bigint, $5::bigint) AS p`,
      [SHOP, mailingId, at, number, step, members],
    )
    await db().query(
      `INSERT INTO mail_events (tenant_id, mailing_id, type, link_no, send_no, member_id, created_at, hits, machine_hits, seen_hits, verdict, device, client)
       SELECT $1, $2, e.type, 0, 0, ${MEMBER}, $3, 1, 0, 1, 1, 1, 1
       FROM generate_series(1 + $4::bigint % $5::bigint, $6::bigint, $5::bigint) AS p
       CROSS JOIN (VALUES (${EVENT.sent}, 20, 6), (${EVENT.opened}, 20, 3), (${EVENT.clicked}, 20, 1), (${EVENT.failed}, 100, 1), (${EVENT.replied}, 200, 1)) AS e (type, of, these)
       WHERE p / $5::bigint % e.of < e.these`,
      [SHOP, mailingId, at, number, step, members],
    )
  }
}

/** What is kept of everybody, how consent came, and who is not tracked. */
async function makeHabits(members: number): Promise<void> {
  const days = (from: number, count: string) =>
    `(SELECT coalesce(array_agg(2515 - ${from} - d * (1 + p % 13) ORDER BY d), '{}')::smallint[] FROM generate_series(0, least(10, ${count}) - 1) AS d)`
  await db().query(
    `INSERT INTO member_engagement (tenant_id, member_id, receipts, opens, clicks, device, client, level, weight, receipt_days, open_days, click_days)
     SELECT $1, ${MEMBER}, 20, p % 12, p % 4, p % 4, p % 10, CASE WHEN p % 12 > 0 THEN 2300 + p % 300 END, 1,
       ${days(0, '20')}, ${days(3, '(p % 12)::int')}, ${days(5, '(p % 4)::int')}
     FROM generate_series(1, $2::bigint) AS p`,
    [SHOP, members],
  )
  await db().query(
    `INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, old_state, new_state, recorded_at, actor, hash)
     SELECT $1, ${MEMBER}, 1, 'email', (CASE WHEN p % 5 = 0 THEN 'shopify-webhook' ELSE 'import' END)::consent_source, NULL, 'SUBSCRIBED', now(), 'bench', '\\x00'
     FROM generate_series(1, $2::bigint) AS p`,
    [SHOP, members],
  )
  await db().query(
    `INSERT INTO do_not_track (tenant_id, member_id) SELECT $1, ${MEMBER} FROM generate_series(1, $2::bigint, 100) AS p`,
    [SHOP, members],
  )
}

async function makeOrders({ members, orders }: Size): Promise<void> {
  await db().query(
    `INSERT INTO orders (tenant_id, order_id, member_id, name, ordered_at, created_at, total, current_total, currency, presentment_total, presentment_currency, updated_at, told_at)
     SELECT $1, n, 7000000000000 + 2 * (1 + n * 7 % $2) * 37, '#' || n, at, at, 40, 40, 'USD', 40, 'USD', at, at
     FROM (SELECT n, '2026-11-20'::timestamptz - (n % 700) * interval '1 day' AS at FROM generate_series(1, $3::bigint) AS n) AS placed`,
    [SHOP, members, orders],
  )
  await db().query(
    `INSERT INTO order_lines (tenant_id, order_id, line_id, product_id, title, quantity, current_quantity, price)
     SELECT $1, n, line, 1 + (n * line) % 500, 'Product ' || 1 + (n * line) % 500, 1, 1, 20
     FROM generate_series(1, $2::bigint) AS n, generate_series(1, 2) AS line`,
    [SHOP, orders],
  )
}
