// How engaged a member is, with what it is made of. Writes nothing.
import { scoreAt } from '#app/members/core/engagement.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { agentWords } from '#app/tracking/judge/agent-words.ts'

export type Score = {
  /** 0 to 100. */
  score: number
  /** How many of a hundred members who ever opened or clicked have a lower one; null for who never did. */
  above: number | null
  receipts: number
  opens: number
  clicks: number
  lastOpenAt: string | null
  lastClickAt: string | null
  /** What the last open or click was made with. */
  lastUsed: string | null
}

type Row = {
  receipts: number
  opens: number
  clicks: number
  level: number | null
  device: number
  client: number
  lastOpenAt: Date | null
  lastClickAt: Date | null
}

/** The score of a member now; null of one who has got no email yet. */
export async function findScore(tenantId: number, memberId: string): Promise<Score | null> {
  const found = await db().query<Row>(
    `SELECT receipts, opens, clicks, level, device, client, last_open_at AS "lastOpenAt", last_click_at AS "lastClickAt"
     FROM member_engagement WHERE tenant_id = $1 AND member_id = $2 AND receipts + opens + clicks > 0`,
    [tenantId, memberId],
  )
  const [row] = found.rows
  if (!row) return null
  const { receipts, opens, clicks, level } = row
  return {
    score: scoreAt(level, clock.now()),
    above: level === null ? null : await shareBelow(tenantId, level),
    receipts,
    opens,
    clicks,
    lastOpenAt: row.lastOpenAt?.toISOString() ?? null,
    lastClickAt: row.lastClickAt?.toISOString() ?? null,
    lastUsed: agentWords(row),
  }
}

async function shareBelow(tenantId: number, level: number): Promise<number> {
  const found = await db().query<{ below: number; all: number }>(
    `SELECT coalesce(sum(members) FILTER (WHERE level < $2), 0)::int AS below, sum(members)::int AS all
     FROM engagement_levels WHERE tenant_id = $1`,
    [tenantId, level],
  )
  const { below = 0, all = 0 } = found.rows[0] ?? {}
  return all > 0 ? Math.floor((100 * below) / all) : 0
}
