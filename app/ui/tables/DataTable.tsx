import { DataTable as PolarisDataTable } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { useScrollByKeys } from '../hooks/useScrollByKeys.ts'

type Props = {
  columns: { title: string; numeric?: boolean }[]
  rows: ReactNode[][]
  /** Whether its rows stand close, for many numbers. */
  dense?: boolean
}

/** Numbers to compare; what is about things with pages of their own is a `Table`. */
export function DataTable({ columns, rows, dense = false }: Props) {
  const around = useScrollByKeys('.Polaris-DataTable__ScrollContainer')
  return (
    <div ref={around}>
      <PolarisDataTable
        columnContentTypes={columns.map(({ numeric }) => (numeric ? 'numeric' : 'text'))}
        headings={columns.map(({ title }) => title)}
        rows={rows}
        increasedTableDensity={dense}
      />
    </div>
  )
}
