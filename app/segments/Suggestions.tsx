import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, InlineGrid, InlineStack, Text } from '@shopify/polaris'
import { type Suggestion, SUGGESTIONS } from './suggestions.ts'

/** Segments to begin with, made in one click. */
export function Suggestions() {
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        Start with one of these
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
        {SUGGESTIONS.map((suggestion) => (
          <SuggestionCard key={suggestion.name} suggestion={suggestion} />
        ))}
      </InlineGrid>
    </BlockStack>
  )
}

function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { name, why, rules } = suggestion
  const creating = useFetcher()
  const create = () =>
    creating.submit({ name, rules }, { method: 'post', action: '/app/segments/new', encType: 'application/json' })
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {name}
        </Text>
        <Text as="p" tone="subdued">
          {why}
        </Text>
        <InlineStack>
          <Button loading={creating.state !== 'idle'} accessibilityLabel={`Create ${name}`} onClick={create}>
            Create
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
