// The members list: keyset pages in both directions, at nearly the same cost at any depth of a million rows.
//
// Two ways lead to a page. Walking along the order until it is full is quick where many match; finding all that match and
// sorting them is quick where few do. PostgreSQL guesses which is which as if filters had nothing to do with each other or
// with the order, and they do: who spent little has few points. So the walk goes first, a bounded way; only when that has
// not filled the page is PostgreSQL asked which single condition the fewest meet, and those are all looked at.
import { db, type Sql, transaction } from '#app/platform/db.server.ts'
import { countMatches } from './list/list-count.server.ts'
import { ENTRIES_PER_LOOKUP, steer, WALK, WALK_IN_TABLE } from './list/list-cost.server.ts'
import { isFiltered, type MemberPage, type MemberQuery, type MemberRow, parseKey } from './list.ts'
import { orderOf } from './list/list-order.ts'
import { follow, sortAll, taste, walk, type Statement } from './list/list-statements.server.ts'
import { chooseWay } from './list/list-ways.server.ts'

const PAGE_SIZE = 50
/** Labels are only nearly known before the table is asked: so many more are looked at. */
const SPARE = 1000

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
    // A search has the trigrams: without them every row of the table would have to be read.
    if (query.search) return select(sql, sortAll(tenantId, query, limit))
    const { lead, entries, everybody } = await chooseWay(sql, tenantId, query)
    if (lead === 'order' || (lead !== 'labels' && (await entriesOf(sql, tenantId, query, lead)) * entries > everybody))
      return select(sql, walk(tenantId, query, limit, null))
    if (lead === 'labels') return select(sql, sortAll(tenantId, query, limit))
    // At the rate of the walk so far, twice the way that is left; if that is shorter than the other.
    const further = walked.length > 0 ? Math.ceil((2 * WALK * limit) / walked.length) : Infinity
    const rows = further < entries ? await select(sql, walk(tenantId, query, limit, further)) : []
    return rows.length === limit ? rows : followAll(sql, { tenantId, query, lead, limit })
  })
}

/** How much each entry of a lead's takes where the table must be asked for the order of all who match. */
async function entriesOf(sql: Sql, tenantId: number, query: MemberQuery, lead: number): Promise<number> {
  if (orderOf(query.sort).order.isCovered) return 1
  const { text, values } = taste(tenantId, query, lead)
  return 1 + ((await sql.query<{ share: number }>(text, values)).rows[0]?.share ?? 0) * ENTRIES_PER_LOOKUP
}

type Following = { tenantId: number; query: MemberQuery; lead: number; limit: number }

/** Those whom a lead leads to, until there are `limit` whom the table lets stay. */
async function followAll(sql: Sql, { tenantId, query, lead, limit }: Following): Promise<MemberRow[]> {
  const asked = query.tags.length > 0 || query.tier ? limit + SPARE : limit
  const found: MemberRow[] = []
  for (let place = query; ;) {
    const statement = follow(tenantId, place, lead, { limit: limit - found.length, asked })
    const rows = (await sql.query<Followed>(statement.text, statement.values)).rows
    for (const { last: _last, ...row } of rows) if (row.memberId) found.push(row)
    const end = rows.at(-1)
    const key = end?.last ? parseKey(end.key, query.sort) : null
    if (!key || found.length === limit) return found
    place = query.before && !query.after ? { ...query, before: key } : { ...query, after: key }
  }
}

/** A row as a lead's statement gives it: the last one may have nothing but its place. */
type Followed = MemberRow & { last: boolean }

async function select(sql: Sql, { text, values }: Statement): Promise<MemberRow[]> {
  return (await sql.query<MemberRow>(text, values)).rows
}
