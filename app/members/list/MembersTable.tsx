import { useRevalidator } from '@remix-run/react'
import { memo, useCallback, useDeferredValue, useMemo, useReducer, useState } from 'react'
import { formatCount } from '#app/ui/format/format.ts'
import { useIsPhone } from '#app/ui/hooks/useIsPhone.ts'
import { TickTable } from '#app/ui/tables/TickTable.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
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
  const condensed = useIsPhone()
  const drawn = useDrawn(here.list, members.length)
  // The place of those to come is kept, or the page would not stay where it is scrolled to.
  const toCome = Math.max(0, members.length - drawn) * (condensed ? PHONE_ROW_PX : ROW_PX)
  return (
    <div style={{ paddingBlockEnd: toCome }}>
      <Table {...props} drawn={drawn} condensed={condensed} />
    </div>
  )
})

const COLUMNS = [
  { title: 'Name' },
  { title: 'Email' },
  { title: 'Points', numeric: true },
  { title: 'Consent' },
  { title: 'Bounce' },
]

const ROW_PX = 33
const PHONE_ROW_PX = 97

function Table(props: Props & { drawn: number; condensed: boolean }) {
  const { members, pages, loading, whenEmpty, count, here, parameters, drawn, condensed } = props
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
    <>
      <TickTable
        of={['member', 'members']}
        columns={COLUMNS}
        count={members.length}
        ticked={counted}
        everybody={everybody}
        onTickAll={(of, isTicked) => tick({ of, ticked: isTicked })}
        onPress={ticked.length > 0 && !condensed ? tickRow : null}
        actions={actions}
        pages={pages}
        isPhone={condensed}
        loading={loading}
        empty={{ title: 'No members found', text: whenEmpty }}
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
      </TickTable>
      {asking ? (
        <BulkModal
          kind={asking}
          whom={ticks.all ? { parameters } : { memberIds: ticked }}
          onClose={() => setAsking(null)}
          onBegun={begun}
        />
      ) : null}
    </>
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
