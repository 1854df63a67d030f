// What those who have unsubscribed somebody by a link did with the other links of that e-mail: from the log of hits, and from
// where hits wait to be judged.
import type { FollowedOptOut } from '#app/members/consent/followed-opt-outs.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import { EVENT } from '../events.ts'
import { knownAgents } from '../hits/agents.server.ts'
import { unpackHits } from '../hits/packed-hits.server.ts'
import { type LoggedHit, SWEEP_MS } from '../judge/suspects.ts'
import { type Receipt, receiptKey } from '../receipts.server.ts'

/** The number of the visitor in the hits that are handed out, which are theirs alone. */
export const VISITOR = 1

/** Of which e-mail an opt-out is, by the number that its link has. */
export const receiptOf = ({ tenantId, mailingId, sendNo, mailedId }: FollowedOptOut): Receipt => ({
  tenantId,
  mailingId,
  sendNo,
  memberId: mailedId,
})

type Click = Pick<LoggedHit, 'linkNo' | 'at'>

/**
 * The clicks of each visitor in the e-mail that they have unsubscribed by, by its key; of one shop. Of each link those next to the
 * opt-out are enough, however often it was followed.
 */
export async function findVisits(sql: Sql, optOuts: FollowedOptOut[]): Promise<Map<string, LoggedHit[]>> {
  const found = new Map<string, LoggedHit[]>()
  for (const [optOut, clicks] of [...(await inLog(sql, optOuts)), ...(await inWaiting(sql, optOuts))]) {
    const key = receiptKey(receiptOf(optOut))
    const all = found.get(key) ?? []
    for (const { linkNo, at } of clicks)
      all.push({ kind: 'click', linkNo, at: Math.round(at), prefix: optOut.prefix, agent: VISITOR })
    found.set(key, all)
  }
  return found
}

type Nearest = { place: number; linkNo: number; before: number | null; after: number | null }

/** By its time alone a hit is found while there is no other index: so all of those within seconds are read, once. */
async function inLog(sql: Sql, optOuts: FollowedOptOut[]): Promise<[FollowedOptOut, Click[]][]> {
  const numbers = await knownAgents(
    sql,
    optOuts.map(({ agent }) => agent),
  )
  const known = optOuts.filter(({ agent }) => numbers.has(agent))
  if (known.length === 0) return []
  const times = known.map(({ followedAt }) => followedAt.getTime())
  const found = await sql.query<Nearest>(
    `SELECT g.place::int, l.link_no AS "linkNo",
       extract(epoch FROM max(l.hit_at) FILTER (WHERE l.hit_at <= g.followed_at))::float8 * 1000 AS before,
       extract(epoch FROM min(l.hit_at) FILTER (WHERE l.hit_at > g.followed_at))::float8 * 1000 AS after
     FROM unnest($4::int[], $5::smallint[], $6::bigint[], $7::text[], $8::int[], $9::timestamptz[])
       WITH ORDINALITY AS g(mailing_id, send_no, member_id, prefix, agent_no, followed_at, place)
     JOIN hit_log l ON l.mailing_id = g.mailing_id AND l.send_no = g.send_no AND l.member_id = g.member_id
       AND l.prefix = g.prefix::cidr AND l.agent_no = g.agent_no
     WHERE l.tenant_id = $1 AND l.hit_at BETWEEN $2 AND $3 AND l.type = ${EVENT.clicked} GROUP BY 1, 2`,
    [
      known[0]?.tenantId,
      new Date(Math.min(...times) - SWEEP_MS),
      new Date(Math.max(...times) + SWEEP_MS),
      known.map(({ mailingId }) => mailingId),
      known.map(({ sendNo }) => sendNo),
      known.map(({ mailedId }) => mailedId),
      known.map(({ prefix }) => prefix),
      known.map(({ agent }) => numbers.get(agent)),
      known.map(({ followedAt }) => followedAt),
    ],
  )
  const byPlace = Map.groupBy(found.rows, ({ place }) => place)
  return known.map((optOut, index) => [optOut, (byPlace.get(index + 1) ?? []).flatMap(clicksOf)])
}

const clicksOf = ({ linkNo, before, after }: Nearest): Click[] =>
  [before, after].filter((at) => at !== null).map((at) => ({ linkNo, at }))

/** What is not read of an e-mail that somebody hits without end makes nothing a machine's. */
const MOST_WAITING = 20_000

async function inWaiting(sql: Sql, optOuts: FollowedOptOut[]): Promise<[FollowedOptOut, Click[]][]> {
  const found = await sql.query<{ place: number; hit: Buffer }>(
    `SELECT g.place::int, s.hit FROM hit_suspects s
     JOIN unnest($2::int[], $3::smallint[], $4::bigint[]) WITH ORDINALITY AS g(mailing_id, send_no, member_id, place)
       ON s.mailing_id = g.mailing_id AND s.send_no = g.send_no AND s.member_id = g.member_id
     WHERE s.tenant_id = $1 LIMIT ${MOST_WAITING}`,
    [
      optOuts[0]?.tenantId,
      optOuts.map(({ mailingId }) => mailingId),
      optOuts.map(({ sendNo }) => sendNo),
      optOuts.map(({ mailedId }) => mailedId),
    ],
  )
  return found.rows.flatMap(({ place, hit }): [FollowedOptOut, Click[]][] => {
    const optOut = optOuts[place - 1]
    if (!optOut) return []
    const own = unpackHits(hit).filter(
      ({ type, agent, prefix }) => type === EVENT.clicked && agent === optOut.agent && prefix === optOut.prefix,
    )
    return [[optOut, own]]
  })
}
