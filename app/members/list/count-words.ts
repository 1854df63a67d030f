// How many members the list holds, in words.
import { formatCount } from '#app/ui/format/format.ts'
import type { MemberCount } from './query/list.ts'

export function countWords({ count, exact }: MemberCount, filtered: boolean): string {
  const members = exact
    ? `${formatCount(count)} ${count === 1 ? 'member' : 'members'}`
    : `${formatCount(roundDown(count))}+ members`
  if (!filtered) return members
  return exact && count === 1 ? `${members} matches` : `${members} match`
}

/** A number as one says it who has not counted to the end: 1, 2 or 5 and zeros, and no more than were found. */
function roundDown(count: number): number {
  if (count < 10) return count
  const power = 10 ** Math.floor(Math.log10(count))
  const [first = power] = [5 * power, 2 * power].filter((step) => step <= count)
  return first
}
