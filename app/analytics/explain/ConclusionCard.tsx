import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { Conclusion } from './explain-advice.ts'
import { Words } from './Words.tsx'

/** The answer, and what can be done now. */
export function ConclusionCard({ conclusion }: { conclusion: Conclusion }) {
  const { badge, words, advice, next } = conclusion
  return (
    <Card>
      <Stack gap="large">
        <Stack gap="small">
          <Inline>
            <Badge tone={badge.tone}>{badge.text}</Badge>
          </Inline>
          <Heading size="large">{words}</Heading>
        </Stack>
        <Stack gap="small">
          <Heading level={3}>What to do next</Heading>
          <List gap="loose">
            {advice.map((line, index) => (
              <ListItem key={index}>
                <Words line={line} />
              </ListItem>
            ))}
          </List>
        </Stack>
        {next ? <Paragraph tone="subdued">{next}</Paragraph> : null}
      </Stack>
    </Card>
  )
}
