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
          Rates carry a badge from 48 hours after the last e-mail was sent. Until then they are early.
        </Paragraph>
      </Stack>
    </Disclosure>
  )
}
