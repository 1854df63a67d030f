import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris'
import type { LedgerCheckWords } from './ledger-check-words.ts'

const BADGES = { success: 'Holds', critical: 'Broken', info: 'Waiting' } as const

/** Whether the consent history is as it was written. */
export function LedgerCheckCard({ tone, text, detail }: LedgerCheckWords) {
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            Proof of consent
          </Text>
          <Badge tone={tone}>{BADGES[tone]}</Badge>
        </InlineStack>
        <Text as="p">{text}</Text>
        <Text as="p" tone="subdued">
          {detail}
        </Text>
      </BlockStack>
    </Card>
  )
}
