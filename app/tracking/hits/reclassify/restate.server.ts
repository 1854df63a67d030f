// Writes events anew from the hits of the log, and what was counted of them: rollups, people of campaigns, engagement. Only
// while nobody counts (holdFold), in the caller's transaction.
import type { PoolClient } from 'pg'
import type { Sql } from '#app/platform/db/db.server.ts'
import { DAYS_KEPT, sqlDay, sqlLevel } from '#app/members/core/engagement.ts'
import { BEGUN, notedAs } from '../../campaign-people.ts'
import { isAbove, sqlWeight } from '../../engagement.ts'
import { QUARTER } from '../../events.server.ts'
import { EVENT, type EventRow } from '../../events.ts'

export type RestatedMailing = { tenantId: number; mailingId: number }

/** No process's own. */
const SLOT = -1
const TYPES = `${EVENT.opened}, ${EVENT.clicked}`

/** Writes these rows in place of those with their keys, which are as many hits; returns of how many the hits differ. */
export async function restateEvents(sql: PoolClient, rows: EventRow[]): Promise<number> {
  const column = (name: keyof EventRow) => rows.map((row) => row[name])
  const restated = await sql.query(
    `UPDATE mail_events e SET hits = g.hits, machine_hits = g.machine_hits, seen_hits = g.seen_hits,
       created_at = to_timestamp(g.at::float8 / 1000), verdict = g.verdict, device = g.device, client = g.client
     FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[], $5::smallint[], $6::bigint[], $7::bigint[], $8::int[],
         $9::int[], $10::int[], $11::smallint[], $12::smallint[], $13::smallint[])
       AS g(tenant_id, mailing_id, type, link_no, send_no, member_id, at, hits, machine_hits, seen_hits, verdict, device, client)
     WHERE e.tenant_id = g.tenant_id AND e.mailing_id = g.mailing_id AND e.type = g.type AND e.link_no = g.link_no
       AND e.send_no = g.send_no AND e.member_id = g.member_id AND e.hits + e.machine_hits = g.hits + g.machine_hits`,
    [
      column('tenantId'),
      column('mailingId'),
      column('type'),
      column('linkNo'),
      column('sendNo'),
      column('memberId'),
      column('at'),
      column('hits'),
      column('machineHits'),
      column('seenHits'),
      column('verdict'),
      column('device'),
      column('client'),
    ],
  )
  return rows.length - (restated.rowCount ?? 0)
}

const OF_MAILING = 'tenant_id = $1 AND mailing_id = $2'

/** Counts what is counted of a mailing's opens and clicks anew from its events. */
export async function restateRollups(sql: PoolClient, { tenantId, mailingId }: RestatedMailing): Promise<void> {
  const key = [tenantId, mailingId]
  await sql.query(`DELETE FROM mail_stats WHERE ${OF_MAILING} AND type IN (${TYPES})`, key)
  await sql.query(
    `INSERT INTO mail_stats (tenant_id, mailing_id, type, slot, people, hits, machine_people, machine_hits, seen_people)
     SELECT tenant_id, mailing_id, type, ${SLOT}, count(*) FILTER (WHERE hits > 0), sum(hits),
       count(*) FILTER (WHERE hits = 0 AND machine_hits > 0), sum(machine_hits), count(*) FILTER (WHERE seen_hits > 0)
     FROM mail_events WHERE ${OF_MAILING} AND type IN (${TYPES}) AND link_no = 0 GROUP BY 1, 2, 3`,
    key,
  )
  await sql.query(`DELETE FROM mail_stats_by_time WHERE ${OF_MAILING} AND type IN (${TYPES})`, key)
  await sql.query(
    `INSERT INTO mail_stats_by_time (tenant_id, mailing_id, quarter, type, slot, people)
     SELECT tenant_id, mailing_id, ${QUARTER}, type, ${SLOT}, count(*)
     FROM mail_events WHERE ${OF_MAILING} AND type IN (${TYPES}) AND link_no = 0 AND hits > 0 GROUP BY 1, 2, 3, 4`,
    key,
  )
  await sql.query(`DELETE FROM link_stats WHERE ${OF_MAILING}`, key)
  await sql.query(
    `INSERT INTO link_stats (tenant_id, mailing_id, link_no, slot, people, hits, machine_hits)
     SELECT tenant_id, mailing_id, link_no, ${SLOT}, count(*) FILTER (WHERE hits > 0), sum(hits), sum(machine_hits)
     FROM mail_events WHERE ${OF_MAILING} AND type = ${EVENT.clicked} AND link_no > 0 GROUP BY 1, 2, 3`,
    key,
  )
  await restatePeople(sql, { tenantId, mailingId })
}

