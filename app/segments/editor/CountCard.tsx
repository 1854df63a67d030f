import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { useDebounced } from '#app/ui/hooks/useDebounced.ts'
import type { SegmentRules } from '../rules.ts'

const PAUSE = 350

/** How many members the rules hold, counted anew a moment after they changed; null while they are incomplete. */
export function CountCard({ rules }: { rules: SegmentRules | null }) {
  const counting = useFetcher<{ members: number; reachable: number }>()
  const question = useDebounced(rules ? JSON.stringify(rules) : null, PAUSE)
  const { load } = counting
  useEffect(() => {
    if (question) load(`/app/segments/count?rules=${encodeURIComponent(question)}`)
  }, [question, load])
  const count = rules ? counting.data : null
  return (
    <Card>
      <Stack gap="small">
        <Heading>Size right now</Heading>
        <div aria-live="polite">
          {count ? (
            <Stack gap="tiny">
              <Paragraph size="figure" numeric>
                {formatCountOf(count.members, 'member')}
              </Paragraph>
              <Paragraph tone="subdued">{formatCount(count.reachable)} can be emailed</Paragraph>
            </Stack>
          ) : (
            <Paragraph tone="subdued">
              {rules ? 'Counting…' : 'Complete the rules to see how many members match.'}
            </Paragraph>
          )}
        </div>
        <Paragraph size="small" tone="subdued">
          Members without consent, or who unsubscribed, hard bounced, or complained, are counted but never emailed.
        </Paragraph>
      </Stack>
    </Card>
  )
}
