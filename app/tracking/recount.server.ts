// The proof that the rollups tell the truth: counts them again from the events and says where they differ.
import { sqlDay, sqlLevel } from '#app/members/core/engagement.ts'
import { db } from '#app/platform/db/db.server.ts'
import { BEGUN, notedAs } from './campaign-people.ts'
import { QUARTER } from './events.server.ts'
import { ENGAGING, isAbove, KINDS, sqlWeight } from './engagement.ts'
import { EVENT } from './events.ts'
import { providerFigures } from './provider-stats.ts'

/** One rollup row whose kept figures are not those of its events; figures in the order of `columns`. */
export type Difference = { rollup: string; key: string; columns: string; kept: string | null; counted: string | null }

type Rollup = {
  table: string
  key: string
  columns: string
  /** Of its figures; bigint where it is not said. */
  type?: 'bigint' | 'float8'
  /** FROM the table's rows that can be counted again. */
  kept: string
  counted: string
}

// What is closed keeps its figures when its events are dropped.
const GONE = `gone AS MATERIALIZED (
  SELECT m.tenant_id, m.mailing_id, m.source, m.source_id FROM mailings m WHERE m.closed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM mail_events e WHERE e.tenant_id = m.tenant_id AND e.mailing_id = m.mailing_id)
), begun AS MATERIALIZED (
  SELECT s.tenant_id, s.campaign_id FROM campaign_stats s WHERE s.type = ${BEGUN} AND s.slot = 0 AND s.people = 1
    AND NOT EXISTS (SELECT FROM gone g WHERE g.tenant_id = s.tenant_id AND g.source = 'campaign' AND g.source_id = s.campaign_id)
), present_engagement AS (
  SELECT g.* FROM member_engagement g JOIN members m USING (tenant_id, member_id)
)`

const ofMailings = (table: string) => `FROM ${table} t WHERE NOT EXISTS (
  SELECT FROM gone g WHERE g.tenant_id = t.tenant_id AND g.mailing_id = t.mailing_id)`

const PEOPLE = `SELECT e.tenant_id, m.source_id AS campaign_id, noted.type, count(DISTINCT e.member_id) AS people
  FROM mail_events e
  JOIN mailings m ON m.tenant_id = e.tenant_id AND m.mailing_id = e.mailing_id AND m.source = 'campaign'
  JOIN begun b ON b.tenant_id = m.tenant_id AND b.campaign_id = m.source_id
  CROSS JOIN LATERAL ${notedAs('e.type', 'e.hits > 0', 'true')}
  WHERE e.link_no = 0 AND noted.counts GROUP BY 1, 2, 3`

/**
 * Of whoever is a member. What lies beneath was of mailings that are closed or of somebody merged into them; less than nothing is
 * what they did before they left and came back.
 */
const engagement = (figures: string, types: string) => `SELECT tenant_id, member_id, ${figures}
  FROM (SELECT e.tenant_id, e.member_id, e.type, ${sqlDay('e.created_at')} AS day
    FROM mail_events e JOIN mailings w USING (tenant_id, mailing_id) JOIN members m USING (tenant_id, member_id)
    WHERE e.link_no = 0 AND e.seen_hits > 0 AND e.type IN (${types}) AND ${isAbove('w', 'e')}) e GROUP BY 1, 2`

