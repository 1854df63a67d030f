import { useFetcher } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { Time } from '#app/ui/format/Time.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import type { WriteBack } from './outbox.server.ts'
import { writeBackWords } from './write-back-words.ts'

type WriteBackRow = Omit<WriteBack, 'createdAt' | 'confirmedAt'> & {
  createdAt: string
  confirmedAt: string | null
}

type Props = { writeBack: WriteBackRow; shopifyUrl: string }

/** Whether Shopify has heard of what changed here. */
export function WriteBackCard({ writeBack, shopifyUrl }: Props) {
  const retry = useFetcher<{ toast: string }>()
  useToast(retry.data)
  const { tone, badge, title, advice, canRetry } = writeBackWords(writeBack)
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Badge {...(tone && { tone })}>{badge}</Badge>
        </InlineStack>
        <Text as="p" breakWord>
          {advice}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          <Time at={writeBack.confirmedAt ?? writeBack.createdAt} />
        </Text>
        {canRetry ? (
          <InlineStack gap="200">
            <Button
              loading={retry.state !== 'idle'}
              onClick={() =>
                retry.submit({ memberId: writeBack.memberId }, { method: 'post', action: '/app/members/write-backs' })
              }
            >
              Try again
            </Button>
            {tone === 'critical' ? (
              <Button url={shopifyUrl} target="_top">
                Open in Shopify
              </Button>
            ) : null}
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  )
}
