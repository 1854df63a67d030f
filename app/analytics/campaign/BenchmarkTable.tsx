import { BlockStack, Box, Button, Collapsible, DataTable, Text } from '@shopify/polaris'
import { useId, useState } from 'react'
import { benchmarkRows } from './panel.ts'

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
              columnContentTypes={['text', 'text', 'text', 'text', 'text']}
              headings={['Metric', 'Low', 'Fair', 'Good', 'Excellent']}
              rows={benchmarkRows()}
              increasedTableDensity
            />
            <Text as="p" variant="bodySm" tone="subdued">
              Rates get a badge 48 hours after the last email was sent. Until then, they’re early.
            </Text>
          </BlockStack>
        </Collapsible>
      </Box>
    </BlockStack>
  )
}
