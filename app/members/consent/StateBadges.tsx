import { Badge as PolarisBadge, InlineStack } from '@shopify/polaris'
import type { Badge } from './consent-badges.ts'

/** Badges of a member's consent or deliverability. */
export function StateBadges({ badges }: { badges: Badge[] }) {
  return (
    <InlineStack gap="100" wrap>
      {badges.map(({ text, tone, spoken }) => (
        <PolarisBadge key={text} tone={tone} toneAndProgressLabelOverride={spoken}>
          {text}
        </PolarisBadge>
      ))}
    </InlineStack>
  )
}
