import { IndexTable, Text } from '@shopify/polaris'
import type { ComponentType, ReactNode } from 'react'
import { given } from '../given.ts'
import { useIsPhone } from '../hooks/useIsPhone.ts'
import { type Pages, ONE_PAGE, useKeysetPages } from './useKeysetPages.ts'

export type Column<Row> = {
  title: string
  /** What stands in it, in a row. */
  cell: (row: Row) => ReactNode
  numeric?: boolean
  /** Whether the title is only spoken. */
  hidden?: boolean
}

type Props<Row> = {
  /** What a row is about, and what several are. */
  of: [one: string, many: string]
  columns: Column<Row>[]
  rows: Row[]
  idOf: (row: Row) => string
  /** The row on a phone, which gets a few lines instead of columns. */
  Phone: ComponentType<{ row: Row }>
  pages?: Pages
  /** What stands in place of the rows when there is none. */
  empty?: ReactNode
}

/** Things with a page of their own, one a row: the row follows its `RowLink` wherever it is pressed. */
export function Table<Row>({ of, columns, rows, idOf, Phone, pages = ONE_PAGE, empty }: Props<Row>) {
  const pagination = useKeysetPages(pages)
  const isPhone = useIsPhone()
  const [first, ...rest] = columns.map(({ title, numeric = false, hidden = false }) => ({
    title,
    alignment: numeric ? ('end' as const) : ('start' as const),
    hidden,
  }))
  return (
    <IndexTable
      resourceName={{ singular: of[0], plural: of[1] }}
      itemCount={rows.length}
      headings={[first ?? { title: '' }, ...rest]}
      selectable={false}
      condensed={isPhone}
      {...given({
        emptyState: empty,
        pagination: pagination.hasNext || pagination.hasPrevious ? pagination : undefined,
      })}
    >
      {rows.map((row, position) => (
        <IndexTable.Row key={idOf(row)} id={idOf(row)} position={position}>
          {isPhone ? (
            <div style={PHONE_ROW}>
              <Phone row={row} />
            </div>
          ) : (
            <Cells columns={columns} row={row} />
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  )
}

function Cells<Row>({ columns, row }: { columns: Column<Row>[]; row: Row }) {
  return columns.map(({ title, cell, numeric }) => (
    <IndexTable.Cell key={title}>
      {numeric ? (
        <Text as="span" numeric alignment="end">
          {cell(row)}
        </Text>
      ) : (
        cell(row)
      )}
    </IndexTable.Cell>
  ))
}

const PHONE_ROW = { padding: 'var(--p-space-300) var(--p-space-400)', width: '100%' }
