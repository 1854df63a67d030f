import { Scroll } from '#app/ui/layout/Scroll.tsx'
import { DataTable } from '#app/ui/tables/DataTable.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import type { SeriesLine, SeriesRow } from './series.ts'

type Props = { rows: SeriesRow[]; lines: SeriesLine[]; unit: 'hour' | 'day' }

/** The numbers of the chart, a row an hour or a day. */
export function SeriesTable({ rows, lines, unit }: Props) {
  return (
    <Scroll maxHeight={320}>
      <DataTable
        columns={[
          { title: unit === 'hour' ? 'Hour' : 'Day' },
          ...lines.map(({ label }) => ({ title: label, numeric: true })),
        ]}
        rows={rows.map((row) => [row.label, ...lines.map(({ key }) => formatCount(row[key]))])}
        dense
      />
    </Scroll>
  )
}
