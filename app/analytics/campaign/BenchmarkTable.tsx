import { Disclosure } from '#app/ui/layout/Disclosure.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { DataTable } from '#app/ui/tables/DataTable.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { benchmarkRows } from './panel.ts'

const COLUMNS = ['Metric', 'Low', 'Fair', 'Good', 'Excellent'].map((title) => ({ title }))

/** What the badges mean: the usual range of each rate. */
export function BenchmarkTable() {
  return (
    <Disclosure label="Benchmarks">
      <Stack gap="small">
        <DataTable columns={COLUMNS} rows={benchmarkRows()} dense />
        <Paragraph size="small" tone="subdued">
          Rates get a badge 48 hours after the last email was sent. Until then, they’re early.
        </Paragraph>
      </Stack>
    </Disclosure>
  )
}
