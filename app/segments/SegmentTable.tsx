import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'

export type SegmentRow = {
  segmentId: number
  name: string
  rules: string
  members: number
  reachable: number
  campaigns: number
}

const COLUMNS: Column<SegmentRow>[] = [
  { title: 'Segment', cell: (row) => <Name row={row} /> },
  { title: 'Members', numeric: true, cell: (row) => formatCount(row.members) },
  { title: 'Can be emailed', numeric: true, cell: (row) => formatCount(row.reachable) },
  { title: 'Campaigns', numeric: true, cell: (row) => formatCount(row.campaigns) },
]

/** All segments with their size right now. */
export function SegmentTable({ rows }: { rows: SegmentRow[] }) {
  return (
    <Table
      of={['segment', 'segments']}
      columns={COLUMNS}
      rows={rows}
      idOf={({ segmentId }) => String(segmentId)}
      Phone={PhoneRow}
    />
  )
}

function PhoneRow({ row }: { row: SegmentRow }) {
  return (
    <Stack gap="tight">
      <Name row={row} />
      <Text size="small" tone="subdued">
        {formatCountOf(row.members, 'member')} · {formatCount(row.reachable)} can be emailed ·{' '}
        {formatCountOf(row.campaigns, 'campaign')}
      </Text>
    </Stack>
  )
}

function Name({ row }: { row: SegmentRow }) {
  return (
    <div style={{ whiteSpace: 'normal', maxWidth: '36rem' }}>
      <RowLink to={`/app/segments/${row.segmentId}`} look="name">
        {row.name}
      </RowLink>
      <Paragraph size="small" tone="subdued" breakWord>
        {row.rules}
      </Paragraph>
    </div>
  )
}
