import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { Table } from '#app/ui/tables/Table.tsx'
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

const COLUMNS = [
  { title: 'Segment' },
  { title: 'Members', numeric: true },
  { title: 'Can be mailed', numeric: true },
  { title: 'Campaigns', numeric: true },
]

/** All segments with their size right now. */
export function SegmentTable({ rows }: { rows: SegmentRow[] }) {
  return (
    <Table
      of={['segment', 'segments']}
      columns={COLUMNS}
      rows={rows}
      idOf={({ segmentId }) => String(segmentId)}
      cells={(row) => [
        <Name row={row} />,
        formatCount(row.members),
        formatCount(row.reachable),
        formatCount(row.campaigns),
      ]}
      phone={(row) => <PhoneRow row={row} />}
    />
  )
}

function PhoneRow({ row }: { row: SegmentRow }) {
  return (
    <Stack gap="tight">
      <Name row={row} />
      <Text size="small" tone="subdued">
        {formatCountOf(row.members, 'member')} · {formatCount(row.reachable)} can be mailed ·{' '}
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
