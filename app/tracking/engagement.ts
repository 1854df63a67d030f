// The engagement of those whom an event has met for the first time: part of the one statement that writes events.
import { CLICK_WEIGHT, DAYS_KEPT, OPEN_WEIGHT, sqlDay, sqlLevel, sqlWorth } from '#app/members/core/engagement.ts'
import { EVENT } from './events.ts'

type Kind = { name: string; count: string; type: number }

/** What engagement is made of. */
export const KINDS: Kind[] = [
  { name: 'receipt', count: 'receipts', type: EVENT.sent },
  { name: 'open', count: 'opens', type: EVENT.opened },
  { name: 'click', count: 'clicks', type: EVENT.clicked },
]

/** SQL: what somebody's first such event is worth. */
export const sqlWeight = (type: string, day: string) =>
  `(CASE ${type} WHEN ${EVENT.opened} THEN ${OPEN_WEIGHT} WHEN ${EVENT.clicked} THEN ${CLICK_WEIGHT} ELSE 0 END * ${sqlWorth(day)})`

/**
 * SQL: whether an event of mailing `w` counts in its member's engagement still: the shares of closed mailings are moved beneath
 * it, page by page.
 */
export const isAbove = (mailing: string, event: string) =>
  `${mailing}.shares_moved_at IS NULL AND (${mailing}.shares_moved_to IS NULL
    OR ARRAY[${event}.type, ${event}.send_no, ${event}.member_id]::bigint[] > ${mailing}.shares_moved_to)`

/** SQL: the codes of what engagement is made of. */
export const ENGAGING = KINDS.map(({ type }) => type).join(', ')

const each = (sql: (kind: Kind) => string) => KINDS.map(sql).join(', ')
const DAYS = `[1:${DAYS_KEPT}]`

/** Newest first. What comes is nearly always the newest; only else are the days sorted anew. */
const newest = (days: string) => `CASE WHEN cardinality(excluded.${days}) = 0 THEN m.${days}
  WHEN cardinality(m.${days}) = 0 OR excluded.${days}[cardinality(excluded.${days})] >= m.${days}[1]
    THEN (excluded.${days} || m.${days})${DAYS}
  ELSE (SELECT (array_agg(day ORDER BY day DESC))${DAYS} FROM unnest(excluded.${days} || m.${days}) AS day) END`

/** SQL: those days newest first. Nearly everybody has one at most, and sorting is what costs. */
const sorted = (days: string) => `CASE WHEN cardinality(${days}) > 1
  THEN (SELECT (array_agg(day ORDER BY day DESC))${DAYS} FROM unnest(${days}) AS day) ELSE coalesce(${days}, '{}') END`

const WEIGHT = 'm.weight + excluded.weight'

/**
 * SQL: common table expressions that fold the new events of `counted` (tenant_id, type, link_no, member_id, created_at,
 * device, client, seen_people) into member_engagement, and who has which level into its rollup. A level changes by opens and
 * clicks only, whatever else is folded meanwhile.
 */
export const foldEngagement = (slot: string) => `engaged AS (
  INSERT INTO member_engagement AS m (tenant_id, member_id, ${each(({ count }) => count)}, ${each(({ name }) => `last_${name}_at`)},
    ${each(({ name }) => `${name}_days`)}, device, client, weight, level)
  SELECT tenant_id, member_id, ${each(({ count }) => count)}, ${each(({ name }) => `last_${name}_at`)},
    ${each(({ name }) => sorted(`${name}_days`))}, device, client, weight, ${sqlLevel('weight')}
  FROM (SELECT tenant_id, member_id, ${each(({ count, type }) => `count(*) FILTER (WHERE type = ${type}) AS ${count}`)},
      ${each(({ name, type }) => `max(created_at) FILTER (WHERE type = ${type}) AS last_${name}_at`)},
      ${each(({ name, type }) => `array_agg(day) FILTER (WHERE type = ${type}) AS ${name}_days`)},
      max(device) AS device, max(client) AS client, sum(weight) AS weight
    FROM (SELECT c.*, ${sqlWeight('type', 'day')} AS weight FROM (SELECT *, ${sqlDay('created_at')} AS day FROM counted
      WHERE seen_people = 1 AND link_no = 0 AND type IN (${ENGAGING})) c) c
    GROUP BY tenant_id, member_id) g ORDER BY tenant_id, member_id
  ON CONFLICT (tenant_id, member_id) DO UPDATE SET
    ${each(({ count }) => `${count} = m.${count} + excluded.${count}`)},
    ${each(({ name }) => `last_${name}_at = greatest(m.last_${name}_at, excluded.last_${name}_at)`)},
    ${each(({ name }) => `${name}_days = ${newest(`${name}_days`)}`)},
    device = CASE WHEN excluded.device > 0 THEN excluded.device ELSE m.device END,
    client = CASE WHEN excluded.client > 0 THEN excluded.client ELSE m.client END,
    weight = ${WEIGHT}, level_before = m.level, level = ${sqlLevel(WEIGHT)}
  RETURNING tenant_id, level, level_before
), levels AS (
  INSERT INTO engagement_levels AS s (tenant_id, level, slot, members)
  SELECT tenant_id, level, ${slot}, sum(members) FROM (
    SELECT tenant_id, level, 1 AS members FROM engaged WHERE level IS DISTINCT FROM level_before
    UNION ALL SELECT tenant_id, level_before, -1 FROM engaged WHERE level IS DISTINCT FROM level_before
  ) changed WHERE level IS NOT NULL GROUP BY 1, 2 HAVING sum(members) <> 0 ORDER BY 1, 2
  ON CONFLICT (tenant_id, level, slot) DO UPDATE SET members = s.members + excluded.members
)`
