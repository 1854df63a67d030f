// Which of a segment's people the page shows, as its URL has it.
import { BLOCK_REASONS, type SkipReason } from '#app/members/core/consent.ts'
import { tidySearch } from '#app/members/list/query/list.ts'

/** Those a search finds; those who can be mailed, or who can not for a reason. */
export type PeopleFilter = { search: string; reason: SkipReason | 'reachable' | null }

export const PEOPLE_LIST = 'people'

export function readPeopleFilter(search: URLSearchParams): PeopleFilter {
  const asked = search.get('reason')
  const reason = asked === 'reachable' ? asked : (BLOCK_REASONS.find((each) => each === asked) ?? null)
  return { search: tidySearch(search.get('search') ?? ''), reason }
}