const ROLLUPS: Rollup[] = [
  {
    table: 'mail_stats',
    key: 'tenant_id, mailing_id, type',
    columns: 'people, hits, machine_people, machine_hits, seen_people',
    kept: ofMailings('mail_stats'),
    counted: `SELECT tenant_id, mailing_id, type, count(*) FILTER (WHERE hits > 0) AS people, sum(hits) AS hits,
      count(*) FILTER (WHERE hits = 0 AND machine_hits > 0) AS machine_people, sum(machine_hits) AS machine_hits,
      count(*) FILTER (WHERE seen_hits > 0) AS seen_people
      FROM mail_events WHERE link_no = 0 GROUP BY 1, 2, 3`,
  },
  {
    table: 'mail_stats_by_time',
    key: 'tenant_id, mailing_id, quarter, type',
    columns: 'people',
    kept: ofMailings('mail_stats_by_time'),
    counted: `SELECT tenant_id, mailing_id, ${QUARTER} AS quarter, type, count(*) AS people
      FROM mail_events WHERE link_no = 0 AND hits > 0 GROUP BY 1, 2, 3, 4`,
  },
  {
    table: 'link_stats',
    key: 'tenant_id, mailing_id, link_no',
    columns: 'people, hits, machine_hits',
    kept: ofMailings('link_stats'),
    counted: `SELECT tenant_id, mailing_id, link_no, count(*) FILTER (WHERE hits > 0) AS people, sum(hits) AS hits, sum(machine_hits) AS machine_hits
      FROM mail_events WHERE link_no > 0 AND type = ${EVENT.clicked} GROUP BY 1, 2, 3`,
  },
  {
    table: 'campaign_stats',
    key: 'tenant_id, campaign_id, type',
    columns: 'people',
    kept: `FROM campaign_stats JOIN begun USING (tenant_id, campaign_id) WHERE type <> ${BEGUN}`,
    counted: PEOPLE,
  },
  {
    table: 'campaign_people',
    key: 'tenant_id, campaign_id, type',
    columns: 'people',
    kept: 'FROM (SELECT tenant_id, campaign_id, type, 1 AS people FROM campaign_people) p JOIN begun USING (tenant_id, campaign_id)',
    counted: PEOPLE,
  },
  {
    table: 'member_engagement',
    key: 'tenant_id, member_id',
    columns: 'receipts, opens, clicks',
    kept: `FROM (SELECT tenant_id, member_id, receipts - base_receipts AS receipts, opens - base_opens AS opens,
      clicks - base_clicks AS clicks FROM present_engagement) m`,
    counted: engagement(
      KINDS.map(({ count, type }) => `count(*) FILTER (WHERE type = ${type}) AS ${count}`).join(', '),
      ENGAGING,
    ),
  },
  {
    table: 'member_engagement',
    key: 'tenant_id, member_id',
    columns: 'weight',
    type: 'float8',
    kept: 'FROM (SELECT tenant_id, member_id, weight - base_weight AS weight FROM present_engagement) m',
    counted: engagement(`sum(${sqlWeight('type', 'day')}) AS weight`, `${EVENT.opened}, ${EVENT.clicked}`),
  },
  {
    table: 'member_engagement',
    key: 'tenant_id, member_id',
    columns: 'level',
    kept: 'FROM member_engagement',
    counted: `SELECT tenant_id, member_id, ${sqlLevel('weight')} AS level FROM member_engagement WHERE weight > 0`,
  },
  {
    table: 'engagement_levels',
    key: 'tenant_id, level',
    columns: 'members',
    kept: 'FROM engagement_levels',
    counted:
      'SELECT tenant_id, level, count(*) AS members FROM member_engagement WHERE level IS NOT NULL GROUP BY 1, 2',
  },
  {
    table: 'provider_stats',
    key: 'tenant_id, provider, day, metric',
    columns: 'amount',
    kept: 'FROM (SELECT tenant_id, provider, day, metric, amount - base AS amount FROM provider_stats) p',
    counted: providerFigures(`NOT EXISTS (SELECT FROM mailings w
      WHERE w.tenant_id = e.tenant_id AND w.mailing_id = e.mailing_id AND w.shares_moved_at IS NOT NULL)`),
  },
]

/**
 * Recomputes every rollup from the events in one snapshot; the result is empty when they agree exactly. Left out are
 * closed mailings whose events are gone, and campaigns with such a one.
 */
export async function recount(): Promise<Difference[]> {
  const questions = ROLLUPS.map(differences).join(' UNION ALL ')
  return (await db().query<Difference>(`WITH ${GONE} ${questions} ORDER BY rollup, key`)).rows
}

/** How many mailings a recount leaves out: closed, and their events are gone. */
export async function countGone(): Promise<number> {
  const found = await db().query<{ mailings: number }>(`WITH ${GONE} SELECT count(*)::int AS mailings FROM gone`)
  return found.rows[0]?.mailings ?? 0
}

function differences({ table, key, columns, type = 'bigint', kept, counted }: Rollup): string {
  const names = columns.split(', ')
  const figures = names.map((name) => `${name}::${type}`).join(', ')
  const sums = names.map((name) => `sum(${name}) AS ${name}`).join(', ')
  const anything = names.map((name) => `${name} <> 0`).join(' OR ')
  return `SELECT '${table}' AS rollup, row(${key})::text AS key, '${columns}' AS columns, kept.figures AS kept, counted.figures AS counted
    FROM (SELECT ${key}, row(${figures})::text AS figures FROM (SELECT ${key}, ${sums} ${kept} GROUP BY ${key}) s WHERE ${anything}) kept
    FULL JOIN (SELECT ${key}, row(${figures})::text AS figures FROM (${counted}) c) counted USING (${key})
    WHERE kept.figures IS DISTINCT FROM counted.figures`
}
