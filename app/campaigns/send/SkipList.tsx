import { BlockStack, InlineStack, Text } from '@shopify/polaris'
import type { LeftOutReason } from '#app/members/core/consent.ts'
import { formatCount } from '#app/ui/format/format.ts'
import { SKIP_LABELS, skipRows } from './skip-words.ts'

/** How many members are left out, by reason. */
export function SkipList({ counts }: { counts: Partial<Record<LeftOutReason, number>> }) {
  return (
    <BlockStack as="ul" gap="100">
      {skipRows(counts).map(({ reason, count }) => (
        <li key={reason} style={{ listStyle: 'none' }}>
          <InlineStack align="space-between" gap="200" wrap={false}>
            <Text as="span" tone="subdued">
              {SKIP_LABELS[reason]}
            </Text>
            <Text as="span" numeric>
              {formatCount(count)}
            </Text>
          </InlineStack>
        </li>
      ))}
    </BlockStack>
  )
}
