import { useLocation, useRevalidator } from '@remix-run/react'
import {
  BlockStack,
  Box,
  EmptySearchResult,
  IndexTable,
  InlineStack,
  Text,
  useBreakpoints,
  useIndexResourceState,
} from '@shopify/polaris'
import { memo, type ReactNode, useState } from 'react'
import { formatCount } from '#app/ui/format.ts'
import { RowLink } from '#app/ui/RowLink.tsx'
import { type Pages, useKeysetPages } from '#app/ui/useKeysetPages.ts'
import type { BulkKind } from './bulk/bulk.ts'
import { BulkModal } from './bulk/BulkModal.tsx'
import { bounceBadges, consentBadges } from '../consent/consent-badges.ts'
import type { ListedMember } from './query/list.ts'
import { memberName } from '../core/names.ts'
import type { ListHere } from './useListLeft.ts'
import { StateBadges } from '../consent/StateBadges.tsx'
import { useDrawn } from './useDrawn.ts'

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
  const { members, here, parameters } = props
  const condensed = useBreakpoints().smDown
  const drawn = useDrawn(here.list, members.length)
  // The place of those to come is kept, or the page would not stay where it is scrolled to.
  const toCome = Math.max(0, members.length - drawn) * (condensed ? PHONE_ROW_PX : ROW_PX)
  return (
    <div style={{ paddingBlockEnd: toCome }}>
      {/* Another list begins with nobody ticked: what is done to many must not reach who is out of sight. */}
      <Table key={parameters} {...props} drawn={drawn} condensed={condensed} />
    </div>
  )
})

const ROW_PX = 53
const PHONE_ROW_PX = 115

function Table(props: Props & { drawn: number; condensed: boolean }) {
  const { members, pages, loading, whenEmpty, count, here, parameters, drawn, condensed } = props
  const pagination = useKeysetPages(pages)
  const { selectedResources, allResourcesSelected, handleSelectionChange, clearSelection } = useIndexResourceState(
    members,
    { resourceIDResolver: ({ memberId }) => memberId },
  )
  // Those ticked on another page would be out of sight.
  const { search } = useLocation()
  const [seen, setSeen] = useState(search)
  if (seen !== search) {
    setSeen(search)
    clearSelection()
  }
  const ticked = members.map(({ memberId }) => memberId).filter((memberId) => selectedResources.includes(memberId))
  const everybody = count === null ? 'members of this list' : `${formatCount(count)} members`
  const [asking, setAsking] = useState<BulkKind | null>(null)
  const revalidator = useRevalidator()
  const begun = () => {
    setAsking(null)
    clearSelection()
    revalidator.revalidate()
  }
  return (
    <>
      <IndexTable
        resourceName={{ singular: 'member', plural: 'members' }}
        itemCount={members.length}
        selectedItemsCount={allResourcesSelected ? 'All' : ticked.length}
        paginatedSelectAllActionText={`Select all ${everybody}`}
        paginatedSelectAllText={`All ${everybody} are selected`}
        onSelectionChange={handleSelectionChange}
        hasMoreItems={pages.next !== null || pages.previous !== null}
        promotedBulkActions={[
          { content: 'Add tag', onAction: () => setAsking('add-tag') },
          { content: 'Remove tag', onAction: () => setAsking('remove-tag') },
        ]}
        bulkActions={[{ content: 'Clear bounce', onAction: () => setAsking('clear-bounce') }]}
        condensed={condensed}
        loading={loading}
        emptyState={<EmptySearchResult withIllustration title="No members found" description={whenEmpty} />}
        headings={[
          { title: 'Name' },
          { title: 'Email' },
          { id: 'points', title: <ApartFromNext>Points</ApartFromNext>, alignment: 'end' },
          { title: 'Consent' },
          { title: 'Bounce' },
        ]}
        {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
      >
        {members.slice(0, drawn).map((member, position) => (
          <Row
            key={member.memberId}
            member={member}
            position={position}
            ticked={ticked.includes(member.memberId)}
            condensed={condensed}
            here={here}
          />
        ))}
      </IndexTable>
      {asking ? (
        <BulkModal
          kind={asking}
          whom={allResourcesSelected ? { parameters } : { memberIds: ticked }}
          onClose={() => setAsking(null)}
          onBegun={begun}
        />
      ) : null}
    </>
  )
}

type RowProps = Shown & { position: number; ticked: boolean; condensed: boolean }

const Row = memo(function Row({ member, position, ticked, condensed, here }: RowProps) {
  const Cells = condensed ? PhoneRow : WideRow
  return (
    <IndexTable.Row id={member.memberId} position={position} selected={ticked}>
      <Cells member={member} here={here} />
    </IndexTable.Row>
  )
})

type Shown = { member: ListedMember; here: ListHere }

/** Numbers end where the next column begins. */
function ApartFromNext({ children }: { children: ReactNode }) {
  return <Box paddingInlineEnd="400">{children}</Box>
}

const WideRow = memo(function WideRow({ member, here }: Shown) {
  const bounces = bounceBadges(member)
  return (
    <>
      <IndexTable.Cell>
        <NameLink member={member} here={here} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Address email={member.email} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <ApartFromNext>
          <Text as="p" alignment="end" numeric>
            {formatCount(member.points)}
          </Text>
        </ApartFromNext>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StateBadges badges={consentBadges(member)} />
      </IndexTable.Cell>
      <IndexTable.Cell>{bounces.length > 0 ? <StateBadges badges={bounces} /> : '—'}</IndexTable.Cell>
    </>
  )
})

const PhoneRow = memo(function PhoneRow({ member, here }: Shown) {
  return (
    <Box padding="300" width="100%">
      <BlockStack gap="150">
        <InlineStack align="space-between" gap="200" wrap={false}>
          <NameLink member={member} here={here} />
          <Text as="span" numeric>
            {formatCount(member.points)} points
          </Text>
        </InlineStack>
        <Address email={member.email} />
        <StateBadges badges={[...consentBadges(member), ...bounceBadges(member)]} />
      </BlockStack>
    </Box>
  )
})

function NameLink({ member, here }: Shown) {
  return (
    <RowLink to={`/app/members/${member.memberId}`} look="name" state={here}>
      {memberName(member)}
    </RowLink>
  )
}

function Address({ email }: { email: string | null }) {
  return (
    <Text as="span" tone="subdued" breakWord>
      {email ?? 'No email address'}
    </Text>
  )
}
