// The statements that read a page of the members list, one for each query plan.
import { allOf, conditionsOf, isInOrder, type Lead } from './list-conditions.server.ts'
import type { Filter } from './list-labels.server.ts'
import { ONE_BUCKET, orderOf } from './list-order.ts'
import { isIn, type NameRange } from './name-ranges.ts'
import type { Plan } from './query-plan.server.ts'
import type { MemberQuery } from './list.ts'

/** A query whose labels may have been looked up. */
export type PreparedQuery = MemberQuery & Filter

export type Statement = { text: string; values: unknown[] }

/** Entries of a lead's index that are looked at before all of them are … */
const SAMPLE = 4000
/** … of each key, where it has keys. */
const SAMPLE_OF_KEY = 100

const SHOWN = `member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, points,
  orders_count AS "ordersCount", amount_spent::text AS "amountSpent", email_state AS "emailState",
  email_unsubscribed AS "emailUnsubscribed", sms_marketing_consent AS "smsConsented",
  email_bounce_type AS bounce, email_complaint_at IS NOT NULL AS complained`

type WalkLimits = { limit: number; bound: number | null; range?: NameRange | undefined }

/** Goes along the order, or a range of names, and keeps those that match; `bound` is after how many entries to give up. */
export function walk(tenantId: number, query: PreparedQuery, { limit, bound, range }: WalkLimits): Statement {
  const { order, values, place, direction, covered, table } = partsOf(tenantId, query)
  if (range) {
    place.push(...isBetween(range, values))
    covered.push(...holdsWords(range, values))
  }
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
 * Runs a plan that finds members whom the table is asked about last: labels are only nearly known before. The first `asked`
 * are, until `limit` may stay. Who comes as number `asked` is `last`, with a row or without one.
 */
export function runPlan(tenantId: number, query: PreparedQuery, plan: Plan, { limit, asked }: PlanLimits): Statement {
  const parts = partsOf(tenantId, query, plan.lead === 'bands' ? null : plan.bands)
  const { order, values, direction, table, leads } = parts
  const lead = typeof plan.lead === 'number' ? leads[plan.lead] : undefined
  const found = lead ? ofLead(parts, lead, asked) : ofBands(parts, plan.bands ?? [], asked)
  return {
    values,
    text: `SELECT ${order.text('f.value')} || '_' || f.member_id AS key, f.number = ${asked} AS last, m.* FROM (
        SELECT member_id, value, row_number() OVER () AS number FROM (${found} LIMIT ${asked}) AS first
      ) AS f LEFT JOIN LATERAL (
        SELECT ${SHOWN} FROM members WHERE ${allOf(['tenant_id = $1', 'member_id = f.member_id', ...table])} OFFSET 0
      ) AS m ON true
      WHERE m."memberId" IS NOT NULL OR f.number = ${asked}
      ORDER BY f.value ${direction}, f.member_id ${direction} LIMIT ${limit}`,
  }
}

/** All who meet a lead's condition, in its own index; in the order asked for, of each key as many as are asked. */
function ofLead(parts: Parts, lead: Lead, asked: number): string {
  const { order, direction, covered, place } = parts
  if (lead.keys && isInOrder(lead, order)) return firstOfKeys(parts, lead.keys, asked)
  // So many of a few already bound the page: sorting is spared whoever comes after that.
  const near = `${order.column} ${direction === 'ASC' ? '<=' : '>='} coalesce((
      SELECT value FROM (
        SELECT ${order.column} AS value, ${allOf([...covered, ...place])} AS fits FROM ${sampleOf(lead, direction)}
      ) AS sampled WHERE fits ORDER BY value ${direction} OFFSET ${asked - 1} LIMIT 1
    ), ${order.column})`
  const whom = [lead.condition, ...place]
  // A lead in the very order must be gone along: whoever comes first is enough.
  const found = isInOrder(lead, order)
    ? `SELECT member_id, value FROM (
        SELECT member_id, ${order.column} AS value, ${allOf([...covered, near])} AS fits FROM members
        WHERE ${allOf(whom)} ORDER BY ${along(lead, direction)} OFFSET 0
      ) AS of_lead WHERE fits`
    : `SELECT member_id, ${order.column} AS value FROM members WHERE ${allOf([...whom, ...covered, near])} OFFSET 0`
  return `SELECT member_id, value FROM (${found}) AS found ORDER BY value ${direction}, member_id ${direction}`
}

/** Some members of a lead, in the direction of the order: the first, or of every key the first. */
function sampleOf(lead: Lead, direction: string): string {
  const { condition, keys } = lead
  const first = (conditions: string[], limit: number) =>
    `SELECT * FROM members WHERE ${allOf(['tenant_id = $1', ...conditions])} ORDER BY ${along(lead, direction)} LIMIT ${limit}`
  return keys
    ? `unnest(${keys.all}) AS one_key CROSS JOIN LATERAL (${first([keys.condition], SAMPLE_OF_KEY)}) AS of_key`
    : `(${first([condition], SAMPLE)}) AS of_lead`
}

const along = ({ columns }: Lead, direction: string) =>
  [...columns.split(', '), 'member_id'].map((column) => `${column} ${direction}`).join(', ')

/**
 * The first that match of every band that may hold any. Where few match at the near end of an order they do in other
 * bands; within one, what a member is has little to do with its place. Bands that differ in what is ordered by come one
 * after the other, until there are enough.
 */
function ofBands(parts: Parts, bands: number[], asked: number): string {
  const all = `$${parts.values.push(bands)}::int[]`
  return firstOfKeys(parts, { all, condition: 'band = one_key' }, asked, parts.order.bucket)
}

type Keys = NonNullable<Lead['keys']>

/** The first that match under every key of an index that has the order within each; the keys, too, have one by their buckets. */
function firstOfKeys(parts: Parts, keys: Keys, asked: number, bucket: string | null = null): string {
  const { order, direction, covered, place } = parts
  return `SELECT member_id, value FROM (
      SELECT one_key, ${bucket ?? ONE_BUCKET} AS bucket FROM unnest(${keys.all}) AS one_key ORDER BY 2 ${direction}
    ) AS keys CROSS JOIN LATERAL (
      SELECT member_id, value FROM (
        SELECT member_id, ${order.column} AS value, ${allOf(covered)} AS fits FROM members
        WHERE ${allOf([...place, keys.condition])} ORDER BY ${order.column} ${direction}, member_id ${direction} OFFSET 0
      ) AS of_key WHERE fits LIMIT ${asked}
    ) AS first_of_key
    ORDER BY bucket ${direction}, value ${direction}, member_id ${direction}`
}

type PlanLimits = { limit: number; asked: number }

/** Finds all that match, wherever they are, and sorts them; by name in the ranges given, if any are. */
export function sortAll(tenantId: number, query: PreparedQuery, limit: number, ranges: NameRange[] = []): Statement {
  const { order, values, placeInTable, direction, covered, table, backwards } = partsOf(tenantId, query)
  const key = query.after ?? query.before
  const cases = ranges.map(
    (range, index) => `WHEN ${allOf([...isBetween(range, values), ...holdsWords(range, values)])} THEN ${index}`,
  )
  const rank = cases.length > 0 ? `CASE ${cases.join(' ')} END` : '0'
  const at = key ? ranges.findIndex((range) => isIn(key.value, range)) : -1
  const here = `${rank} = ${at} AND ${allOf(placeInTable)}`
  const there = at < 0 ? allOf(placeInTable) : `tenant_id = $1 AND (${rank} ${backwards ? '<' : '>'} ${at} OR ${here})`
  const turn = backwards ? 'DESC' : 'ASC'
  return {
    values,
    text: `SELECT ${order.text('f.value')} || '_' || f.member_id AS key, m.* FROM (
        SELECT member_id, ${order.unindexed} AS value, ${rank} AS rank FROM members WHERE ${allOf([there, ...covered, ...table])}
        ORDER BY 3 ${turn}, 2 ${direction}, 1 ${direction} LIMIT ${limit}
      ) AS f CROSS JOIN LATERAL (
        SELECT ${SHOWN} FROM members WHERE tenant_id = $1 AND member_id = f.member_id OFFSET 0
      ) AS m
      ORDER BY f.rank ${turn}, f.value ${direction}, f.member_id ${direction}`,
  }
}

const isBetween = ({ from, to }: NameRange, values: unknown[]) => [
  ...(from === null ? [] : [`sort_name >= $${values.push(from)}`]),
  ...(to === null ? [] : [`sort_name < $${values.push(to)}`]),
]

const holdsWords = ({ words }: NameRange, values: unknown[]) =>
  words.map((word) => `strpos(sort_name, $${values.push(word)}) > 0`)

type Parts = ReturnType<typeof partsOf>

function partsOf(tenantId: number, query: PreparedQuery, bands: number[] | null = null) {
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
  const { covered, table, leads } = conditionsOf(query, values, bands)
  // Bounds of the very column that is ordered by say where a walk begins and ends.
  const isPlace = (condition: string) => condition.startsWith(`${order.column} `)
  return {
    order,
    values,
    place: [...place, ...covered.filter(isPlace)],
    placeInTable: [...placeInTable, ...covered.filter(isPlace)],
    direction: down ? 'DESC' : 'ASC',
    backwards,
    covered: covered.filter((condition) => !isPlace(condition)),
    table,
    leads,
  }
}
