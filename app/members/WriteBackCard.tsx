import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { Time } from '#app/ui/Time.tsx'
import type { WriteBack } from './outbox.server.ts'
import { writeBackWords } from './write-back-words.ts'

export type WriteBackRow = Omit<WriteBack, 'createdAt' | 'confirmedAt'> & {
  createdAt: string
  confirmedAt: string | null
}

const BADGES = { info: 'Waiting', success: 'Done', critical: 'Refused' } as const

/** Whether Shopify has heard of what changed here. */
export function WriteBackCard({ writeBack, shopifyUrl }: { writeBack: WriteBackRow; shopifyUrl: string }) {
  const { tone, title, advice } = writeBackWords(writeBack)
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Badge tone={tone}>{BADGES[tone]}</Badge>
        </InlineStack>
        <Text as="p" breakWord>
          {advice}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          <Time at={writeBack.confirmedAt ?? writeBack.createdAt} />
        </Text>
        {tone === 'critical' ? (
          <InlineStack>
            <Button url={shopifyUrl} target="_top">
              Open in Shopify
            </Button>
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  )
}
