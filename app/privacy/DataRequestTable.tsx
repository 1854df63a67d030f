import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { RequestBadge } from './data-request-words.ts'

export type DataRequestRow = {
  requestId: string
  name: string
  requestedAt: string
  dueAt: string
  badge: RequestBadge
}

const COLUMNS: Column<DataRequestRow>[] = [
  { title: 'Customer', cell: (row) => <Name row={row} /> },
  { title: 'Requested', cell: (row) => <Time at={row.requestedAt} day /> },
  { title: 'Due', cell: (row) => <Time at={row.dueAt} day /> },
  { title: 'Status', cell: (row) => <Badge tone={row.badge.tone}>{row.badge.text}</Badge> },
]

/** Who asked for their data, and by when it is due. */
export function DataRequestTable({ rows }: { rows: DataRequestRow[] }) {
  return (
    <Table
      of={['data request', 'data requests']}
      columns={COLUMNS}
      rows={rows}
      idOf={({ requestId }) => requestId}
      Phone={PhoneRow}
    />
  )
}

function PhoneRow({ row }: { row: DataRequestRow }) {
  return (
    <Stack gap="tight">
      <Inline justify="between" align="center" gap="small">
        <Name row={row} />
        <Badge tone={row.badge.tone}>{row.badge.text}</Badge>
      </Inline>
      <Text size="small" tone="subdued">
        Requested <Time at={row.requestedAt} day /> · due <Time at={row.dueAt} day />
      </Text>
    </Stack>
  )
}

function Name({ row }: { row: DataRequestRow }) {
  return (
    <RowLink to={`/app/settings/data-requests/${row.requestId}`} look="name">
      {row.name}
    </RowLink>
  )
}
