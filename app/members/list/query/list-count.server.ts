// How many members match. Counting a million rows would cost more than the page: it stops above a cap, or where it ceases
// to be quick.
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { allOf, conditionsOf } from './list-conditions.server.ts'
import { LONGER_WALK, LONGER_WALK_IN_TABLE, setPlannerOptions } from './list-cost.server.ts'
import type { Filter } from './list-labels.server.ts'
import { orderOf } from './list-order.ts'
import type { Statement } from './list-statements.server.ts'
import { choosePlan, type Estimate, type Plan } from './query-plan.server.ts'
import { COUNT_CAP, isFiltered, isOnlySymbols, type MemberCount, type MemberFilter, type MemberQuery } from './list.ts'
import { getTotals, type MemberTotals } from '../../core/totals.server.ts'

/** Rows of the table cost ten times an entry of an index. */
const CAP_IN_TABLE = 1000
/** How many entries a count may go through: it is worth less than the page. */
const QUICK_COUNT = 60_000

/** How many match, counted as far as is quick. */
export async function countMatches(
  tenantId: number,
  query: MemberQuery & Filter,
  estimated: () => Promise<Estimate>,
): Promise<MemberCount> {
  if (isOnlySymbols(query.search)) return { count: 0, exact: true }
  const known = knownTotal(query)
  if (known) return { count: (await getTotals(tenantId))[known], exact: true }
  const cap = readsTable(query) ? CAP_IN_TABLE : COUNT_CAP
  // To find all that a search means takes longer than to find a page of them.
  if (query.search) return { count: await count(db(), countAlong(tenantId, query, cap + 1)), exact: false }
  const plan = choosePlan(await estimated(), query.sort, null)
  const isQuick = plan.entries <= QUICK_COUNT
  const statement = isQuick ? countOn(tenantId, query, plan, cap + 1) : countAlong(tenantId, query, cap + 1)
  const counted = await transaction(async (sql) => {
    await setPlannerOptions(sql)
    return count(sql, statement)
  })
  return { count: Math.min(counted, cap), exact: isQuick && counted <= cap }
}

/** How many match, counted to the end: up to some hundred milliseconds at a million members. */
export async function countExactly(tenantId: number, filter: MemberFilter): Promise<number> {
  return transaction(async (sql) => {
    await setPlannerOptions(sql)
    return count(sql, countAll(tenantId, filter))
  })
}

/** The total that says how many match, if there is one. */
function knownTotal(query: MemberQuery): keyof MemberTotals | null {
  const { consent, bounce, complained } = query
  if (!isFiltered(query)) return 'members'
  if (!isFiltered({ ...query, consent: 'all' })) return CONSENT_TOTALS[consent]
  if (!isFiltered({ ...query, bounce: 'all' }) && bounce !== 'none' && bounce !== 'all') return bounce
  return complained === 'yes' && !isFiltered({ ...query, complained: 'all' }) ? 'complained' : null
}

const CONSENT_TOTALS = {
  all: null,
  email: 'consented',
  'no-email': null,
  sms: 'sms',
  unsubscribed: 'unsubscribed',
} as const

const readsTable = ({ search, tier, tags }: MemberFilter) => search !== '' || tier !== '' || tags.length > 0

async function count(sql: Sql, { text, values }: Statement): Promise<number> {
  return (await sql.query<{ count: number }>(text, values)).rows[0]?.count ?? 0
}

function countAll(tenantId: number, filter: MemberFilter): Statement {
  const values: unknown[] = [tenantId]
  const { covered, table } = conditionsOf(filter, values)
  return {
    values,
    text: `SELECT count(*)::int AS count FROM members WHERE ${allOf(['tenant_id = $1', ...covered, ...table])}`,
  }
}

/** Counts by a plan, up to a limit. */
function countOn(tenantId: number, filter: Filter, { lead, bands }: Plan, limit: number): Statement {
  const values: unknown[] = [tenantId]
  const { covered, table, leads } = conditionsOf(filter, values, bands)
  const led = typeof lead === 'number' ? leads[lead] : undefined
  const inTable =
    table.length > 0
      ? [
          `EXISTS (SELECT FROM members WHERE ${allOf(['tenant_id = $1', 'member_id = c.member_id', ...table])} OFFSET 0)`,
        ]
      : []
  const text = led
    ? `SELECT FROM (SELECT member_id FROM members WHERE ${allOf(['tenant_id = $1', led.condition, ...covered])} OFFSET 0) AS c
        WHERE ${allOf(inTable)} LIMIT ${limit}`
    : `SELECT FROM members WHERE ${allOf(['tenant_id = $1', ...covered, ...table])} LIMIT ${limit}`
  return { values, text: `SELECT count(*)::int AS count FROM (${text}) AS counted` }
}

/** Counts along the order that the page is in, so that both read the same part of its index. */
function countAlong(tenantId: number, query: MemberQuery & Filter, limit: number): Statement {
  const values: unknown[] = [tenantId]
  const { order, descending } = orderOf(query.sort)
  const { covered, table } = conditionsOf(query, values)
  const direction = descending ? 'DESC' : 'ASC'
  return {
    values,
    text: `SELECT count(*)::int AS count FROM (
        SELECT FROM (
          SELECT member_id, ${allOf(covered)} AS fits FROM members
          WHERE tenant_id = $1 ORDER BY ${order.column} ${direction}, member_id ${direction} LIMIT ${query.search ? LONGER_WALK_IN_TABLE : LONGER_WALK}
        ) AS w ${table.length > 0 ? `CROSS JOIN LATERAL (SELECT FROM members WHERE ${allOf(['tenant_id = $1', 'member_id = w.member_id', ...table])} OFFSET 0) AS m` : ''}
        WHERE w.fits LIMIT ${limit}
      ) AS counted`,
  }
}
