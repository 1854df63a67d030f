// Judges the log anew with the rules of today, and restates what is counted of the hits whose verdict they change.
import type { PoolClient } from 'pg'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { addCoded, EVENT, type EventRow, type EventRows } from '../../events.ts'
import { findOpenMailings, findReceipts, type OpenMailing, receiptKey } from '../../receipts.server.ts'
import { agentTexts } from '../agents.server.ts'
import { holdFold } from '../fold-lock.server.ts'
import type { SiftedHit } from '../hit.ts'
import { judgeAlone, judgeTogether, NOTHING_KNOWN, waits } from '../judging.ts'
import { restateEngagement, restateEvents, restateRollups, type RestatedMailing } from './restate.server.ts'

/** People of one kind, before and after. */
type Change = { before: number; after: number }
const NONE: Change = { before: 0, after: 0 }
export type Reclassified = RestatedMailing & {
  /** Of how many hits the verdict or its reason is another one. */
  hits: number
  opened: Change
  clicked: Change
  /** Events that were left as they are: not every hit of theirs is in the log. */
  left: number
}

/** A mailing's hits are judged in parts of about so many, by member, so that a large one fits into memory. */
const PART_HITS = 100_000
/** Longer no part is thought about: then this process is gone or cut off, and others are to count again. */
const THINKS_MS = 60_000
/** Hits that waited together came within so long. */
const TOGETHER_MS = 60_000

/**
 * Goes through the log by mailing, those that are not closed; nobody counts hits meanwhile, which wait in the box. Returns
 * the mailings in which something has changed.
 */
