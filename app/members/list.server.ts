// The members list: keyset pages in both directions, at nearly the same cost at any depth of a million rows.
//
// Two ways lead to a page. Walking along the order until it is full is quick where many match; finding all that match and
// sorting them is quick where few do. PostgreSQL guesses which is which as if filters had nothing to do with each other or
// with the order, and they do: who spent little has few points. So the walk goes first, a bounded way; only when that has
// not filled the page is PostgreSQL asked what finding all would cost.
import type { PoolClient } from 'pg'
import { db, type Sql, transaction } from '#app/platform/db.server.ts'
import { countMatches } from './list-count.server.ts'
import { allOf, conditionsOf } from './list-conditions.server.ts'
import { orderOf } from './list-order.ts'
import { isFiltered, type MemberPage, type MemberQuery, type MemberRow } from './list.ts'
import { costOf, QUICK_COST, steer, WALK, WALK_IN_TABLE } from './list-cost.server.ts'

const PAGE_SIZE = 50

/** A page of members and the number that match. */
export async function listMembers(tenantId: number, query: MemberQuery): Promise<MemberPage> {
  const [page, matches] = await Promise.all([readPage(tenantId, query), countMatches(tenantId, query)])
  // A list of one page has been counted by reading it.
  const isWhole = page.next === null && page.previous === null
  if (isWhole) return { ...page, matches: { count: page.members.length, exact: true } }
  return { ...page, matches: { ...matches, count: Math.max(matches.count, page.members.length) } }
}

async function readPage(tenantId: number, query: MemberQuery): Promise<Omit<MemberPage, 'matches'>> {
  const key = query.after ?? query.before
  const backwards = !query.after && query.before !== null
  const found = await listAfter(tenantId, query, PAGE_SIZE + 1)
  const goesOn = found.length > PAGE_SIZE
  const rows = found.slice(0, PAGE_SIZE)
  if (backwards) rows.reverse()
  return {
    members: rows,
    next: backwards || goesOn ? (rows.at(-1)?.key ?? null) : null,
    previous: (backwards ? goesOn : key !== null) ? (rows[0]?.key ?? null) : null,
  }
}

/** The members that follow the query's key, the nearest first; before a key, backwards. */
export async function listAfter(tenantId: number, query: MemberQuery, limit: number): Promise<MemberRow[]> {
  if (!isFiltered(query)) return select(db(), walk(tenantId, query, limit, null))
  const bound = query.search ? WALK_IN_TABLE : WALK
  const walked = await select(db(), walk(tenantId, query, limit, bound))
  if (walked.length === limit) return walked
  return transaction(async (sql) => {
    await steer(sql)
    const all = sortAll(tenantId, query, limit)
    // A search has the trigrams: without them every row of the table would have to be read.
    const isQuick = query.search !== '' || (await costOf(sql, all)) < QUICK_COST
    return select(sql, isQuick ? all : walk(tenantId, query, limit, null))
  })
}

type Statement = { text: string; values: unknown[] }

async function select(sql: Sql | PoolClient, { text, values }: Statement): Promise<MemberRow[]> {
  return (await sql.query<MemberRow>(text, values)).rows
}

const SHOWN = `member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, points,
  orders_count AS "ordersCount", amount_spent::text AS "amountSpent", email_state AS "emailState",
  email_unsubscribed AS "emailUnsubscribed", sms_marketing_consent AS "smsConsented",
  email_bounce_type AS bounce, email_complaint_at IS NOT NULL AS complained`

/** Goes along the order and keeps those that match; `bound` is after how many entries to give up. */
function walk(tenantId: number, query: MemberQuery, limit: number, bound: number | null): Statement {
  const { order, values, place, direction, covered, table } = partsOf(tenantId, query)
  return {
    values,
    text: `SELECT ${order.text('w.value')} || '_' || w.member_id AS key, m.* FROM (
        SELECT member_id, ${order.column} AS value, ${allOf(covered)} AS fits FROM members
        WHERE ${allOf(place)} ORDER BY ${order.column} ${direction}, member_id ${direction} ${bound === null ? 'OFFSET 0' : `LIMIT ${bound}`}
      ) AS w CROSS JOIN LATERAL (
        SELECT ${SHOWN} FROM members WHERE ${allOf(['tenant_id = $1', 'member_id = w.member_id', ...table])} OFFSET 0
      ) AS m
      WHERE w.fits ORDER BY w.value ${direction}, w.member_id ${direction} LIMIT ${limit}`,
  }
}

/** Finds all that match, wherever they are, and sorts them. */
function sortAll(tenantId: number, query: MemberQuery, limit: number): Statement {
  const { order, values, place, direction, covered, table } = partsOf(tenantId, query)
  return {
    values,
    text: `SELECT ${order.text('f.value')} || '_' || f.member_id AS key, m.* FROM (
        SELECT member_id, ${order.unindexed} AS value FROM members WHERE ${allOf([...place, ...covered, ...table])}
        ORDER BY 2 ${direction}, 1 ${direction} LIMIT ${limit}
      ) AS f CROSS JOIN LATERAL (
        SELECT ${SHOWN} FROM members WHERE tenant_id = $1 AND member_id = f.member_id OFFSET 0
      ) AS m
      ORDER BY f.value ${direction}, f.member_id ${direction}`,
  }
}

function partsOf(tenantId: number, query: MemberQuery) {
  const { order, descending } = orderOf(query.sort)
  const values: unknown[] = [tenantId]
  const key = query.after ?? query.before
  const backwards = !query.after && query.before !== null
  const down = descending !== backwards
  const place = ['tenant_id = $1']
  if (key) {
    const value = order.parse(`$${values.push(key.value)}`)
    place.push(`(${order.column}, member_id) ${down ? '<' : '>'} (${value}, $${values.push(key.memberId)}::bigint)`)
  }
  const { covered, table } = conditionsOf(query, values)
  // Bounds of the very column that is ordered by say where a walk begins and ends.
  const isPlace = (condition: string) => condition.startsWith(`${order.column} `)
  return {
    order,
    values,
    place: [...place, ...covered.filter(isPlace)],
    direction: down ? 'DESC' : 'ASC',
    covered: covered.filter((condition) => !isPlace(condition)),
    table,
  }
}
