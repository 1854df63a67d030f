// What can be done to many members at once, and the words for it.
import { z } from 'zod'
import { parseClean } from '#app/platform/text/json.ts'
import { parseMemberId } from '../../core/names.ts'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { filterParameters } from '../query/list.ts'

export type BulkKind = 'clear-bounce' | 'add-tag' | 'remove-tag'

/** Shopify restores 100 points a second on its smaller plans, and a tag costs 10. */
const TAGS_PER_SECOND = 10

const whom = z.union([
  z.object({
    memberIds: z
      .array(z.string().refine((id) => parseMemberId(id) !== null))
      .min(1)
      .max(1000),
  }),
  z.object({
    parameters: z
      .string()
      .max(2000)
      .transform((text) => filterParameters(new URLSearchParams(text)).toString()),
  }),
])
// Shopify takes a comma for the end of a tag.
const LONGEST_TAG = 255
const tag = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_TAG)
  .regex(/^[^,\0]+$/)

/** What is wrong with a tag, for whoever types it; null when nothing is. */
export function tagFlaw(text: string): string | null {
  if (tag.safeParse(text).success) return null
  if (text.trim().length > LONGEST_TAG) return `Use at most ${LONGEST_TAG} characters for a tag.`
  return text.trim() === '' ? 'Enter a tag.' : 'Tags can’t contain commas. Add one tag at a time.'
}

const what = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clear-bounce') }),
  z.object({ kind: z.literal('add-tag'), tag }),
  z.object({ kind: z.literal('remove-tag'), tag }),
])

/** Whom it would be done to, as the dialog asks before anything is done. */
export const bulkWhom = z.string().max(50_000).transform(parseClean).pipe(whom)

/** How many they are, and how many of them have a bounce. */
export type BulkReach = { members: number; soft: number; hard: number }

/** What the staff ask for: one thing, for those ticked or for all whom the list's URL holds. */
export const bulkRequest = z.object({ what, whom })
export type BulkRequest = z.infer<typeof bulkRequest>

export type BulkAction = {
  actionId: number
  kind: BulkKind
  tag: string | null
  total: number
  done: number
  failed: number
  error: string | null
  finished: boolean
  failures: { memberId: string; reason: string }[]
}

/** What is under way, or was done. */
export function bulkTitle({ kind, tag, finished }: Pick<BulkAction, 'kind' | 'tag' | 'finished'>): string {
  switch (kind) {
    case 'clear-bounce':
      return finished ? 'Bounces cleared' : 'Clearing bounces'
    case 'add-tag':
      return finished ? `Tag “${tag}” added` : `Adding the tag “${tag}”`
    case 'remove-tag':
      return finished ? `Tag “${tag}” removed` : `Removing the tag “${tag}”`
  }
}

/** How far it has come. */
export function bulkProgress({ total, done, failed, finished }: BulkAction): string {
  if (!finished) return `${formatCount(done + failed)} of ${formatCountOf(Math.max(total, done + failed), 'member')}`
  const succeeded = formatCountOf(done, 'member')
  return failed > 0 ? `${succeeded} done, ${formatCount(failed)} failed.` : `${succeeded} done.`
}

/** Whose bounces would be cleared. */
export function bounceReach({ members, soft, hard }: BulkReach): string {
  const bounced = soft + hard
  if (members === 1)
    return bounced === 0 ? 'This member has no bounce.' : `This member has a ${hard ? 'hard' : 'soft'} bounce.`
  if (bounced === 0) return `None of ${formatCount(members)} members has a bounce.`
  const kinds = [hard && `${formatCount(hard)} hard`, soft && `${formatCount(soft)} soft`].filter(Boolean).join(' and ')
  return `${formatCount(bounced)} of ${formatCount(members)} members ${bounced === 1 ? 'has' : 'have'} a bounce: ${kinds}.`
}

/** How long Shopify will take for so many tags; null when that is no time to speak of. */
export function tagMinutes(members: number): number | null {
  const minutes = Math.ceil(members / TAGS_PER_SECOND / 60)
  return minutes > 1 ? minutes : null
}
