import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
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
      <Stack gap="small">
        <Inline justify="between" align="center" gap="small">
          <Inline gap="small" align="center">
            <Heading>{title}</Heading>
            {badge ? <Badge tone={badge.tone}>{badge.text}</Badge> : null}
          </Inline>
          {url ? (
            <Button url={url} variant="plain">
              View check
            </Button>
          ) : null}
        </Inline>
        <Paragraph size="large" numeric>
          {headline}
        </Paragraph>
        {text ? <Paragraph tone="subdued">{text}</Paragraph> : null}
      </Stack>
    </Card>
  )
}
