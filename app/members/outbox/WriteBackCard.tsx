import { useFetcher } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
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
      <Stack gap="small">
        <Inline justify="between" align="center" gap="small">
          <Heading>{title}</Heading>
          <Badge tone={tone}>{badge}</Badge>
        </Inline>
        <Paragraph breakWord>{advice}</Paragraph>
        <Paragraph size="small" tone="subdued">
          <Time at={writeBack.confirmedAt ?? writeBack.createdAt} />
        </Paragraph>
        {canRetry ? (
          <Inline gap="small">
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
          </Inline>
        ) : null}
      </Stack>
    </Card>
  )
}
