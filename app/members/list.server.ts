// The members list: keyset pages in both directions, at the same cost at any depth of a million rows.
import { db } from '#app/platform/db.server.ts'
import { COUNT_CAP, type MemberPage, type MemberQuery, type MemberRow, type MemberSort } from './list.ts'

const PAGE_SIZE = 50

type Order = { column: string; value: string; parse: (parameter: string) => string }

// A time is handed over in whole microseconds, since a JavaScript date would lose three digits and with them rows.
const ORDERS: Record<'created' | 'points', Order> = {
  created: {
    column: 'created_at',
    value: '(extract(epoch FROM created_at) * 1000000)::bigint',
    parse: (parameter) => `'epoch'::timestamptz + ${parameter}::bigint * interval '1 microsecond'`,
  },
  points: { column: 'points', value: 'points', parse: (parameter) => `${parameter}::bigint` },
}

/** A page of members and the number that match. */
export async function listMembers(tenantId: number, query: MemberQuery): Promise<MemberPage> {
  const [page, count] = await Promise.all([readPage(tenantId, query), countMatches(tenantId, query)])
  return { ...page, count }
}

async function readPage(tenantId: number, query: MemberQuery): Promise<Omit<MemberPage, 'count'>> {
  const { order, descending } = orderOf(query.sort)
  const parameters: unknown[] = [tenantId]
  const conditions = conditionsOf(query, parameters)
  const key = query.after ?? query.before
  const backwards = !query.after && query.before !== null
  const down = descending !== backwards
  if (key) {
    const value = order.parse(`$${parameters.push(key.value)}`)
    const memberId = `$${parameters.push(key.memberId)}::bigint`
    conditions.push(`(${order.column}, member_id) ${down ? '<' : '>'} (${value}, ${memberId})`)
  }
  const direction = down ? 'DESC' : 'ASC'
  const found = await db().query<MemberRow>(
    `SELECT member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, points,
       email_state AS "emailState", email_unsubscribed AS "emailUnsubscribed", sms_marketing_consent AS "smsConsented",
       email_bounce_type AS bounce, email_complaint_at IS NOT NULL AS complained, (${order.value}) || '_' || member_id AS key
     FROM members WHERE ${conditions.join(' AND ')}
     ORDER BY ${order.column} ${direction}, member_id ${direction} LIMIT ${PAGE_SIZE + 1}`,
    parameters,
  )
  const goesOn = found.rows.length > PAGE_SIZE
  const rows = found.rows.slice(0, PAGE_SIZE)
  if (backwards) rows.reverse()
  return {
    members: rows,
    next: backwards || goesOn ? (rows.at(-1)?.key ?? null) : null,
    previous: (backwards ? goesOn : key !== null) ? (rows[0]?.key ?? null) : null,
  }
}

/** Counting a million rows would cost more than the page: it stops just above the cap. */
async function countMatches(tenantId: number, query: MemberQuery): Promise<number> {
  const parameters: unknown[] = [tenantId]
  const conditions = conditionsOf(query, parameters)
  const counted = await db().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM members WHERE ${conditions.join(' AND ')} LIMIT ${COUNT_CAP + 1}) AS matches`,
    parameters,
  )
  return counted.rows[0]?.count ?? 0
}

function orderOf(sort: MemberSort): { order: Order; descending: boolean } {
  return { order: ORDERS[sort.startsWith('points') ? 'points' : 'created'], descending: sort.endsWith('desc') }
}

// Written as the partial indexes of the table are, so that PostgreSQL recognises them.
const CONSENT = {
  all: [],
  email: ['email_marketing_consent'],
  'no-email': ['NOT email_marketing_consent'],
  sms: ['sms_marketing_consent'],
}
const DELIVERY = {
  all: [],
  none: ['email_bounce_type IS NULL'],
  soft: ["email_bounce_type = 'soft'"],
  hard: ["email_bounce_type = 'hard'"],
  complained: ['email_complaint_at IS NOT NULL'],
}

function conditionsOf({ consent, delivery, search }: MemberQuery, parameters: unknown[]): string[] {
  return ['tenant_id = $1', ...CONSENT[consent], ...DELIVERY[delivery], ...searchConditions(search, parameters)]
}

/**
 * Every word must occur. The trigram index needs three letters in a row to find a word's middle; a shorter word is
 * looked for where words begin, which the index knows too.
 */
function searchConditions(search: string, parameters: unknown[]): string[] {
  const words = search.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  return words.map((word) => {
    const literal = word.replace(/[\\%_]/g, String.raw`\$&`)
    if (/[\p{L}\p{N}]{3}/u.test(word)) return `search LIKE lower($${parameters.push(`%${literal}%`)})`
    const first = parameters.push(`${literal}%`)
    const later = parameters.push(`% ${literal}%`)
    return `(search LIKE lower($${first}) OR search LIKE lower($${later}))`
  })
}
