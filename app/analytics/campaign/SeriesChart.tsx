import { BlockStack, Box, Button, ButtonGroup, InlineStack, SkeletonBodyText, Text } from '@shopify/polaris'
import { lazy, Suspense, useState } from 'react'
import { ClientOnly } from '#app/ui/hooks/ClientOnly.tsx'
import { SeriesTable } from './SeriesTable.tsx'
import { type SeriesLine, type SeriesRow, seriesSummary } from './series.ts'

const HEIGHT = 280

// The drawing library is a third of a megabyte: it is fetched by the pages that draw, and only in the browser.
const EngagementChart = lazy(async () => ({ default: (await import('./EngagementChart.tsx')).EngagementChart }))

type Props = { rows: SeriesRow[]; lines: SeriesLine[]; unit: 'hour' | 'day' }

/** Delivered, opened and clicked over time: drawn, or as the table of the same numbers. */
export function SeriesChart({ rows, lines, unit }: Props) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          Engagement by {unit}
        </Text>
        <ButtonGroup variant="segmented">
          <Button size="slim" pressed={view === 'chart'} onClick={() => setView('chart')}>
            Chart
          </Button>
          <Button size="slim" pressed={view === 'table'} onClick={() => setView('table')}>
            Table
          </Button>
        </ButtonGroup>
      </InlineStack>
      {view === 'table' ? <SeriesTable rows={rows} lines={lines} unit={unit} /> : <Drawing rows={rows} lines={lines} />}
      <Text as="p" visuallyHidden>
        {seriesSummary(rows, lines)}
      </Text>
    </BlockStack>
  )
}

function Drawing({ rows, lines }: Pick<Props, 'rows' | 'lines'>) {
  const waiting = <SkeletonBodyText lines={8} />
  return (
    <Box minHeight={`${HEIGHT}px`}>
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
