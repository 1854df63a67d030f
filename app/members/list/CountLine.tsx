import { useFetcher } from '@remix-run/react'
import { Button, InlineStack, Text } from '@shopify/polaris'
import type { MemberCount } from './query/list.ts'
import { countWords } from './count-words.ts'

type Props = { matches: MemberCount; filtered: boolean; parameters: string }

/** How many members the list holds: what is quick to know at once, the exact number on demand. */
export function CountLine({ matches, filtered, parameters }: Props) {
  const fetcher = useFetcher<MemberCount>({ key: `count ${parameters}` })
  const counted = fetcher.data ?? matches
  return (
    <div style={{ padding: 'var(--p-space-300) var(--p-space-400)' }}>
      <InlineStack gap="300" blockAlign="center">
        <div aria-live="polite">
          <Text as="p" tone="subdued" variant="bodySm">
            {countWords(counted, filtered)}
          </Text>
        </div>
        {counted.exact ? null : (
          <Button
            variant="plain"
            size="slim"
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.load(`/app/members/count?${parameters}`)}
          >
            Count exactly
          </Button>
        )}
      </InlineStack>
    </div>
  )
}
