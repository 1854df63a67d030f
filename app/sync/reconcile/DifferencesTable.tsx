import { Badge, BlockStack, Box, IndexTable, InlineStack, Text, useBreakpoints } from '@shopify/polaris'
import type { ReactNode } from 'react'
import type { useKeysetPages } from '#app/ui/tables/useKeysetPages.ts'
import { ABOUT, describeDifference } from './reconcile-words.ts'
import { memberName } from '#app/members/core/names.ts'
import type { Difference } from './reconcile.server.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

type Props = {
  differences: Difference[]
  pagination: ReturnType<typeof useKeysetPages>
  empty: ReactNode
}

/** What a check found, one difference a row; on a phone one a card. */
export function DifferencesTable({ differences, pagination, empty }: Props) {
  const condensed = useBreakpoints().smDown
  const Row = condensed ? PhoneRow : WideRow
  return (
    <IndexTable
      resourceName={{ singular: 'difference', plural: 'differences' }}
      itemCount={differences.length}
      selectable={false}
      condensed={condensed}
      emptyState={empty}
      headings={[{ title: 'Member' }, { title: 'About' }, { title: 'What differed' }, { title: 'What was done' }]}
      {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
    >
      {differences.map((difference, index) => {
        const key = `${difference.memberId} ${difference.about}`
        return (
          <IndexTable.Row key={key} id={key} position={index}>
            <Row difference={difference} />
          </IndexTable.Row>
        )
      })}
    </IndexTable>
  )
}

function WideRow({ difference }: { difference: Difference }) {
  const { states, cause, repair } = describeDifference(difference)
  return (
    <>
      <IndexTable.Cell>
        <MemberLink difference={difference} />
      </IndexTable.Cell>
      <IndexTable.Cell>{ABOUT[difference.about]}</IndexTable.Cell>
      <IndexTable.Cell>
        <BlockStack>
          {states ? <Wrapped>{states}</Wrapped> : null}
          <Wrapped>{cause}</Wrapped>
        </BlockStack>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack gap="200" blockAlign="center">
          <Wrapped>{repair}</Wrapped>
          {difference.open ? <Badge tone="attention">Open</Badge> : null}
        </InlineStack>
      </IndexTable.Cell>
    </>
  )
}

/** Cells of the table do not break their lines by themselves. */
function Wrapped({ children }: { children: string }) {
  return <span style={{ whiteSpace: 'normal' }}>{children}</span>
}

function PhoneRow({ difference }: { difference: Difference }) {
  const { states, cause, repair } = describeDifference(difference)
  return (
    <Box padding="300" width="100%">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200" wrap={false}>
          <MemberLink difference={difference} />
          <InlineStack gap="100" wrap={false}>
            {difference.open ? <Badge tone="attention">Open</Badge> : null}
            <Badge>{ABOUT[difference.about]}</Badge>
          </InlineStack>
        </InlineStack>
        {states ? <Wrapped>{states}</Wrapped> : null}
        <Wrapped>{cause}</Wrapped>
        <Text as="span" tone="subdued">
          <Wrapped>{repair}</Wrapped>
        </Text>
      </BlockStack>
    </Box>
  )
}

function MemberLink({ difference }: { difference: Difference }) {
  if (!difference.isMember) return <Text as="span" tone="subdued">{`Customer ${difference.memberId}`}</Text>
  return (
    <RowLink to={`/app/members/${difference.memberId}`} look="name">
      {memberName(difference)}
    </RowLink>
  )
}
