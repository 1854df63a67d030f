import { useSearchParams } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { SwitchButtons } from '#app/ui/actions/SwitchButtons.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { useDownload } from '#app/ui/actions/useDownload.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { COLORS, space } from '#app/ui/layout/tokens.ts'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import type { Timeline } from './timeline.server.ts'
import { changeSentence, deliveryWords, type TimelineEntry, whenWords } from './timeline-words.ts'

type Props = Timeline & { memberId: string }

/** Every change of consent, the newest first, and the proof of them to keep. */
export function ConsentTimeline({ memberId, entries, channel, isEarlier, next }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Stack gap="tight">
          <Heading>Consent history</Heading>
          <Paragraph tone="subdued">
            Every change, with its time and source. Kept as evidence and never rewritten.
          </Paragraph>
        </Stack>
        <Channels channel={channel} />
        {entries.length === 0 ? (
          <Paragraph tone="subdued">
            {isEarlier ? 'No earlier changes.' : 'No changes since the customer was added.'}
          </Paragraph>
        ) : (
          <PlainList ordered>
            {entries.map((entry, index) => (
              <Entry key={entry.seq} entry={entry} isLast={index === entries.length - 1} />
            ))}
          </PlainList>
        )}
        <Pages isEarlier={isEarlier} next={next} />
        <Proof memberId={memberId} />
      </Stack>
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
  { value: null, label: 'All' },
  { value: 'email', label: 'Email' },
  { value: 'sms', label: 'SMS' },
] as const

function Channels({ channel: shown }: Pick<Timeline, 'channel'>) {
  const go = useHistorySearch()
  return (
    <Inline>
      <SwitchButtons options={CHANNELS} value={shown} onChange={(channel) => go({ history: channel, before: null })} />
    </Inline>
  )
}

function Pages({ isEarlier, next }: Pick<Timeline, 'isEarlier' | 'next'>) {
  const go = useHistorySearch()
  if (!isEarlier && next === null) return null
  return (
    <Inline gap="small">
      {isEarlier ? <Button onClick={() => go({ before: null })}>Newest changes</Button> : null}
      {next === null ? null : <Button onClick={() => go({ before: String(next) })}>Earlier changes</Button>}
    </Inline>
  )
}

/** The whole history as a file: a page to print or send, and one that machines can check. */
function Proof({ memberId }: { memberId: string }) {
  const { busy, error, start } = useDownload()
  const save = (format: 'html' | 'json') =>
    start(`/app/members/${memberId}/ledger?format=${format}`, `consent-${memberId}.${format}`)
  return (
    <Stack gap="small">
      <Inline gap="small">
        <Button disabled={busy} onClick={() => save('html')}>
          Save as proof
        </Button>
        <Button variant="plain" disabled={busy} onClick={() => save('json')}>
          Save as JSON
        </Button>
      </Inline>
      {error ? <Banner tone="warning">{error}</Banner> : null}
    </Stack>
  )
}

const CHANNEL_NAMES = { email: 'Email', sms: 'SMS' }

function Entry({ entry, isLast }: { entry: TimelineEntry; isLast: boolean }) {
  const { timezone } = useShell()
  const { text, campaign } = changeSentence(entry)
  const delivery = deliveryWords(entry, timezone)
  return (
    <li style={isLast ? LAST_ENTRY : ENTRY}>
      <span aria-hidden style={{ ...DOT, background: DOTS[entry.newState] ?? COLORS.off }} />
      <Stack gap="tiny">
        <Paragraph weight="medium" breakWord>
          {CHANNEL_NAMES[entry.channel]}: {text}
          {campaign ? (
            <>
              {' '}
              <Link url={`/app/campaigns/${campaign.campaignId}`}>“{campaign.name}”</Link>
            </>
          ) : null}
        </Paragraph>
        <Paragraph size="small" tone="subdued">
          <time dateTime={entry.shopifyAt ?? entry.recordedAt}>{whenWords(entry, timezone)}</time>
          {delivery ? `; ${delivery}` : ''}
        </Paragraph>
      </Stack>
    </li>
  )
}

const DOTS: Partial<Record<TimelineEntry['newState'], string>> = {
  SUBSCRIBED: COLORS.good,
  UNSUBSCRIBED: COLORS.bad,
}

const ENTRY = {
  position: 'relative',
  marginLeft: '6px',
  padding: `0 0 ${space('large')} ${space('huge')}`,
  borderLeft: `2px solid ${COLORS.line}`,
} as const

const LAST_ENTRY = { ...ENTRY, borderLeftColor: 'transparent', paddingBottom: 0 } as const

const DOT = {
  position: 'absolute',
  left: '-7px',
  top: space('tight'),
  width: '12px',
  height: '12px',
  borderRadius: '50%',
  boxShadow: `0 0 0 3px ${COLORS.surface}`,
} as const
