// What is kept of a member's engagement when they go: nothing, or it is with whom they were merged into. Whoever has which level is
// counted in a rollup by level, which these statements keep to.
import type { Sql } from '#app/platform/db/db.server.ts'
import { DAYS_KEPT, sqlLevel } from '../core/engagement.ts'
import type { MemberId } from '../core/members.server.ts'

/** No process's own: who counts hits changes its rows of the rollup under a number from 0 on. */
const SLOT = -1

const NOTE_LEVELS = `INSERT INTO engagement_levels AS s (tenant_id, level, slot, members)
  SELECT tenant_id, level, ${SLOT}, sum(members) FROM changed WHERE level IS NOT NULL
  GROUP BY 1, 2 HAVING sum(members) <> 0 ORDER BY 1, 2
  ON CONFLICT (tenant_id, level, slot) DO UPDATE SET members = s.members + excluded.members`

const COUNTS = ['receipts', 'opens', 'clicks', 'weight']
const TIMES = ['last_receipt_at', 'last_open_at', 'last_click_at']
const DAYS = ['receipt_days', 'open_days', 'click_days']
const each = (names: string[], sql: (name: string) => string) => names.map(sql).join(', ')
const DID_ANYTHING = 'receipts <> 0 OR opens <> 0 OR clicks <> 0'

// They have done nothing from then on, and their events are there still: what lies beneath the counts is less than nothing by
// as much, and so all of it can be counted again, even of somebody who comes back.
const FORGET = `level_before = g.level, level = NULL, device = 0, client = 0,
  ${each(COUNTS, (name) => `base_${name} = g.base_${name} - g.${name}, ${name} = 0`)},
  ${each(TIMES, (name) => `${name} = NULL`)}, ${each(DAYS, (name) => `${name} = '{}'`)}`

/** Forgets what a member has done, and who they were: once no event of theirs is left either, the number goes by night. */
export async function forgetEngagement(sql: Sql, tenantId: number, memberId: MemberId): Promise<void> {
  await sql.query(
    `WITH changed AS (UPDATE member_engagement g SET ${FORGET} WHERE tenant_id = $1 AND member_id = $2
       RETURNING tenant_id, level_before AS level, -1 AS members)
     ${NOTE_LEVELS}`,
    [tenantId, memberId],
  )
}

const STRANGERS = `SELECT e.tenant_id, e.member_id FROM member_engagement e LEFT JOIN members m USING (tenant_id, member_id)
  WHERE m.member_id IS NULL`
const IS_STRANGER = 'g.tenant_id = stranger.tenant_id AND g.member_id = stranger.member_id'

/** Of whoever is no member any more: their old e-mails are still opened. Returns of how many. */
export async function forgetStrangers(sql: Sql): Promise<number> {
  const forgotten = await sql.query(
    `WITH changed AS (
       UPDATE member_engagement g SET ${FORGET} FROM (${STRANGERS}) AS stranger
       WHERE ${IS_STRANGER} AND (${DID_ANYTHING})
       RETURNING g.tenant_id, g.level_before AS level, -1 AS members
     ), noted AS (${NOTE_LEVELS}) SELECT FROM changed`,
  )
  await sql.query(
    `DELETE FROM member_engagement g USING (${STRANGERS}) AS stranger
     WHERE ${IS_STRANGER} AND NOT (${DID_ANYTHING}) AND base_receipts = 0 AND base_opens = 0 AND base_clicks = 0`,
  )
  return forgotten.rowCount ?? 0
}

/** Adds what `gone` did to `kept`: its events stay where they are, so that it lies beneath what can be counted again. */
export async function carryEngagement(sql: Sql, tenantId: number, gone: MemberId, kept: MemberId): Promise<void> {
  // What waits to be judged goes on waiting; it knows by itself whose it is.
  await sql.query('UPDATE hit_suspects SET member_id = $3 WHERE tenant_id = $1 AND member_id = $2', [
    tenantId,
    gone,
    kept,
  ])
  await sql.query(
    `WITH carried AS (
       INSERT INTO member_engagement AS m (tenant_id, member_id, ${each([...COUNTS, ...TIMES, ...DAYS], (name) => name)},
         ${each(COUNTS, (name) => `base_${name}`)}, device, client, level)
       SELECT tenant_id, $3, ${each([...COUNTS, ...TIMES, ...DAYS, ...COUNTS], (name) => name)}, device, client, level
       FROM member_engagement WHERE tenant_id = $1 AND member_id = $2 AND (${DID_ANYTHING})
       ON CONFLICT (tenant_id, member_id) DO UPDATE SET
         ${each(COUNTS, (name) => `${name} = m.${name} + excluded.${name}, base_${name} = m.base_${name} + excluded.${name}`)},
         ${each(TIMES, (name) => `${name} = greatest(m.${name}, excluded.${name})`)},
         ${each(DAYS, (name) => `${name} = (SELECT coalesce((array_agg(day ORDER BY day DESC))[1:${DAYS_KEPT}], '{}') FROM unnest(m.${name} || excluded.${name}) AS day)`)},
         level_before = m.level, level = ${sqlLevel('m.weight + excluded.weight')}
       RETURNING tenant_id, level, level_before
     ), changed AS (
       SELECT tenant_id, level, 1 AS members FROM carried UNION ALL SELECT tenant_id, level_before, -1 FROM carried
     ) ${NOTE_LEVELS}`,
    [tenantId, gone, kept],
  )
}
