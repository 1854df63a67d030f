import { memberName } from '#app/members/core/names.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { COLORS } from '#app/ui/layout/tokens.ts'
import { type MessageRow, problemOf, topicWords } from './message-words.ts'

type Props = {
  message: MessageRow
  busy: boolean
  onReplay: () => void
  onView: () => void
  onDiscard: () => void
}

/** One message that failed: what it was about, why, and what can be done. */
export function FailedMessage({ message, busy, onReplay, onView, onDiscard }: Props) {
  const { topic, receivedAt, attempts, state, isEmpty } = message
  const about = topicWords(topic)
  return (
    <li style={{ borderBlockEnd: `1px solid ${COLORS.faintLine}` }}>
      <Box padding="large">
        <Stack gap="small">
          <Inline gap="small" align="center">
            <Heading size="small">{about}</Heading>
            <State state={state} />
          </Inline>
          <Paragraph tone="subdued" breakWord>
            <Customer message={message} />
            <Time at={receivedAt} />
            {state === 'dead' ? ` · tried ${attempts === 1 ? 'once' : formatCountOf(attempts, 'time')}` : null}
          </Paragraph>
          {state === 'dead' ? <Reason message={message} /> : null}
          {state === 'dead' ? (
            <Inline gap="base">
              {isEmpty ? null : (
                <>
                  <Button onClick={onReplay} disabled={busy} accessibilityLabel={`Try again: ${about}`}>
                    Try again
                  </Button>
                  <Button variant="tertiary" onClick={onView} accessibilityLabel={`View message: ${about}`}>
                    View message
                  </Button>
                </>
              )}
              <Button
                variant="tertiary"
                tone="critical"
                onClick={onDiscard}
                disabled={busy}
                accessibilityLabel={`Discard: ${about}`}
              >
                Discard
              </Button>
            </Inline>
          ) : null}
        </Stack>
      </Box>
    </li>
  )
}

function State({ state }: { state: MessageRow['state'] }) {
  if (state === 'waiting') return <Badge tone="info">Trying again</Badge>
  if (state === 'done') return <Badge tone="success">Processed</Badge>
  return <Badge tone="warning">Failed</Badge>
}

function Customer({ message }: { message: MessageRow }) {
  const { memberId, isMember } = message
  if (memberId === null) return null
  const name = memberName({ ...message, memberId })
  return <>{isMember ? <Link url={`/app/members/${memberId}`}>{name}</Link> : name} · </>
}

function Reason({ message }: { message: MessageRow }) {
  const { timezone } = useShell()
  const { what, advice } = problemOf(message, timezone)
  return (
    <Stack gap="tight">
      <Paragraph>{what}</Paragraph>
      <Paragraph tone="subdued">{advice}</Paragraph>
      {message.error ? (
        <Paragraph size="small" tone="subdued" breakWord>
          Technical reason: <code>{message.error}</code>
        </Paragraph>
      ) : null}
    </Stack>
  )
}
