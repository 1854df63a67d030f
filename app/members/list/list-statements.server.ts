// The statements that read a page of the members list, one for each way to it.
import { allOf, conditionsOf } from './list-conditions.server.ts'
import { orderOf } from './list-order.ts'
import type { MemberQuery } from '../list.ts'

export type Statement = { text: string; values: unknown[] }

/** Entries of a lead's index that are looked at before all of them are. */
const SAMPLE = 4000

const SHOWN = `member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, points,
  orders_count AS "ordersCount", amount_spent::text AS "amountSpent", email_state AS "emailState",
  email_unsubscribed AS "emailUnsubscribed", sms_marketing_consent AS "smsConsented",
  email_bounce_type AS bounce, email_complaint_at IS NOT NULL AS complained`

/** Goes along the order and keeps those that match; `bound` is after how many entries to give up. */
export function walk(tenantId: number, query: MemberQuery, limit: number, bound: number | null): Statement {
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

/**
 * Goes through all who meet the condition numbered `lead`, in its own index, and sorts those who match. In the direction
 * of the order: where the two go together, the first that come are the first of the page, and sorting has little to do.
 * Labels are only nearly known before the table is asked: the first `asked` are, until `limit` have them. Who comes as
 * number `asked` is `last`, with a row or without one.
 */
export function follow(tenantId: number, query: MemberQuery, lead: number, { limit, asked }: FollowLimits): Statement {
  const parts = partsOf(tenantId, query)
  const { order, values, place, direction, covered, table, leads } = parts
  const { column = 'member_id', condition = 'true' } = leads[lead] ?? {}
  const whom = ['tenant_id = $1', condition, ...covered]
  const along = `ORDER BY ${column} ${direction}, member_id ${direction} OFFSET 0`
  // Only its own index holds the name: it is read of those who match.
  const found = order.isCovered
    ? `SELECT member_id, ${order.column} AS value FROM members WHERE ${allOf([...whom, ...place])} ${along}`
    : `SELECT c.member_id, n.value FROM (SELECT member_id FROM members WHERE ${allOf(whom)} ${along}) AS c
        CROSS JOIN LATERAL (
          SELECT ${order.column} AS value FROM members WHERE ${allOf(['member_id = c.member_id', ...place])} OFFSET 0) AS n OFFSET 0`
  // So many of the first that come already bound the page: sorting is spared whoever comes after it.
  const compared = direction === 'ASC' ? '<=' : '>='
  const enough = order.isCovered
    ? `WHERE (value, member_id) ${compared} (coalesce((SELECT value FROM enough), value), coalesce((SELECT member_id FROM enough), member_id))`
    : ''
  return {
    values,
    text: `WITH enough AS MATERIALIZED (
        SELECT member_id, value FROM (${sampleOf(parts, lead)}) AS sampled WHERE fits
        ORDER BY value ${direction}, member_id ${direction} OFFSET ${asked - 1} LIMIT 1
      )
      SELECT ${order.text('f.value')} || '_' || f.member_id AS key, f.number = ${asked} AS last, m.* FROM (
        SELECT member_id, value, row_number() OVER () AS number FROM (
          SELECT member_id, value FROM (${found}) AS found ${enough} ORDER BY value ${direction}, member_id ${direction} LIMIT ${asked}
        ) AS first
      ) AS f LEFT JOIN LATERAL (
        SELECT ${SHOWN} FROM members WHERE ${allOf(['tenant_id = $1', 'member_id = f.member_id', ...table])} OFFSET 0
      ) AS m ON true
      WHERE m."memberId" IS NOT NULL OR f.number = ${asked} ORDER BY f.value ${direction}, f.member_id ${direction} LIMIT ${limit}`,
  }
}

/** Which share of the first whom a lead leads to match. */
export function taste(tenantId: number, query: MemberQuery, lead: number): Statement {
  const parts = partsOf(tenantId, { ...query, sort: 'created desc', after: null, before: null })
  return {
    values: parts.values,
    text: `SELECT avg(fits::int)::float AS share FROM (${sampleOf(parts, lead)}) AS sampled`,
  }
}

function sampleOf({ order, direction, covered, place, leads }: ReturnType<typeof partsOf>, lead: number): string {
  const { column = 'member_id', condition = 'true' } = leads[lead] ?? {}
  const value = order.isCovered ? order.column : 'NULL'
  return `SELECT member_id, ${value} AS value, ${order.isCovered ? allOf([...covered, ...place]) : 'false'} AS fits FROM members
    WHERE ${allOf(['tenant_id = $1', condition])} ORDER BY ${column} ${direction}, member_id ${direction} LIMIT ${SAMPLE}`
}

type FollowLimits = { limit: number; asked: number }

/** Finds all that match, wherever they are, and sorts them. */
export function sortAll(tenantId: number, query: MemberQuery, limit: number): Statement {
  const { order, values, placeInTable, direction, covered, table } = partsOf(tenantId, query)
  return {
    values,
    text: `SELECT ${order.text('f.value')} || '_' || f.member_id AS key, m.* FROM (
        SELECT member_id, ${order.unindexed} AS value FROM members WHERE ${allOf([...placeInTable, ...covered, ...table])}
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
  const placeInTable = ['tenant_id = $1']
  if (key) {
    const value = order.parse(`$${values.push(key.value)}`)
    const from = `${down ? '<' : '>'} (${value}, $${values.push(key.memberId)}::bigint)`
    place.push(`(${order.column}, member_id) ${from}`)
    // Not by the order's index, which would be gone through to its end.
    placeInTable.push(`(${order.unindexed}, member_id) ${from}`)
  }
  const { covered, table, leads } = conditionsOf(query, values)
  // Bounds of the very column that is ordered by say where a walk begins and ends.
  const isPlace = (condition: string) => condition.startsWith(`${order.column} `)
  return {
    order,
    values,
    place: [...place, ...covered.filter(isPlace)],
    placeInTable: [...placeInTable, ...covered.filter(isPlace)],
    direction: down ? 'DESC' : 'ASC',
    covered: covered.filter((condition) => !isPlace(condition)),
    table,
    leads,
  }
}
