import type { LeftOutReason } from '#app/members/core/consent.ts'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { SKIP_LABELS, skipRows } from './skip-words.ts'

/** How many members are left out, by reason. */
export function SkipList({ counts }: { counts: Partial<Record<LeftOutReason, number>> }) {
  return (
    <Stack as="ul" gap="tight">
      {skipRows(counts).map(({ reason, count }) => (
        <li key={reason} style={{ listStyle: 'none' }}>
          <Inline justify="between" gap="small" wrap={false}>
            <Text tone="subdued">{SKIP_LABELS[reason]}</Text>
            <Text numeric>{formatCount(count)}</Text>
          </Inline>
        </li>
      ))}
    </Stack>
  )
}
