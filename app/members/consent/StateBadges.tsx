import { Badge as PolarisBadge } from '@shopify/polaris'
import type { Badge } from './consent-badges.ts'

// Not an InlineStack, whose many custom properties the browser works out for each of a list's rows.
const SIDE_BY_SIDE = { display: 'flex', flexWrap: 'wrap', gap: 'var(--p-space-100)' } as const

/** Badges of a member's consent or deliverability. */
export function StateBadges({ badges }: { badges: Badge[] }) {
  return (
    <div style={SIDE_BY_SIDE}>
      {badges.map(({ text, tone, spoken }) => (
        <PolarisBadge key={text} tone={tone} toneAndProgressLabelOverride={spoken}>
          {text}
        </PolarisBadge>
      ))}
    </div>
  )
}
