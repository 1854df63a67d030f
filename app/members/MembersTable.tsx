import { Link } from '@remix-run/react'
import { BlockStack, Box, IndexTable, InlineStack, Text, useBreakpoints } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { formatCount } from '#app/ui/format.ts'
import { type Pages, useKeysetPages } from '#app/ui/useKeysetPages.ts'
import { bounceBadges, consentBadges } from './consent-badges.ts'
import type { MemberRow } from './list.ts'
import { memberName } from './names.ts'
import { StateBadges } from './StateBadges.tsx'

type Props = {
  members: MemberRow[]
  pages: Pages
  loading: boolean
  /** What stands there when there is no row. */
  empty: ReactNode
}

/** The members; on a phone a card a member, with the same badges. */
export function MembersTable({ members, pages, loading, empty }: Props) {
  const condensed = useBreakpoints().smDown
  const pagination = useKeysetPages(pages)
  const Row = condensed ? PhoneRow : WideRow
  return (
    <IndexTable
      resourceName={{ singular: 'member', plural: 'members' }}
      itemCount={members.length}
      selectable={false}
      condensed={condensed}
      loading={loading}
      emptyState={empty}
      headings={[
        { title: 'Name' },
        { title: 'Email' },
        { title: 'Points', alignment: 'end' },
        { title: 'Consent' },
        { title: 'Bounce' },
      ]}
      {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
    >
      {members.map((member, index) => (
        <IndexTable.Row key={member.memberId} id={member.memberId} position={index}>
          <Row member={member} />
        </IndexTable.Row>
      ))}
    </IndexTable>
  )
}

function WideRow({ member }: { member: MemberRow }) {
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
        <Text as="span" alignment="end" numeric>
          {formatCount(member.points)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StateBadges badges={consentBadges(member)} />
      </IndexTable.Cell>
      <IndexTable.Cell>{bounces.length > 0 ? <StateBadges badges={bounces} /> : '—'}</IndexTable.Cell>
    </>
  )
}

function PhoneRow({ member }: { member: MemberRow }) {
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

function NameLink({ member }: { member: MemberRow }) {
  return (
    <Link to={`/app/members/${member.memberId}`} data-primary-link style={LINK} dir="auto">
      {memberName(member)}
    </Link>
  )
}

const LINK = {
  color: 'var(--p-color-text)',
  fontWeight: 'var(--p-font-weight-semibold)',
  textDecoration: 'none',
  overflowWrap: 'anywhere',
} as const

function Address({ email }: { email: string | null }) {
  return (
    <Text as="span" tone="subdued" breakWord>
      {email ?? 'No e-mail address'}
    </Text>
  )
}
