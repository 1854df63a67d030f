import { lazy, Suspense, useState } from 'react'
import { SwitchButtons } from '#app/ui/actions/SwitchButtons.tsx'
import { Skeleton } from '#app/ui/feedback/Skeleton.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { SpokenOnly } from '#app/ui/text/SpokenOnly.tsx'
import { ClientOnly } from '#app/ui/hooks/ClientOnly.tsx'
import { SeriesTable } from './SeriesTable.tsx'
import { type SeriesLine, type SeriesRow, seriesSummary } from './series.ts'

const HEIGHT = 280
const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const

// The drawing library is a third of a megabyte: it is fetched by the pages that draw, and only in the browser.
const EngagementChart = lazy(async () => ({ default: (await import('./EngagementChart.tsx')).EngagementChart }))

type Props = { rows: SeriesRow[]; lines: SeriesLine[]; unit: 'hour' | 'day' }

/** Delivered, opened and clicked over time: drawn, or as the table of the same numbers. */
export function SeriesChart({ rows, lines, unit }: Props) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('chart')
  return (
    <Stack gap="base">
      <Inline justify="between" align="center" gap="small">
        <Heading level={3}>Engagement by {unit}</Heading>
        <SwitchButtons options={VIEWS} value={view} onChange={setView} />
      </Inline>
      {view === 'table' ? <SeriesTable rows={rows} lines={lines} unit={unit} /> : <Drawing rows={rows} lines={lines} />}
      <SpokenOnly>{seriesSummary(rows, lines)}</SpokenOnly>
    </Stack>
  )
}

function Drawing({ rows, lines }: Pick<Props, 'rows' | 'lines'>) {
  const waiting = <Skeleton lines={8} />
  return (
    <Box minHeight={HEIGHT}>
      <ClientOnly fallback={waiting}>
        {() => (
          <Suspense fallback={waiting}>
            <EngagementChart rows={rows} lines={lines} height={HEIGHT} />
          </Suspense>
        )}
      </ClientOnly>
    </Box>
  )
}
