import type { ReactNode } from 'react'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Table } from '#app/ui/tables/Table.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { ABOUT, describeDifference } from './reconcile-words.ts'
import { memberName } from '#app/members/core/names.ts'
import type { Difference } from './reconcile.server.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

type Props = { differences: Difference[]; pages: Pages; empty: ReactNode }

const COLUMNS = [{ title: 'Member' }, { title: 'About' }, { title: 'What differed' }, { title: 'What was done' }]

/** What a check found, one difference a row; on a phone one a card. */
export function DifferencesTable({ differences, pages, empty }: Props) {
  return (
    <Table
      of={['difference', 'differences']}
      columns={COLUMNS}
      rows={differences}
      idOf={({ memberId, about }) => `${memberId} ${about}`}
      cells={(difference) => [
        <MemberLink difference={difference} />,
        ABOUT[difference.about],
        <WhatDiffered difference={difference} />,
        <WhatWasDone difference={difference} />,
      ]}
      phone={(difference) => <PhoneRow difference={difference} />}
      pages={pages}
      empty={empty}
    />
  )
}

function WhatDiffered({ difference }: { difference: Difference }) {
  const { states, cause } = describeDifference(difference)
  return (
    <Stack>
      {states ? <Wrapped>{states}</Wrapped> : null}
      <Wrapped>{cause}</Wrapped>
    </Stack>
  )
}

function WhatWasDone({ difference }: { difference: Difference }) {
  return (
    <Inline gap="small" align="center">
      <Wrapped>{describeDifference(difference).repair}</Wrapped>
      {difference.open ? <Badge tone="attention">Open</Badge> : null}
    </Inline>
  )
}

/** Cells of the table do not break their lines by themselves. */
function Wrapped({ children }: { children: string }) {
  return <span style={{ whiteSpace: 'normal' }}>{children}</span>
}

function PhoneRow({ difference }: { difference: Difference }) {
  const { states, cause, repair } = describeDifference(difference)
  return (
    <Stack gap="tight">
      <Inline justify="between" gap="small" wrap={false}>
        <MemberLink difference={difference} />
        <Inline gap="tight" wrap={false}>
          {difference.open ? <Badge tone="attention">Open</Badge> : null}
          <Badge>{ABOUT[difference.about]}</Badge>
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

function MemberLink({ difference }: { difference: Difference }) {
  if (!difference.isMember) return <Text tone="subdued">{`Customer ${difference.memberId}`}</Text>
  return (
    <RowLink to={`/app/members/${difference.memberId}`} look="name">
      {memberName(difference)}
    </RowLink>
  )
}
