import { useFetcher } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { type Suggestion, SUGGESTIONS } from './suggestions.ts'

/** Segments to begin with, made in one click. */
export function Suggestions() {
  return (
    <Stack gap="base">
      <Heading>Start with one of these</Heading>
      <Grid columns={{ phone: 1, tablet: 2 }} gap="base">
        {SUGGESTIONS.map((suggestion) => (
          <SuggestionCard key={suggestion.name} suggestion={suggestion} />
        ))}
      </Grid>
    </Stack>
  )
}

function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { name, why, rules } = suggestion
  const creating = useFetcher()
  const create = () =>
    creating.submit({ name, rules }, { method: 'post', action: '/app/segments/new', encType: 'application/json' })
  return (
    <Card>
      <Stack gap="small">
        <Heading level={3}>{name}</Heading>
        <Paragraph tone="subdued">{why}</Paragraph>
        <Inline>
          <Button loading={creating.state !== 'idle'} accessibilityLabel={`Create ${name}`} onClick={create}>
            Create
          </Button>
        </Inline>
      </Stack>
    </Card>
  )
}
