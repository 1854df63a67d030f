import { useFetcher } from '@remix-run/react'
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { useDebounced } from '#app/ui/hooks/useDebounced.ts'
import type { SegmentRules } from './rules.ts'

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
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          Size right now
        </Text>
        <div aria-live="polite">
          {count ? (
            <BlockStack gap="050">
              <Text as="p" variant="headingLg" numeric>
                {formatCountOf(count.members, 'member')}
              </Text>
              <Text as="p" tone="subdued">
                {formatCount(count.reachable)} can be mailed
              </Text>
            </BlockStack>
          ) : (
            <Text as="p" tone="subdued">
              {rules ? 'Counting…' : 'Complete the rules to see how many members they hold.'}
            </Text>
          )}
        </div>
        <Text as="p" variant="bodySm" tone="subdued">
          Without consent, unsubscribed, hard-bounced or complained: such members are counted, and never mailed.
        </Text>
      </BlockStack>
    </Card>
  )
}