export async function reclassify(thinksMs = THINKS_MS): Promise<Reclassified[]> {
  const mailings = await db().query<RestatedMailing & { hits: number }>(
    `SELECT l.tenant_id AS "tenantId", l.mailing_id AS "mailingId", count(*)::int AS hits FROM hit_log l
     JOIN mailings m ON m.tenant_id = l.tenant_id AND m.mailing_id = l.mailing_id AND m.closed_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  const changed: Reclassified[] = []
  for (const { hits, ...mailing } of mailings.rows) {
    const found = await transaction(async (sql) => {
      await sql.query(`SET LOCAL idle_in_transaction_session_timeout = ${thinksMs}`)
      return reclassifyMailing(sql, mailing, Math.ceil(hits / PART_HITS))
    })
    if (found.hits > 0) changed.push(found)
  }
  return changed
}

async function reclassifyMailing(sql: PoolClient, mailing: RestatedMailing, parts: number): Promise<Reclassified> {
  await holdFold(sql)
  const open = (await findOpenMailings(sql, [mailing])).get(mailing.mailingId)
  // Closed, or gone with its shop, since it was listed.
  if (!open) return { ...mailing, hits: 0, left: 0, opened: NONE, clicked: NONE }
  const before = await peopleOf(sql, mailing)
  let [hits, left] = [0, 0]
  const members = new Set<string>()
  for (let part = 0; part < parts; part += 1) {
    const logged = await readLog(sql, mailing, { part, parts })
    const judged = await judgeAgain(sql, logged, open)
    const changes = judged.flatMap((hit, index): Rejudged[] => {
      const before = logged[index]
      return before && isOther(hit, before) ? [{ hit, before }] : []
    })
    if (changes.length === 0) continue
    await rewriteLog(sql, changes)
    const changed = changes.map(({ hit }) => hit)
    const receipts = new Set(changed.map(receiptKey))
    left += await restateEvents(sql, rowsOf(judged.filter((hit) => receipts.has(receiptKey(hit)))))
    for (const { memberId } of changed) members.add(memberId)
    hits += changed.length
  }
  if (hits > 0) {
    await restateRollups(sql, mailing)
    await restateEngagement(sql, mailing.tenantId, [...members])
  }
  const after = await peopleOf(sql, mailing)
  const change = (type: number) => ({ before: before.get(type) ?? 0, after: after.get(type) ?? 0 })
  return { ...mailing, hits, left, opened: change(EVENT.opened), clicked: change(EVENT.clicked) }
}

async function peopleOf(sql: PoolClient, { tenantId, mailingId }: RestatedMailing): Promise<Map<number, number>> {
  const found = await sql.query<{ type: number; people: number }>(
    'SELECT type, sum(people)::int AS people FROM mail_stats WHERE tenant_id = $1 AND mailing_id = $2 GROUP BY 1',
    [tenantId, mailingId],
  )
  return new Map(found.rows.map(({ type, people }) => [type, people]))
}

/** A hit with what stands in the log of it; device and client are found anew. */
type LoggedHit = SiftedHit & { agentNo: number }

type Part = { part: number; parts: number }

async function readLog(
  sql: PoolClient,
  { tenantId, mailingId }: RestatedMailing,
  { part, parts }: Part,
): Promise<LoggedHit[]> {
  const found = await sql.query<Omit<LoggedHit, 'at' | 'address' | 'device' | 'client'> & { at: Date }>(
    `SELECT l.tenant_id AS "tenantId", l.mailing_id AS "mailingId", l.send_no AS "sendNo", l.member_id::text AS "memberId", l.type,
       l.link_no AS "linkNo", l.hit_at AS at, l.verdict, l.reason, l.rules, l.burst, l.agent_no AS "agentNo",
       coalesce(l.referrer, '') AS referrer, l.prefix::text AS prefix, '' AS agent
     FROM hit_log l WHERE l.tenant_id = $1 AND l.mailing_id = $2 AND l.member_id % $3 = $4 ORDER BY l.hit_at`,
    [tenantId, mailingId, parts, part],
  )
  const texts = await agentTexts(
    sql,
    found.rows.map(({ agentNo }) => agentNo),
  )
  return found.rows.map((row) => ({
    ...row,
    at: row.at.getTime(),
    agent: texts.get(row.agentNo) ?? '',
    address: '',
    device: 0,
    client: 0,
  }))
}

/** In the order in which they came. What has lost its agent, to an erasure or a full dictionary, stays as it was judged. */
async function judgeAgain(sql: PoolClient, logged: LoggedHit[], open: OpenMailing): Promise<LoggedHit[]> {
  const alone = logged.map((hit) => (hit.agentNo === 0 ? hit : { ...hit, ...judgeAlone(hit) }))
  const receipts = await findReceipts(sql, alone, new Map([[open.mailingId, open]]))
  const contextOf = (hit: LoggedHit) => receipts.get(receiptKey(hit)) ?? NOTHING_KNOWN
  const waiting = alone.filter((hit) => hit.agentNo !== 0 && waits(hit, contextOf(hit)))
  const numbers = new Map(logged.map(({ agent, agentNo }) => [agent, agentNo]))
  const together = new Map<LoggedHit, SiftedHit>()
  for (const own of Map.groupBy(waiting, receiptKey).values())
    for (const group of inMinutes(own)) {
      const context = contextOf(group[0] as LoggedHit)
      const judged = judgeTogether(group, context, numbers)
      for (const [index, hit] of group.entries()) together.set(hit, judged[index] as SiftedHit)
    }
  return alone.map((hit) => ({ ...hit, ...together.get(hit) }))
}

/** Those that waited together: what came within a minute of the first. */
function inMinutes(hits: LoggedHit[]): LoggedHit[][] {
  const groups: LoggedHit[][] = []
  for (const hit of hits) {
    const group = groups.at(-1)
    if (group?.[0] && hit.at - group[0].at < TOGETHER_MS) group.push(hit)
    else groups.push([hit])
  }
  return groups
}

type Rejudged = { hit: LoggedHit; before: LoggedHit }

const isOther = (hit: LoggedHit, before: LoggedHit) => hit.verdict !== before.verdict || hit.reason !== before.reason

/** Of the same millisecond there may be one of a GET and one of a HEAD: what they were judged as tells them apart. */
async function rewriteLog(sql: PoolClient, changes: Rejudged[]): Promise<void> {
  const column = (name: keyof LoggedHit) => changes.map(({ hit }) => hit[name])
  await sql.query(
    `UPDATE hit_log l SET verdict = g.verdict, reason = g.reason, rules = g.rules
     FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::smallint[], $6::smallint[], $7::timestamptz[], $8::int[],
         $9::smallint[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[])
       AS g(tenant_id, mailing_id, send_no, member_id, type, link_no, hit_at, agent_no, verdict, reason, rules, was, reason_was)
     WHERE l.tenant_id = g.tenant_id AND l.mailing_id = g.mailing_id AND l.send_no = g.send_no AND l.member_id = g.member_id
       AND l.type = g.type AND l.link_no = g.link_no AND l.hit_at = g.hit_at AND l.agent_no = g.agent_no
       AND l.verdict = g.was AND l.reason = g.reason_was`,
    [
      column('tenantId'),
      column('mailingId'),
      column('sendNo'),
      column('memberId'),
      column('type'),
      column('linkNo'),
      changes.map(({ hit }) => new Date(hit.at)),
      column('agentNo'),
      column('verdict'),
      column('reason'),
      column('rules'),
      changes.map(({ before }) => before.verdict),
      changes.map(({ before }) => before.reason),
    ],
  )
}

function rowsOf(hits: LoggedHit[]): EventRow[] {
  const rows: EventRows = new Map()
  for (const hit of hits) addCoded(rows, hit)
  return [...rows.values()]
}
