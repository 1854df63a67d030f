import { Badge, BlockStack, Card, InlineStack, List, Text } from '@shopify/polaris'
import type { Verdict } from './explain-advice.ts'
import { Words } from './Words.tsx'

/** The answer, and what can be done now. */
export function VerdictCard({ verdict }: { verdict: Verdict }) {
  const { badge, words, advice, next } = verdict
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack>
            <Badge {...(badge.tone ? { tone: badge.tone } : {})}>{badge.text}</Badge>
          </InlineStack>
          <Text as="h2" variant="headingLg">
            {words}
          </Text>
        </BlockStack>
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            What to do next
          </Text>
          <List gap="loose">
            {advice.map((line, index) => (
              <List.Item key={index}>
                <Words line={line} />
              </List.Item>
            ))}
          </List>
        </BlockStack>
        {next ? (
          <Text as="p" tone="subdued">
            {next}
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  )
}
