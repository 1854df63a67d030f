import { BlockStack, Box, Button, Collapsible, DataTable, Text } from '@shopify/polaris'
import { useId, useState } from 'react'
import { BENCHMARKS } from './metrics.ts'

const ROWS = BENCHMARKS.map(({ label, words }) => [label, words.low, words.good, words.excellent])

/** What the badges mean: the usual range of each rate. */
export function BenchmarkTable() {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={open ? 'up' : 'down'}
        ariaExpanded={open}
        ariaControls={id}
        onClick={() => setOpen(!open)}
      >
        Benchmarks
      </Button>
      <Box width="100%">
        <Collapsible id={id} open={open}>
          <BlockStack gap="200">
            <DataTable
              columnContentTypes={['text', 'text', 'text', 'text']}
              headings={['Metric', 'Low', 'Good', 'Excellent']}
              rows={ROWS}
              increasedTableDensity
            />
            <Text as="p" variant="bodySm" tone="subdued">
              A rate between Low and Good carries no badge.
            </Text>
          </BlockStack>
        </Collapsible>
      </Box>
    </BlockStack>
  )
}
