import { DataTable, Scrollable } from '@shopify/polaris'
import { formatCount } from '#app/ui/format/format.ts'
import type { SeriesLine, SeriesRow } from './series.ts'

type Props = { rows: SeriesRow[]; lines: SeriesLine[]; unit: 'hour' | 'day' }

/** The numbers of the chart, a row an hour or a day. */
export function SeriesTable({ rows, lines, unit }: Props) {
  return (
    <Scrollable style={{ maxHeight: 320 }} shadow focusable>
      <DataTable
        columnContentTypes={['text', ...lines.map(() => 'numeric' as const)]}
        headings={[unit === 'hour' ? 'Hour' : 'Day', ...lines.map(({ label }) => label)]}
        rows={rows.map((row) => [row.label, ...lines.map(({ key }) => formatCount(row[key]))])}
        increasedTableDensity
      />
    </Scrollable>
  )
}
