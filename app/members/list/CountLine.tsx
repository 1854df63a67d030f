import { useFetcher } from '@remix-run/react'
import { Button, InlineStack, Text } from '@shopify/polaris'
import { formatCount } from '#app/ui/format.ts'
import type { MemberCount } from '../list.ts'

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
            {countText(counted, filtered)}
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

function countText({ count, exact }: MemberCount, filtered: boolean): string {
  const members = `${formatCount(count)}${exact ? '' : '+'} ${count === 1 && exact ? 'member' : 'members'}`
  if (!filtered) return members
  return count === 1 && exact ? `${members} matches` : `${members} match`
}
