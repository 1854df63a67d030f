import { Badge, BlockStack, IndexTable, InlineStack, Link, Text, useBreakpoints } from '@shopify/polaris'
import { Time } from '#app/ui/format/Time.tsx'
import type { RequestBadge } from './data-request-words.ts'

export type DataRequestRow = {
  requestId: string
  name: string
  requestedAt: string
  dueAt: string
  badge: RequestBadge
}

/** Who asked for their data, and by when it is due. */
export function DataRequestTable({ rows }: { rows: DataRequestRow[] }) {
  const { smDown } = useBreakpoints()
  return (
    <IndexTable
      resourceName={{ singular: 'data request', plural: 'data requests' }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      headings={[{ title: 'Customer' }, { title: 'Asked on' }, { title: 'Due by' }, { title: 'State' }]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row key={row.requestId} id={row.requestId} position={position}>
          {smDown ? <Condensed row={row} /> : <Cells row={row} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  )
}

function Cells({ row }: { row: DataRequestRow }) {
  return (
    <>
      <IndexTable.Cell>
        <Name row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Time at={row.requestedAt} day />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Time at={row.dueAt} day />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Badge tone={row.badge.tone}>{row.badge.text}</Badge>
      </IndexTable.Cell>
    </>
  )
}

function Condensed({ row }: { row: DataRequestRow }) {
  return (
    <div style={{ padding: 'var(--p-space-300) var(--p-space-400)', width: '100%' }}>
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Name row={row} />
          <Badge tone={row.badge.tone}>{row.badge.text}</Badge>
        </InlineStack>
        <Text as="span" variant="bodySm" tone="subdued">
          Asked on <Time at={row.requestedAt} day /> · due by <Time at={row.dueAt} day />
        </Text>
      </BlockStack>
    </div>
  )
}

function Name({ row }: { row: DataRequestRow }) {
  return (
    <Link url={`/app/settings/data-requests/${row.requestId}`} dataPrimaryLink monochrome removeUnderline>
      <Text as="span" fontWeight="semibold" breakWord>
        {row.name}
      </Text>
    </Link>
  )
}
