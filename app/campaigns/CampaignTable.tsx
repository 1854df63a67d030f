import { BlockStack, IndexTable, InlineStack, Link, Text, useBreakpoints } from '@shopify/polaris'
import { type Pages, useKeysetPages } from '#app/ui/tables/useKeysetPages.ts'
import type { CampaignStatus } from './editor/draft.ts'
import { type OnAct, RowActions } from './RowActions.tsx'
import { StatusBadge } from './StatusBadge.tsx'

export type CampaignRow = {
  id: number
  name: string
  status: CampaignStatus
  segment: string
  /** Shown as they are: numbers, rates and dates in words. */
  sent: string
  openRate: string
  clickRate: string
  /** Opens and clicks are still coming in, so that the rates are those so far. */
  early: boolean
  date: string
}

type RowProps = { row: CampaignRow; onAct: OnAct | undefined }
type Props = { rows: CampaignRow[]; pages?: Pages; onAct?: OnAct }

const COLUMNS = ['Campaign', 'Status', 'Segment', 'Sent', 'Open rate', 'Click rate', 'Date', 'Actions']
const ONE_PAGE = { next: null, previous: null }
const NUMBERS = new Set(['Sent', 'Open rate', 'Click rate'])

/** Campaigns, newest first; with `onAct`, what can be done to each. */
export function CampaignTable({ rows, pages = ONE_PAGE, onAct }: Props) {
  const pagination = useKeysetPages(pages)
  const { smDown } = useBreakpoints()
  const [first, ...rest] = COLUMNS.filter((title) => onAct || title !== 'Actions').map((title) => ({
    title,
    alignment: NUMBERS.has(title) ? ('end' as const) : ('start' as const),
    hidden: title === 'Actions',
  }))
  return (
    <IndexTable
      resourceName={{ singular: 'campaign', plural: 'campaigns' }}
      itemCount={rows.length}
      headings={[first ?? { title: COLUMNS[0] ?? '' }, ...rest]}
      selectable={false}
      condensed={smDown}
      {...(pagination.hasNext || pagination.hasPrevious ? { pagination } : {})}
    >
      {rows.map((row, position) => (
        <IndexTable.Row key={row.id} id={String(row.id)} position={position}>
          {smDown ? <Condensed row={row} onAct={onAct} /> : <Cells row={row} onAct={onAct} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  )
}

function Cells({ row, onAct }: RowProps) {
  return (
    <>
      <IndexTable.Cell>
        <div style={{ minWidth: '10rem', whiteSpace: 'normal' }}>
          <Name row={row} />
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StatusBadge status={row.status} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.segment}</IndexTable.Cell>
      {[row.sent, row.openRate, row.clickRate].map((text, index) => (
        <IndexTable.Cell key={COLUMNS[index + 3]}>
          <Text as="span" numeric alignment="end">
            {text}
            {row.early && index > 0 ? <SoFar /> : null}
          </Text>
        </IndexTable.Cell>
      ))}
      <IndexTable.Cell>{row.date}</IndexTable.Cell>
      {onAct ? (
        <IndexTable.Cell>
          <RowActions row={row} onAct={onAct} />
        </IndexTable.Cell>
      ) : null}
    </>
  )
}

/** A phone gets two lines instead of seven columns. */
function Condensed({ row, onAct }: RowProps) {
  return (
    <div style={{ padding: '12px 16px', width: '100%' }}>
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
          <Name row={row} />
          <InlineStack gap="100" blockAlign="center" wrap={false}>
            <StatusBadge status={row.status} />
            {onAct ? <RowActions row={row} onAct={onAct} /> : null}
          </InlineStack>
        </InlineStack>
        <Text as="span" tone="subdued" variant="bodySm">
          {row.segment} · {row.date}
        </Text>
        {row.status === 'draft' ? null : (
          <Text as="span" tone="subdued" variant="bodySm">
            {row.sent} sent · {row.openRate} opened · {row.clickRate} clicked
            {row.early ? <SoFar /> : null}
          </Text>
        )}
      </BlockStack>
    </div>
  )
}

const SoFar = () => (
  <Text as="span" tone="subdued">
    {' so far'}
  </Text>
)

function Name({ row }: { row: CampaignRow }) {
  return (
    <Link url={`/app/campaigns/${row.id}`} dataPrimaryLink removeUnderline monochrome>
      <Text as="span" fontWeight="semibold" breakWord>
        {row.name}
      </Text>
    </Link>
  )
}
