import { Box, Card, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'

/** A card that a table fills to its edges, below a heading in line with the table's cells. */
export function TableCard({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Card padding="0">
      <Box paddingBlock="400" paddingInline="300">
        <Text as="h2" variant="headingMd">
          {heading}
        </Text>
      </Box>
      {children}
    </Card>
  )
}
