import { useFetcher } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { space } from '#app/ui/layout/tokens.ts'
import type { MemberCount } from './query/list.ts'
import { countWords } from './count-words.ts'

type Props = { matches: MemberCount; filtered: boolean; parameters: string }

/** How many members the list holds: what is quick to know at once, the exact number on demand. */
export function CountLine({ matches, filtered, parameters }: Props) {
  const fetcher = useFetcher<MemberCount>({ key: `count ${parameters}` })
  const counted = fetcher.data ?? matches
  return (
    <div style={{ padding: `${space('base')} ${space('large')}` }}>
      <Inline gap="base" align="center">
        <div aria-live="polite">
          <Paragraph tone="subdued" size="small">
            {countWords(counted, filtered)}
          </Paragraph>
        </div>
        {counted.exact ? null : (
          <Button
            variant="plain"
            size="small"
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.load(`/app/members/count?${parameters}`)}
          >
            Count exactly
          </Button>
        )}
      </Inline>
    </div>
  )
}
