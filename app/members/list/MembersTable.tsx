import { useRevalidator } from '@remix-run/react'
import {
  Box,
  EmptySearchResult,
  IndexTable,
  type IndexTableProps,
  IndexTableSelectionType,
  useBreakpoints,
} from '@shopify/polaris'
import { memo, type MouseEvent, useCallback, useDeferredValue, useMemo, useReducer, useState } from 'react'
import { formatCount } from '#app/ui/format/format.ts'
import { type Pages, useKeysetPages } from '#app/ui/tables/useKeysetPages.ts'
import type { BulkKind } from './bulk/bulk.ts'
import { BulkModal } from './bulk/BulkModal.tsx'
import type { ListedMember } from './query/list.ts'
import { MemberCard, MemberRow } from './MemberRow.tsx'
import { NO_TICKS, type Tick, type Ticks, ticksAfter } from './ticks.ts'
import { useDrawn } from './useDrawn.ts'
import type { ListHere } from './useListLeft.ts'

type Props = {
  members: ListedMember[]
  pages: Pages
  loading: boolean
  /** What to do when there is no row. */
  whenEmpty: string
  /** How many the list holds, on all its pages; null when that is not known. */
  count: number | null
  /** All that the URL says of the list, for the way back to it. */
  here: ListHere
  /** The list's URL without the place in it: what "all of them" means. */
  parameters: string
}

/**
 * The members; on a phone a card a member, with the same badges. Drawing fifty rows anew takes as long as a person waits
 * without noticing, so neither a keystroke in the search nor a tick draws those that stay as they are, and another list
 * is drawn in pieces.
 */
export const MembersTable = memo(function MembersTable(props: Props) {
  const { members, here } = props
  const condensed = useBreakpoints().smDown
  const drawn = useDrawn(here.list, members.length)
  // The place of those to come is kept, or the page would not stay where it is scrolled to.
  const toCome = Math.max(0, members.length - drawn) * (condensed ? PHONE_ROW_PX : ROW_PX)
  return (
    <div style={{ paddingBlockEnd: toCome }}>
      <Table {...props} drawn={drawn} condensed={condensed} />
    </div>
  )
})

const HEADINGS: IndexTableProps['headings'] = [
  { title: 'Name' },
  { title: 'Email' },
  // Numbers end where the next column begins.
  { id: 'points', title: <Box paddingInlineEnd="400">Points</Box>, alignment: 'end' },
  { title: 'Consent' },
  { title: 'Bounce' },
]

const ROW_PX = 33
const PHONE_ROW_PX = 97

function Table(props: Props & { drawn: number; condensed: boolean }) {
  const { members, pages, loading, whenEmpty, count, here, parameters, drawn, condensed } = props
  const pagination = useKeysetPages(pages)
  const listed = members.map(({ memberId }) => memberId)
  const [ticks, tick] = useReducer((before: Ticks, then: Tick) => ticksAfter(before, then, listed), NO_TICKS)
  const tickRow = useCallback((memberId: string, stretch: boolean) => tick({ of: 'row', memberId, stretch }), [])
  const ticked = listed.filter((memberId) => ticks.memberIds.has(memberId))
  // What is done to those ticked comes after the tick itself is seen.
  const counted = useDeferredValue(ticks.all ? 'All' : ticked.length)
  const everybody = count === null ? 'members of this list' : `${formatCount(count)} members`
  const [asking, setAsking] = useState<BulkKind | null>(null)
  const actions = useMemo(() => bulkActions(setAsking), [])
  const [seen, setSeen] = useState(here.list)
  // Another list or page begins with nobody ticked: what is done to many must not reach who is out of sight.
  if (seen !== here.list) {
    setSeen(here.list)
    setAsking(null)
    tick({ of: 'nobody' })
  }
  const revalidator = useRevalidator()
  const begun = () => {
    setAsking(null)
    tick({ of: 'nobody' })
    revalidator.revalidate()
  }
  return (
    <div
      role="presentation"
      onMouseDown={selectNoText}
      onClick={(event) => press(event, ticked.length > 0 && !condensed ? tickRow : null)}
    >
      <IndexTable
        resourceName={{ singular: 'member', plural: 'members' }}
        itemCount={members.length}
        selectedItemsCount={counted}
        paginatedSelectAllActionText={`Select all ${everybody}`}
        paginatedSelectAllText={`All ${everybody} are selected`}
        onSelectionChange={(of, isTicked) =>
          tick({ of: of === IndexTableSelectionType.All ? 'list' : 'page', ticked: isTicked })
        }
        hasMoreItems={pages.next !== null || pages.previous !== null}
        promotedBulkActions={actions.promoted}
        bulkActions={actions.others}
        condensed={condensed}
        loading={loading}
        emptyState={<EmptySearchResult withIllustration title="No members found" description={whenEmpty} />}
        headings={HEADINGS}
        {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
      >
        {members
          .slice(0, drawn)
          .map((member) =>
            condensed ? (
              <MemberCard key={member.memberId} member={member} here={here} />
            ) : (
              <MemberRow
                key={member.memberId}
                member={member}
                here={here}
                isTicked={ticks.memberIds.has(member.memberId)}
                onTick={tickRow}
              />
            ),
          )}
      </IndexTable>
      {asking ? (
        <BulkModal
          kind={asking}
          whom={ticks.all ? { parameters } : { memberIds: ticked }}
          onClose={() => setAsking(null)}
          onBegun={begun}
        />
      ) : null}
    </div>
  )
}

// The same ones for as long as the table stands: Polaris measures those that are new.
const bulkActions = (ask: (kind: BulkKind) => void) => ({
  promoted: [
    { content: 'Add tag', onAction: () => ask('add-tag') },
    { content: 'Remove tag', onAction: () => ask('remove-tag') },
  ],
  others: [{ content: 'Clear bounce', onAction: () => ask('clear-bounce') }],
})

/** A row may be pressed anywhere: that opens its member or, once one is ticked, ticks it. */
function press(event: MouseEvent<HTMLElement>, onTick: ((memberId: string, stretch: boolean) => void) | null): void {
  const place = event.target as Element
  const row = rowOf(event)
  // What is in the row answers for itself; who selects text, to copy it, presses nothing.
  const selects = getSelection()?.type === 'Range' && !event.shiftKey
  if (!row || selects || place.closest('a, label')) return
  if (onTick) return onTick(row.id, event.shiftKey)
  const link = row.querySelector('a')
  if (event.metaKey || event.ctrlKey) window.open(link?.href)
  else link?.click()
}

/** Pressing with Shift ticks all the rows between, it does not select their text. */
function selectNoText(event: MouseEvent<HTMLElement>): void {
  if (event.shiftKey && rowOf(event)) event.preventDefault()
}

const rowOf = (event: MouseEvent<HTMLElement>) => (event.target as Element).closest('.member-row')
