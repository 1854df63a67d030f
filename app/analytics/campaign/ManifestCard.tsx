import { differenceWords, estimateWords, plannedAndSent } from '#app/campaigns/send/plan-words.ts'
import type { SendProgress } from '#app/campaigns/send/progress.server.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { Report } from './report.server.ts'

type Props = { manifest: NonNullable<Report['manifest']>; progress: SendProgress['progress'] }

/** What the start of a campaign foretold, beside what happened. */
export function ManifestCard({ manifest, progress }: Props) {
  const differences = differenceWords(manifest, progress)
  return (
    <Card>
      <Stack gap="base">
        <Heading>As planned</Heading>
        <Paragraph>{plannedAndSent(manifest, progress)}</Paragraph>
        {differences.length > 0 ? (
          <List>
            {differences.map((words) => (
              <ListItem key={words}>{words}</ListItem>
            ))}
          </List>
        ) : null}
        <Paragraph size="small" tone="subdued">
          Expected at the start: {estimateWords(manifest)}
        </Paragraph>
      </Stack>
    </Card>
  )
}
