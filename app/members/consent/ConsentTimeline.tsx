import { Banner, BlockStack, Button, ButtonGroup, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useSearchParams } from '@remix-run/react'
import { useDownload } from '#app/ui/actions/useDownload.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import type { Timeline } from './timeline.server.ts'
import { changeSentence, deliveryWords, type TimelineEntry, whenWords } from './timeline-words.ts'

type Props = Timeline & { memberId: string }

/** Every change of consent, the newest first, and the proof of them to keep. */
export function ConsentTimeline({ memberId, entries, channel, isEarlier, next }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Consent history
          </Text>
          <Text as="p" tone="subdued">
            Each change, with its time and how it became known. It is kept as evidence and never rewritten.
          </Text>
        </BlockStack>
        <Channels channel={channel} />
        {entries.length === 0 ? (
          <Text as="p" tone="subdued">
            {isEarlier ? 'There is nothing earlier.' : 'Nothing has changed since the customer became known.'}
          </Text>
        ) : (
          <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {entries.map((entry, index) => (
              <Entry key={entry.seq} entry={entry} isLast={index === entries.length - 1} />
            ))}
          </ol>
        )}
        <Pages isEarlier={isEarlier} next={next} />
        <Proof memberId={memberId} />
      </BlockStack>
    </Card>
  )
}

/** Changes what the URL says of the history and leaves the rest of it. */
function useHistorySearch() {
  const [, setSearch] = useSearchParams()
  return (change: Record<string, string | null>) =>
    setSearch(
      (search) => {
        for (const [name, value] of Object.entries(change)) {
          if (value === null) search.delete(name)
          else search.set(name, value)
        }
        return search
      },
      { preventScrollReset: true },
    )
}

const CHANNELS = [
  [null, 'All'],
  ['email', 'E-mail'],
  ['sms', 'SMS'],
] as const

function Channels({ channel: shown }: Pick<Timeline, 'channel'>) {
  const go = useHistorySearch()
  return (
    <InlineStack>
      <ButtonGroup variant="segmented">
        {CHANNELS.map(([channel, name]) => (
          <Button
            key={name}
            size="slim"
            pressed={channel === shown}
            onClick={() => go({ history: channel, before: null })}
          >
            {name}
          </Button>
        ))}
      </ButtonGroup>
    </InlineStack>
  )
}

function Pages({ isEarlier, next }: Pick<Timeline, 'isEarlier' | 'next'>) {
  const go = useHistorySearch()
  if (!isEarlier && next === null) return null
  return (
    <InlineStack gap="200">
      {isEarlier ? <Button onClick={() => go({ before: null })}>Newest changes</Button> : null}
      {next === null ? null : <Button onClick={() => go({ before: String(next) })}>Earlier changes</Button>}
    </InlineStack>
  )
}

/** The whole history as a file: a page to print or send, and one that machines can check. */
function Proof({ memberId }: { memberId: string }) {
  const { busy, error, start } = useDownload()
  const save = (format: 'html' | 'json') =>
    start(`/app/members/${memberId}/ledger?format=${format}`, `consent-${memberId}.${format}`)
  return (
    <BlockStack gap="200">
      <InlineStack gap="200">
        <Button disabled={busy} onClick={() => save('html')}>
          Save as proof
        </Button>
        <Button variant="plain" disabled={busy} onClick={() => save('json')}>
          For machines (JSON)
        </Button>
      </InlineStack>
      {error ? <Banner tone="warning">{error}</Banner> : null}
    </BlockStack>
  )
}

const CHANNEL_NAMES = { email: 'E-mail', sms: 'SMS' }

function Entry({ entry, isLast }: { entry: TimelineEntry; isLast: boolean }) {
  const { timezone } = useShell()
  const { text, campaign } = changeSentence(entry)
  const delivery = deliveryWords(entry, timezone)
  return (
    <li style={isLast ? LAST_ENTRY : ENTRY}>
      <span aria-hidden style={{ ...DOT, background: DOTS[entry.newState] ?? 'var(--p-color-icon-disabled)' }} />
      <BlockStack gap="050">
        <Text as="p" fontWeight="medium" breakWord>
          {CHANNEL_NAMES[entry.channel]}: {text}
          {campaign ? (
            <>
              {' '}
              <Link url={`/app/campaigns/${campaign.campaignId}`}>“{campaign.name}”</Link>
            </>
          ) : null}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          <time dateTime={entry.shopifyAt ?? entry.recordedAt}>{whenWords(entry, timezone)}</time>
          {delivery ? `; ${delivery}` : ''}
        </Text>
      </BlockStack>
    </li>
  )
}

const DOTS: Partial<Record<TimelineEntry['newState'], string>> = {
  SUBSCRIBED: 'var(--p-color-bg-fill-success)',
  UNSUBSCRIBED: 'var(--p-color-bg-fill-critical)',
}

const ENTRY = {
  position: 'relative',
  marginLeft: 'var(--p-space-150)',
  padding: '0 0 var(--p-space-400) var(--p-space-500)',
  borderLeft: '2px solid var(--p-color-border)',
} as const

const LAST_ENTRY = { ...ENTRY, borderLeftColor: 'transparent', paddingBottom: 0 } as const

const DOT = {
  position: 'absolute',
  left: '-7px',
  top: 'var(--p-space-100)',
  width: '12px',
  height: '12px',
  borderRadius: '50%',
  boxShadow: '0 0 0 3px var(--p-color-bg-surface)',
} as const
