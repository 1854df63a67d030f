// What a scanner did with an e-mail beside unsubscribing its reader: those opens and clicks are a machine's, too, though they came too
// late after delivery to be suspected. When it was the customer after all, they are a person's again. Only while nobody counts
// (holdFold), in the transaction that changes the consent.
import type { FollowedOptOut } from '#app/members/consent/followed-opt-outs.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import { EVENT, VERDICT } from '../events.ts'
import { agentTexts, knownAgents } from '../hits/agents.server.ts'
import { restateEngagement } from '../hits/reclassify/restate.server.ts'
import { REASON } from '../judge/codes.ts'
import { readAgent, RULE_VERSION } from '../judge/hit.ts'
import { SWEEP_MS } from '../judge/suspects.ts'
import type { Receipt } from '../receipts.server.ts'
import { moveHits, type Moving } from './move-hits.server.ts'
import { receiptOf } from './visits.server.ts'

type Counted = Moving['counted']
type Moved = { type: number; linkNo: number; hits: number; firstAt: Date }

/** The hits of an e-mail around an opt-out: `values` begin with these. */
const AROUND =
  'l.tenant_id = $1 AND l.mailing_id = $2 AND l.send_no = $3 AND l.member_id = $4 AND l.hit_at BETWEEN $5 AND $6'
const around = ({ tenantId, mailingId, sendNo, memberId }: Receipt, followedAt: Date) => [
  tenantId,
  mailingId,
  sendNo,
  memberId,
  new Date(followedAt.getTime() - SWEEP_MS),
  new Date(followedAt.getTime() + SWEEP_MS),
]
const MOVED = `SELECT type, link_no AS "linkNo", count(*)::int AS hits, min(hit_at) AS "firstAt" FROM moved GROUP BY 1, 2`

/** Counts what the same visitor did within seconds as a machine's. */
export async function countAsMachine(sql: Sql, optOut: FollowedOptOut, counted: Counted): Promise<void> {
  const receipt = receiptOf(optOut)
  const agentNo = (await knownAgents(sql, [optOut.agent])).get(optOut.agent)
  if (agentNo === undefined) return
  const moved = await sql.query<Moved>(
    `WITH moved AS (
       UPDATE hit_log l SET verdict = ${VERDICT.machine}, reason = ${REASON['unsubscribed-too']}, rules = ${RULE_VERSION}
       WHERE ${AROUND} AND l.prefix = $7::cidr AND l.agent_no = $8 AND l.verdict = ${VERDICT.human}
       RETURNING l.type, l.link_no, l.hit_at) ${MOVED}`,
    [...around(receipt, optOut.followedAt), optOut.prefix, agentNo],
  )
  if (moved.rows.length === 0) return
  const all = withWhole(moved.rows)
  const left = await firstLeft(sql, receipt, all)
  for (const { type, linkNo, hits, firstAt } of all) {
    const next = left.get(`${type} ${linkNo}`)
    await moveHits(sql, receipt, {
      type,
      linkNo,
      hits,
      counted,
      to: 'machine',
      firstAt: (before) => (before < firstAt || !next ? before : next),
    })
  }
  await restateEngagement(sql, receipt.tenantId, [receipt.memberId])
}

/** Counts what was a machine's for an opt-out that was taken back as a person's, as far as the log still has it. */
export async function countAsPerson(
  sql: Sql,
  receipt: Receipt,
  { followedAt, counted }: { followedAt: Date; counted: Counted },
): Promise<void> {
  const key = around(receipt, followedAt)
  const programs = await sql.query<{ no: number }>(
    `SELECT DISTINCT l.agent_no AS no FROM hit_log l WHERE ${AROUND} AND l.reason = ${REASON['unsubscribed-too']}`,
    key,
  )
  const agents = await agentTexts(
    sql,
    programs.rows.map(({ no }) => no),
  )
  const moved: Moved[] = []
  for (const [no, text] of agents) {
    const { open, link } = readAgent(text)
    const back = await sql.query<Moved>(
      `WITH moved AS (
         UPDATE hit_log l SET verdict = ${VERDICT.human},
           reason = CASE WHEN l.type = ${EVENT.opened} THEN $8::smallint ELSE $9::smallint END, rules = ${RULE_VERSION}
         WHERE ${AROUND} AND l.agent_no = $7 AND l.reason = ${REASON['unsubscribed-too']}
         RETURNING l.type, l.link_no, l.hit_at) ${MOVED}`,
      [...key, no, REASON[open.reason], REASON[link.reason]],
    )
    moved.push(...back.rows)
  }
  if (moved.length === 0) return
  for (const { type, linkNo, hits, firstAt } of withWhole(moved))
    await moveHits(sql, receipt, {
      type,
      linkNo,
      hits,
      counted,
      to: 'person',
      firstAt: (before, wasPerson) => (wasPerson && before < firstAt ? before : firstAt),
    })
  await restateEngagement(sql, receipt.tenantId, [receipt.memberId])
}

/** A click counts for its link and for the e-mail; in the order of their keys. */
function withWhole(moved: Moved[]): Moved[] {
  const all = new Map<string, Moved>()
  for (const one of moved)
    for (const linkNo of new Set([0, one.linkNo])) {
      const key = `${one.type} ${linkNo}`
      const known = all.get(key)
      all.set(key, {
        type: one.type,
        linkNo,
        hits: (known?.hits ?? 0) + one.hits,
        firstAt: known && known.firstAt < one.firstAt ? known.firstAt : one.firstAt,
      })
    }
  return [...all.values()].toSorted((a, b) => a.type - b.type || a.linkNo - b.linkNo)
}

/** Since the first of those that were moved, when a person's first one is that was not; by type and link. */
async function firstLeft(sql: Sql, { tenantId, mailingId, sendNo, memberId }: Receipt, moved: Moved[]) {
  const since = new Date(Math.min(...moved.map(({ firstAt }) => firstAt.getTime())))
  const found = await sql.query<Omit<Moved, 'hits'>>(
    `SELECT type, link_no AS "linkNo", min(hit_at) AS "firstAt" FROM hit_log
     WHERE tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4 AND hit_at >= $5 AND verdict <> ${VERDICT.machine}
     GROUP BY 1, 2`,
    [tenantId, mailingId, sendNo, memberId, since],
  )
  const all = withWhole(found.rows.map((row) => ({ ...row, hits: 0 })))
  return new Map(all.map(({ type, linkNo, firstAt }) => [`${type} ${linkNo}`, firstAt]))
}
