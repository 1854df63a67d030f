// The people of a segment, page by page, and why some of them can not be mailed.
import { skipReasonSql, type SkipReason } from '#app/members/core/consent.ts'
import { searchConditions } from '#app/members/list/query/list-conditions.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { largestFirst, type Place, type PageOf, readPage } from '#app/ui/tables/keyset-page.ts'
import { askOfAll } from './ask.server.ts'
import type { PeopleFilter } from './people-filter.ts'
import type { SegmentRules } from './rules.ts'
import { membersSql } from './sql.server.ts'

export type Person = {
  memberId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  /** Why they can not be mailed; null when they can. */
  reason: SkipReason | null
}

const EVERYBODY: PeopleFilter = { search: '', reason: null }
const PAGE = 20

/** Rules, and how many members they hold. */
type Counted = { rules: SegmentRules; members: number }

/**
 * Fewer than so many are found quicker by joining everybody than by walking from the newest member on until a page is full: of
 * a million members, a walk for twenty of more than these reads some four thousand.
 */
const RARE = 5000

const isNarrowed = ({ search, reason }: PeopleFilter) => search !== '' || reason !== null

/**
 * A page of a segment's people, the newest customers first. Who was just counted says how many there are: it decides how
 * they are looked for.
 */
export async function listPeople(
  tenantId: number,
  { rules, members }: Counted,
  { place, ...filter }: PeopleFilter & { place: Place<string> },
): Promise<PageOf<Person>> {
  return readPage(place, {
    size: PAGE,
    keyOf: ({ memberId }: Person) => memberId,
    read: (from, limit) =>
      readPeople(tenantId, rules, { ...filter, from, limit, isRare: members < RARE || isNarrowed(filter) }),
  })
}

/** Some of the people that the rules hold, whether or not they can be mailed. */
export async function somePeople(tenantId: number, { rules, members }: Counted, limit: number): Promise<Person[]> {
  if (members === 0) return []
  return readPeople(tenantId, rules, {
    ...EVERYBODY,
    from: { after: null, before: null },
    limit,
    isRare: members < RARE,
  })
}

const CHUNK = 1000

/** The numbers of all of them, a thousand at a time. */
export async function* everyone(
  tenantId: number,
  rules: SegmentRules,
  filter: PeopleFilter = EVERYBODY,
): AsyncGenerator<string[]> {
  let after: string | null = null
  for (;;) {
    const people: Person[] = await readPeople(tenantId, rules, {
      ...filter,
      from: { after, before: null },
      limit: CHUNK,
      isRare: isNarrowed(filter),
    })
    yield people.map(({ memberId }) => memberId)
    after = people.at(-1)?.memberId ?? null
    if (people.length < CHUNK) return
  }
}

type Reading = PeopleFilter & { from: Place<string>; limit: number; isRare: boolean }

async function readPeople(tenantId: number, rules: SegmentRules, { search, reason, from, limit, isRare }: Reading) {
  const { sign, direction, key } = largestFirst(from)
  const params: unknown[] = [tenantId, clock.now(), key, limit]
  const segment = membersSql(rules, params)
  const put = (value: unknown, type: string) => `$${params.push(value)}::${type}`
  const conditions = searchConditions(search, put)
  if (reason)
    conditions.push(
      `${skipReasonSql('$2')} IS NOT DISTINCT FROM ${put(reason === 'reachable' ? null : reason, 'skip_reason')}`,
    )
  return askOfAll<Person>(
    `SELECT m.member_id::text AS "memberId", m.first_name AS "firstName", m.last_name AS "lastName", m.email,
       ${skipReasonSql('$2')} AS reason
     FROM ${segment.from}
     WHERE ${['m.tenant_id = $1', '($3::bigint IS NULL OR m.member_id ' + sign + ' $3)', segment.condition, ...conditions].join(' AND ')}
     ORDER BY m.member_id${isRare ? ' + 0' : ''} ${direction} LIMIT $4`,
    params,
  )
}
