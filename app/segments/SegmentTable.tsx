import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'

export type SegmentRow = {
  segmentId: number
  name: string
  rules: string
  /** As it was counted the last time; null where that is still to come. */
  count: { members: number; reachable: number; countedAt: string } | null
  campaigns: number
}

const COLUMNS: Column<SegmentRow>[] = [
  { title: 'Segment', cell: (row) => <Name row={row} /> },
  { title: 'Members', numeric: true, cell: ({ count }) => (count ? formatCount(count.members) : '—') },
  { title: 'Can be emailed', numeric: true, cell: ({ count }) => (count ? formatCount(count.reachable) : '—') },
  { title: 'Counted', cell: ({ count }) => <Time at={count?.countedAt ?? null} /> },
  { title: 'Campaigns', numeric: true, cell: (row) => formatCount(row.campaigns) },
]

/** All segments with their size, and when it was that. */
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
        {row.count ? (
          <>
            {formatCountOf(row.count.members, 'member')} · {formatCount(row.count.reachable)} can be emailed, as of{' '}
            <Time at={row.count.countedAt} /> ·{' '}
          </>
        ) : null}
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
