import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { ONE_PAGE, type Pages } from '#app/ui/tables/useKeysetPages.ts'
import { type CampaignStatus, hasStarted } from './draft.ts'
import { type OnAct, RowActions } from './RowActions.tsx'
import { StatusBadge } from './StatusBadge.tsx'

export type CampaignRow = {
  id: number
  name: string
  status: CampaignStatus
  archived?: boolean
  segment: string
  /** Shown as they are: numbers, rates and dates in words. */
  sent: string
  openRate: string
  clickRate: string
  /** Opens and clicks are still coming in, so that the rates are those so far. */
  early: boolean
  date: string
}

/** With what can be done to it, if anything. */
type Listed = CampaignRow & { onAct: OnAct | undefined }
type Props = { rows: CampaignRow[]; pages?: Pages; onAct?: OnAct }

const COLUMNS: Column<Listed>[] = [
  { title: 'Campaign', cell: (row) => <Name row={row} /> },
  { title: 'Status', cell: (row) => <StatusBadge status={row.status} /> },
  { title: 'Segment', cell: (row) => row.segment },
  { title: 'Sent', numeric: true, cell: (row) => row.sent },
  { title: 'Open rate', numeric: true, cell: (row) => <Rate row={row} rate={row.openRate} /> },
  { title: 'Click rate', numeric: true, cell: (row) => <Rate row={row} rate={row.clickRate} /> },
  { title: 'Date', cell: (row) => row.date },
]
const ACTIONS: Column<Listed> = { title: 'Actions', hidden: true, cell: (row) => <Actions row={row} /> }

/** Campaigns, newest first; with `onAct`, what can be done to each. */
export function CampaignTable({ rows, pages = ONE_PAGE, onAct }: Props) {
  return (
    <Table
      of={['campaign', 'campaigns']}
      columns={onAct ? [...COLUMNS, ACTIONS] : COLUMNS}
      rows={rows.map((row) => ({ ...row, onAct }))}
      idOf={({ id }) => String(id)}
      Phone={PhoneRow}
      pages={pages}
    />
  )
}

function Actions({ row }: { row: Listed }) {
  return row.onAct ? <RowActions row={row} onAct={row.onAct} /> : null
}

function Name({ row }: { row: CampaignRow }) {
  return (
    <div style={{ minWidth: '10rem', whiteSpace: 'normal' }}>
      <NameLink row={row} />
    </div>
  )
}

function Rate({ row, rate }: { row: CampaignRow; rate: string }) {
  return (
    <>
      {rate}
      {row.early ? <SoFar /> : null}
    </>
  )
}

/** A phone gets two lines instead of seven columns. */
function PhoneRow({ row }: { row: Listed }) {
  return (
    <Stack gap="tight">
      <Inline justify="between" align="start" gap="small" wrap={false}>
        <NameLink row={row} />
        <Inline gap="tight" align="center" wrap={false}>
          <StatusBadge status={row.status} />
          <Actions row={row} />
        </Inline>
      </Inline>
      <Text tone="subdued" size="small">
        {row.segment} · {row.date}
      </Text>
      {hasStarted(row.status) ? (
        <Text tone="subdued" size="small">
          {row.sent} sent · {row.openRate} opened · {row.clickRate} clicked
          {row.early ? <SoFar /> : null}
        </Text>
      ) : null}
    </Stack>
  )
}

const SoFar = () => <Text tone="subdued">{' so far'}</Text>

function NameLink({ row }: { row: CampaignRow }) {
  return (
    <RowLink to={`/app/campaigns/${row.id}`} look="name">
      {row.name}
    </RowLink>
  )
}
