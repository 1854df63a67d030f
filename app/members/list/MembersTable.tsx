import { useLocation, useRevalidator } from '@remix-run/react'
import { BlockStack, Box, IndexTable, InlineStack, Text, useBreakpoints, useIndexResourceState } from '@shopify/polaris'
import { type ReactNode, useState } from 'react'
import { formatCount } from '#app/ui/format.ts'
import { RowLink } from '#app/ui/RowLink.tsx'
import { type Pages, useKeysetPages } from '#app/ui/useKeysetPages.ts'
import type { BulkKind } from './bulk.ts'
import { BulkModal } from './BulkModal.tsx'
import { bounceBadges, consentBadges } from '../consent-badges.ts'
import type { ListedMember } from '../list.ts'
import { memberName } from '../names.ts'
import { useListHere } from './useListLeft.ts'
import { StateBadges } from '../StateBadges.tsx'

type Props = {
  members: ListedMember[]
  pages: Pages
  loading: boolean
  /** What stands there when there is no row. */
  empty: ReactNode
  /** How many the list holds, on all its pages; null when that is not known. */
  count: number | null
  /** The list's URL without the place in it: what "all of them" means. */
  parameters: string
}

/** The members; on a phone a card a member, with the same badges. */
export function MembersTable({ members, pages, loading, empty, count, parameters }: Props) {
  const condensed = useBreakpoints().smDown
  const pagination = useKeysetPages(pages)
  const Row = condensed ? PhoneRow : WideRow
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
        emptyState={empty}
        headings={[
          { title: 'Name' },
          { title: 'Email' },
          { id: 'points', title: <ApartFromNext>Points</ApartFromNext>, alignment: 'end' },
          { title: 'Consent' },
          { title: 'Bounce' },
        ]}
        {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
      >
        {members.map((member, index) => (
          <IndexTable.Row
            key={member.memberId}
            id={member.memberId}
            position={index}
            selected={ticked.includes(member.memberId)}
          >
            <Row member={member} />
          </IndexTable.Row>
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

/** Numbers end where the next column begins. */
function ApartFromNext({ children }: { children: ReactNode }) {
  return <Box paddingInlineEnd="400">{children}</Box>
}

function WideRow({ member }: { member: ListedMember }) {
  const bounces = bounceBadges(member)
  return (
    <>
      <IndexTable.Cell>
        <NameLink member={member} />
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
}

function PhoneRow({ member }: { member: ListedMember }) {
  return (
    <Box padding="300" width="100%">
      <BlockStack gap="150">
        <InlineStack align="space-between" gap="200" wrap={false}>
          <NameLink member={member} />
          <Text as="span" numeric>
            {formatCount(member.points)} points
          </Text>
        </InlineStack>
        <Address email={member.email} />
        <StateBadges badges={[...consentBadges(member), ...bounceBadges(member)]} />
      </BlockStack>
    </Box>
  )
}

function NameLink({ member }: { member: ListedMember }) {
  return (
    <RowLink to={`/app/members/${member.memberId}`} look="name" state={useListHere()}>
      {memberName(member)}
    </RowLink>
  )
}

function Address({ email }: { email: string | null }) {
  return (
    <Text as="span" tone="subdued" breakWord>
      {email ?? 'No e-mail address'}
    </Text>
  )
}
