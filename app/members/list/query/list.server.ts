// The members list: keyset pages in both directions, at nearly the same cost at any depth of a million rows.
//
// Walking along the order until the page is full is quick where many match; going through all that meet the rarest condition
// and sorting them is quick where few do; where neither is, the first of every band are (list/list-bands). PostgreSQL guesses
// which is which as if filters had nothing to do with each other or with the order, and they do: who spent little has few
// points. So a short walk goes first, and only when it has not filled the page is PostgreSQL asked how many meet what.
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { countMatches } from './list-count.server.ts'
import { LONGER_WALK, LONGER_WALK_IN_TABLE, setPlannerOptions, WALK, WALK_IN_TABLE } from './list-cost.server.ts'
import { lookUpLabels } from './list-labels.server.ts'
import { isFiltered, isOnlySymbols, type MemberPage, type MemberQuery, type MemberRow, parseKey } from './list.ts'
import { orderOf } from './list-order.ts'
import { runPlan, type PreparedQuery, sortAll, type Statement, walk } from './list-statements.server.ts'
import { isIn, nameRangesOf, type NameRange } from './name-ranges.ts'
import { choosePlan, type Estimate, estimates, type Plan } from './query-plan.server.ts'

const PAGE_SIZE = 50
/** Labels are only nearly known before the table is asked: so many times the page are looked at. */
const SPARE = 3

/** So many found on the first walk tell at which rate they come. */
const A_RATE = 10

/** A page of members and the number that match. */
export async function listMembers(tenantId: number, asked: MemberQuery): Promise<MemberPage> {
  const query = await lookUpLabels(asked)
  const estimated = estimates(tenantId, query)
  const [page, matches] = await Promise.all([
    readPage(tenantId, query, estimated),
    countMatches(tenantId, query, estimated),
  ])
  // A list of one page has been counted by reading it.
  const isWhole = page.next === null && page.previous === null
  if (isWhole) return { ...page, matches: { count: page.members.length, exact: true } }
  return { ...page, matches: { ...matches, count: Math.max(matches.count, page.members.length) } }
}

type Estimated = () => Promise<Estimate>

async function readPage(
  tenantId: number,
  query: PreparedQuery,
  estimated: Estimated,
): Promise<Omit<MemberPage, 'matches'>> {
  const key = query.after ?? query.before
  const backwards = !query.after && query.before !== null
  const found = await readAfter(tenantId, query, PAGE_SIZE + 1, estimated)
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
export async function listAfter(tenantId: number, asked: MemberQuery, limit: number): Promise<MemberRow[]> {
  const query = await lookUpLabels(asked)
  return readAfter(tenantId, query, limit, estimates(tenantId, query))
}

async function readAfter(
  tenantId: number,
  query: PreparedQuery,
  limit: number,
  estimated: Estimated,
): Promise<MemberRow[]> {
  if (isOnlySymbols(query.search)) return []
  if (!isFiltered(query)) return select(db(), walk(tenantId, query, { limit, bound: null }))
  if (query.search) return searchAfter(tenantId, query, limit)
  const walked = await select(db(), walk(tenantId, query, { limit, bound: WALK }))
  if (walked.length === limit) return walked
  const plan = choosePlan(await estimated(), query.sort, limit)
  return transaction(async (sql) => {
    await setPlannerOptions(sql)
    if (plan.lead === 'labels') return select(sql, sortAll(tenantId, query, limit))
    if (plan.lead === 'order') return select(sql, walk(tenantId, query, { limit, bound: null }))
    // At the rate of the walk so far, twice what is left; if that is shorter than the other, far so where the rate
    // is little more than a guess.
    const bound = walked.length > 0 ? Math.ceil((2 * WALK * limit) / walked.length) : LONGER_WALK
    const isShorter = bound < (walked.length < A_RATE ? plan.entries / 3 : plan.entries)
    const rows = isShorter ? await select(sql, walk(tenantId, query, { limit, bound })) : []
    return rows.length === limit ? rows : follow(sql, { tenantId, query, plan, limit })
  })
}

/** The same in a search, which reads the table: not far, and then whom the trigrams name. */
async function searchAfter(tenantId: number, query: PreparedQuery, limit: number): Promise<MemberRow[]> {
  const ranges = await nameRangesFor(query)
  const key = query.after ?? query.before
  const start = key ? ranges.findIndex((range) => isIn(key.value, range)) : 0
  const along = async (place: PreparedQuery, wanted: number, range?: NameRange) => {
    const first = range && range.words.length > 0 ? LONGER_WALK : WALK_IN_TABLE
    const rows = await select(db(), walk(tenantId, place, { limit: wanted, bound: first, range }))
    const isNear = rows.length < wanted && rows.length > (first / LONGER_WALK_IN_TABLE) * wanted
    return isNear
      ? select(db(), walk(tenantId, place, { limit: wanted, bound: 2 * LONGER_WALK_IN_TABLE, range }))
      : rows
  }
  const walked = ranges[start]?.isRest ? [] : await along(query, limit, ranges[start])
  // The names that begin with what was typed are soon gone through.
  if (walked.length < limit && start === 0 && ranges.length > 0 && query.before === null)
    walked.push(...(await along({ ...query, after: null }, limit - walked.length, ranges[1])))
  if (walked.length === limit) return walked
  return transaction(async (sql) => {
    await setPlannerOptions(sql)
    return select(sql, sortAll(tenantId, query, limit, ranges))
  })
}

async function nameRangesFor({ search, sort }: MemberQuery): Promise<NameRange[]> {
  const { order, descending } = orderOf(sort)
  if (order.column !== 'sort_name') return []
  const folded = await db().query<{ words: string }>('SELECT fold_text($1) AS words', [search.replaceAll(/\s+/g, ' ')])
  return folded.rows.flatMap(({ words }) => nameRangesOf(words, descending))
}

type Following = { tenantId: number; query: PreparedQuery; plan: Plan; limit: number }

/** Those of a plan, until there are `limit` whom the table lets stay. */
async function follow(sql: Sql, { tenantId, query, plan, limit }: Following): Promise<MemberRow[]> {
  const asked = query.tags.length > 0 || query.tier ? limit * SPARE : limit
  const found: MemberRow[] = []
  for (let place = query; ;) {
    const statement = runPlan(tenantId, place, plan, { limit: limit - found.length, asked })
    const rows = (await sql.query<Followed>(statement.text, statement.values)).rows
    for (const { last: _last, ...row } of rows) if (row.memberId) found.push(row)
    const end = rows.at(-1)
    const key = end?.last ? parseKey(end.key, query.sort) : null
    if (!key || found.length === limit) return found
    place = query.before && !query.after ? { ...query, before: key } : { ...query, after: key }
  }
}

/** A row as a plan finds it: the last one may have nothing but its place. */
type Followed = MemberRow & { last: boolean }

async function select(sql: Sql, { text, values }: Statement): Promise<MemberRow[]> {
  return (await sql.query<MemberRow>(text, values)).rows
}
