import { Badge } from '#app/ui/text/Badge.tsx'
import { space } from '#app/ui/layout/tokens.ts'
import type { Badge as StateBadge } from './consent-badges.ts'

// Not an InlineStack, whose many custom properties the browser works out for each of a list's rows.
const SIDE_BY_SIDE = { display: 'flex', flexWrap: 'wrap', gap: space('tight') } as const

/** Badges of a member's consent or deliverability. */
export function StateBadges({ badges }: { badges: StateBadge[] }) {
  return (
    <div style={SIDE_BY_SIDE}>
      {badges.map(({ text, tone, spoken }) => (
        <Badge key={text} tone={tone} spoken={spoken}>
          {text}
        </Badge>
      ))}
    </div>
  )
}
