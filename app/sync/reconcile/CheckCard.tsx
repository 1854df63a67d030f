import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import type { CheckWords } from './reconcile-words.ts'

const BADGES: Record<CheckWords['tone'], { tone?: 'success' | 'attention' | 'warning'; text: string } | null> = {
  good: { tone: 'success', text: 'In sync with Shopify' },
  waiting: { tone: 'attention', text: 'Waiting for Shopify' },
  warning: { tone: 'warning', text: 'Needs attention' },
  none: null,
}

type Props = { title: string; words: CheckWords; url?: string }

/** Whether consent here is what Shopify has. */
export function CheckCard({ title, words: { tone, headline, text }, url }: Props) {
  const badge = BADGES[tone]
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            {badge ? <Badge {...(badge.tone ? { tone: badge.tone } : {})}>{badge.text}</Badge> : null}
          </InlineStack>
          {url ? (
            <Button url={url} variant="plain">
              View check
            </Button>
          ) : null}
        </InlineStack>
        <Text as="p" variant="bodyLg" numeric>
          {headline}
        </Text>
        {text ? (
          <Text as="p" tone="subdued">
            {text}
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  )
}