/** The people of its campaign, where they are counted over its mailings and the events of all of those are there. */
async function restatePeople(sql: PoolClient, { tenantId, mailingId }: RestatedMailing): Promise<void> {
  const begun = await sql.query<{ campaignId: number }>(
    `SELECT s.campaign_id AS "campaignId" FROM mailings m JOIN campaign_stats s ON s.tenant_id = m.tenant_id AND s.campaign_id = m.source_id
     WHERE m.tenant_id = $1 AND m.mailing_id = $2 AND m.source = 'campaign' AND s.type = ${BEGUN} AND s.slot = 0
       AND NOT EXISTS (SELECT FROM mailings o WHERE o.tenant_id = m.tenant_id AND o.source = m.source AND o.source_id = m.source_id
         AND o.closed_at IS NOT NULL AND NOT EXISTS (
           SELECT FROM mail_events e WHERE e.tenant_id = o.tenant_id AND e.mailing_id = o.mailing_id))`,
    [tenantId, mailingId],
  )
  const campaignId = begun.rows[0]?.campaignId
  if (campaignId === undefined) return
  const key = [tenantId, campaignId]
  for (const table of ['campaign_people', 'campaign_stats'])
    await sql.query(`DELETE FROM ${table} WHERE tenant_id = $1 AND campaign_id = $2 AND abs(type) IN (${TYPES})`, key)
  await sql.query(
    `INSERT INTO campaign_people (tenant_id, campaign_id, type, member_id)
     SELECT DISTINCT e.tenant_id, $2::int, noted.type, e.member_id
     FROM mailings m JOIN mail_events e ON e.tenant_id = m.tenant_id AND e.mailing_id = m.mailing_id
     CROSS JOIN LATERAL ${notedAs('e.type', 'e.hits > 0', 'true')}
     WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 AND e.type IN (${TYPES}) AND e.link_no = 0 AND noted.counts`,
    key,
  )
  await sql.query(
    `INSERT INTO campaign_stats (tenant_id, campaign_id, type, slot, people)
     SELECT tenant_id, campaign_id, type, ${SLOT}, count(*) FROM campaign_people
     WHERE tenant_id = $1 AND campaign_id = $2 AND abs(type) IN (${TYPES}) GROUP BY 1, 2, 3`,
    key,
  )
}

const days = (type: number) =>
  `coalesce((array_agg(day ORDER BY day DESC) FILTER (WHERE type = ${type}))[1:${DAYS_KEPT}], '{}')`

/** SQL: whoever neither opens nor clicks has used no program. */
const IS_IDLE = 'm.base_opens + excluded.opens + m.base_clicks + excluded.clicks = 0'

/** What these members have opened and clicked, anew from their events; what lies beneath those stays. */
export async function restateEngagement(sql: Sql, tenantId: number, memberIds: string[]): Promise<void> {
  await sql.query(
    `WITH counted AS MATERIALIZED (
       SELECT member_id, count(*) FILTER (WHERE type = ${EVENT.opened}) AS opens, count(*) FILTER (WHERE type = ${EVENT.clicked}) AS clicks,
         coalesce(sum(${sqlWeight('type', 'day')}), 0) AS weight, ${days(EVENT.opened)} AS open_days, ${days(EVENT.clicked)} AS click_days,
         max(created_at) FILTER (WHERE type = ${EVENT.opened}) AS last_open_at, max(created_at) FILTER (WHERE type = ${EVENT.clicked}) AS last_click_at
       FROM unnest($2::bigint[]) AS asked(member_id) LEFT JOIN (
         SELECT e.member_id, e.type, e.created_at, ${sqlDay('e.created_at')} AS day
         FROM (SELECT DISTINCT mailing_id, send_no, member_id FROM recipients WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])) r
         JOIN mailings w ON w.tenant_id = $1 AND w.mailing_id = r.mailing_id
         JOIN mail_events e ON e.tenant_id = $1 AND e.mailing_id = r.mailing_id AND e.send_no = r.send_no
           AND e.member_id = r.member_id AND e.type IN (${TYPES}) AND e.link_no = 0 AND e.seen_hits > 0 AND ${isAbove('w', 'e')}
       ) e USING (member_id) GROUP BY member_id
     ), engaged AS (
       INSERT INTO member_engagement AS m (tenant_id, member_id, opens, clicks, weight, level, open_days, click_days, last_open_at, last_click_at)
       SELECT $1, member_id, opens, clicks, weight, ${sqlLevel('weight')}, open_days, click_days, last_open_at, last_click_at
       FROM counted ORDER BY member_id
       ON CONFLICT (tenant_id, member_id) DO UPDATE SET opens = m.base_opens + excluded.opens, clicks = m.base_clicks + excluded.clicks,
         weight = m.base_weight + excluded.weight, level_before = m.level, level = ${sqlLevel('m.base_weight + excluded.weight')},
         open_days = CASE WHEN m.base_opens <> 0 THEN m.open_days ELSE excluded.open_days END,
         click_days = CASE WHEN m.base_clicks <> 0 THEN m.click_days ELSE excluded.click_days END,
         last_open_at = CASE WHEN m.base_opens <> 0 THEN m.last_open_at ELSE excluded.last_open_at END,
         last_click_at = CASE WHEN m.base_clicks <> 0 THEN m.last_click_at ELSE excluded.last_click_at END,
         device = CASE WHEN ${IS_IDLE} THEN 0 ELSE m.device END, client = CASE WHEN ${IS_IDLE} THEN 0 ELSE m.client END
       RETURNING level, level_before
     )
     INSERT INTO engagement_levels AS s (tenant_id, level, slot, members)
     SELECT $1, level, ${SLOT}, sum(members) FROM (
       SELECT level, 1 AS members FROM engaged UNION ALL SELECT level_before, -1 FROM engaged
     ) changed WHERE level IS NOT NULL GROUP BY 2 HAVING sum(members) <> 0
     ON CONFLICT (tenant_id, level, slot) DO UPDATE SET members = s.members + excluded.members`,
    [tenantId, memberIds],
  )
}
