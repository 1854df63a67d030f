import { Hint } from '#app/ui/feedback/Hint.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Well } from '#app/ui/layout/Well.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import type { Tile } from './panel.ts'

/** One metric: its number, its rate and what that is a share of, and how it compares. */
export function MetricTile({ tile }: { tile: Tile }) {
  return (
    <div role="group" aria-label={tile.label}>
      <Well tile>
        <Stack gap="tight">
          <Inline justify="between" align="center" gap="tight" wrap={false}>
            <Heading level={3} size="body" tone="subdued">
              {tile.label}
            </Heading>
            <Hint label={`What ${tile.label} means`} title={tile.label}>
              {tile.definition}
            </Hint>
          </Inline>
          <Inline gap="small" align="center">
            <Text size="figure" numeric>
              {tile.value}
            </Text>
            {tile.badge ? <TileBadge badge={tile.badge} /> : null}
          </Inline>
          {tile.lines.map((line) => (
            <Text key={line} size="small" tone="subdued">
              {line}
            </Text>
          ))}
        </Stack>
      </Well>
    </div>
  )
}

function TileBadge({ badge }: { badge: NonNullable<Tile['badge']> }) {
  const { text, tone } = BADGES[badge]
  return <Badge tone={tone}>{text}</Badge>
}

// Red is for errors: a low rate is a warning.
const BADGES: Record<NonNullable<Tile['badge']>, { text: string; tone?: 'warning' | 'info' | 'success' }> = {
  early: { text: 'Early' },
  low: { text: 'Low', tone: 'warning' },
  fair: { text: 'Fair' },
  good: { text: 'Good', tone: 'info' },
  excellent: { text: 'Excellent', tone: 'success' },
}
