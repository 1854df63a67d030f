import { DataTable, Scrollable } from '@shopify/polaris'
import { formatCount } from '#app/ui/format.ts'
import { SERIES, type SeriesRow } from './series.ts'

/** The numbers of the chart, a row an hour or a day. */
export function SeriesTable({ rows, unit }: { rows: SeriesRow[]; unit: 'hour' | 'day' }) {
  return (
    <Scrollable style={{ maxHeight: 320 }} shadow focusable>
      <DataTable
        columnContentTypes={['text', ...SERIES.map(() => 'numeric' as const)]}
        headings={[unit === 'hour' ? 'Hour' : 'Day', ...SERIES.map(({ label }) => label)]}
        rows={rows.map((row) => [row.label, ...SERIES.map(({ key }) => formatCount(row[key]))])}
        increasedTableDensity
      />
    </Scrollable>
  )
}
