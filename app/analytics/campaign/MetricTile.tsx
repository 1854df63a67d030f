import { Badge, BlockStack, Box, Button, InlineStack, Popover, Text } from '@shopify/polaris'
import { InfoIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import type { Tile } from './panel.ts'

/** One metric: its number, its rate and what that is a share of, and how it compares. */
export function MetricTile({ tile }: { tile: Tile }) {
  return (
    <div role="group" aria-label={tile.label}>
      <Box background="bg-surface-secondary" borderRadius="300" padding="300" minHeight="100%">
        <BlockStack gap="100">
          <InlineStack align="space-between" blockAlign="center" gap="100" wrap={false}>
            <Text as="h3" variant="bodyMd" tone="subdued">
              {tile.label}
            </Text>
            <Definition tile={tile} />
          </InlineStack>
          <InlineStack gap="200" blockAlign="center">
            <Text as="span" variant="headingLg" numeric>
              {tile.value}
            </Text>
            {tile.badge ? <TileBadge badge={tile.badge} /> : null}
          </InlineStack>
          {tile.lines.map((line) => (
            <Text key={line} as="span" variant="bodySm" tone="subdued">
              {line}
            </Text>
          ))}
        </BlockStack>
      </Box>
    </div>
  )
}

function TileBadge({ badge }: { badge: NonNullable<Tile['badge']> }) {
  const { text, tone } = BADGES[badge]
  return <Badge {...(tone && { tone })}>{text}</Badge>
}

// Red is for errors: a low rate is a warning.
const BADGES: Record<NonNullable<Tile['badge']>, { text: string; tone?: 'warning' | 'info' | 'success' }> = {
  early: { text: 'Early' },
  low: { text: 'Low', tone: 'warning' },
  fair: { text: 'Fair' },
  good: { text: 'Good', tone: 'info' },
  excellent: { text: 'Excellent', tone: 'success' },
}

function Definition({ tile }: { tile: Tile }) {
  const [open, setOpen] = useState(false)
  const toggle = () => setOpen((was) => !was)
  const button = (
    <Button
      variant="tertiary"
      size="micro"
      icon={InfoIcon}
      accessibilityLabel={`What ${tile.label} means`}
      onClick={toggle}
    />
  )
  return (
    <Popover active={open} activator={button} onClose={toggle} preferredAlignment="right">
      <Box padding="400" maxWidth="320px">
        <BlockStack gap="200">
          <Text as="h4" variant="headingSm">
            {tile.label}
          </Text>
          <Text as="p">{tile.definition}</Text>
        </BlockStack>
      </Box>
    </Popover>
  )
}
