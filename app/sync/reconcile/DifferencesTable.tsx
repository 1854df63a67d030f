import type { ReactNode } from 'react'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { ABOUT, describeDifference } from './reconcile-words.ts'
import { memberName } from '#app/members/core/names.ts'
import type { Difference } from './reconcile.server.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

type Props = { differences: Difference[]; pages: Pages; empty: ReactNode }

type RowProps = { row: Difference }

const COLUMNS: Column<Difference>[] = [
  { title: 'Member', cell: (row) => <MemberLink row={row} /> },
  { title: 'About', cell: (row) => ABOUT[row.about] },
  { title: 'Difference', cell: (row) => <WhatDiffered row={row} /> },
  { title: 'Action taken', cell: (row) => <WhatWasDone row={row} /> },
]

/** What a check found, one difference a row; on a phone one a card. */
export function DifferencesTable({ differences, pages, empty }: Props) {
  return (
    <Table
      of={['difference', 'differences']}
      columns={COLUMNS}
      rows={differences}
      idOf={({ memberId, about }) => `${memberId} ${about}`}
      Phone={PhoneRow}
      pages={pages}
      empty={empty}
    />
  )
}

function WhatDiffered({ row }: RowProps) {
  const { states, cause } = describeDifference(row)
  return (
    <Stack>
      {states ? <Wrapped>{states}</Wrapped> : null}
      <Wrapped>{cause}</Wrapped>
    </Stack>
  )
}

function WhatWasDone({ row }: RowProps) {
  return (
    <Inline gap="small" align="center">
      <Wrapped>{describeDifference(row).repair}</Wrapped>
      {row.open ? <Badge tone="attention">Open</Badge> : null}
    </Inline>
  )
}

/** Cells of the table do not break their lines by themselves. */
function Wrapped({ children }: { children: string }) {
  return <span style={{ whiteSpace: 'normal' }}>{children}</span>
}

function PhoneRow({ row }: RowProps) {
  const { states, cause, repair } = describeDifference(row)
  return (
    <Stack gap="tight">
      <Inline justify="between" gap="small" wrap={false}>
        <MemberLink row={row} />
        <Inline gap="tight" wrap={false}>
          {row.open ? <Badge tone="attention">Open</Badge> : null}
          <Badge>{ABOUT[row.about]}</Badge>
        </Inline>
      </Inline>
      {states ? <Wrapped>{states}</Wrapped> : null}
      <Wrapped>{cause}</Wrapped>
      <Text tone="subdued">
        <Wrapped>{repair}</Wrapped>
      </Text>
    </Stack>
  )
}

function MemberLink({ row }: RowProps) {
  if (!row.isMember) return <Text tone="subdued">{`Customer ${row.memberId}`}</Text>
  return (
    <RowLink to={`/app/members/${row.memberId}`} look="name">
      {memberName(row)}
    </RowLink>
  )
}
