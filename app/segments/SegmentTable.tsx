import { BlockStack, IndexTable, Link, Text, useBreakpoints } from '@shopify/polaris'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'

export type SegmentRow = {
  segmentId: number
  name: string
  rules: string
  members: number
  reachable: number
  campaigns: number
}

/** All segments with their size right now. */
export function SegmentTable({ rows }: { rows: SegmentRow[] }) {
  const { smDown } = useBreakpoints()
  return (
    <IndexTable
      resourceName={{ singular: 'segment', plural: 'segments' }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      headings={[
        { title: 'Segment' },
        { title: 'Members', alignment: 'end' },
        { title: 'Can be mailed', alignment: 'end' },
        { title: 'Campaigns', alignment: 'end' },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row key={row.segmentId} id={String(row.segmentId)} position={position}>
          {smDown ? <Condensed row={row} /> : <Cells row={row} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  )
}

function Cells({ row }: { row: SegmentRow }) {
  return (
    <>
      <IndexTable.Cell>
        <Name row={row} />
      </IndexTable.Cell>
      <Count value={row.members} />
      <Count value={row.reachable} />
      <Count value={row.campaigns} />
    </>
  )
}

function Count({ value }: { value: number }) {
  return (
    <IndexTable.Cell>
      <Text as="span" numeric alignment="end">
        {formatCount(value)}
      </Text>
    </IndexTable.Cell>
  )
}

function Condensed({ row }: { row: SegmentRow }) {
  return (
    <div style={{ padding: 'var(--p-space-300) var(--p-space-400)', width: '100%' }}>
      <BlockStack gap="100">
        <Name row={row} />
        <Text as="span" variant="bodySm" tone="subdued">
          {formatCountOf(row.members, 'member')} · {formatCount(row.reachable)} can be mailed ·{' '}
          {formatCountOf(row.campaigns, 'campaign')}
        </Text>
      </BlockStack>
    </div>
  )
}

function Name({ row }: { row: SegmentRow }) {
  return (
    <div style={{ whiteSpace: 'normal', maxWidth: '36rem' }}>
      <Link url={`/app/segments/${row.segmentId}`} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="semibold" breakWord>
          {row.name}
        </Text>
      </Link>
      <Text as="p" variant="bodySm" tone="subdued" breakWord>
        {row.rules}
      </Text>
    </div>
  )
}
