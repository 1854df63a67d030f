import { Button } from '#app/ui/actions/Button.tsx'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { formatCountOf, formatOffset } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Reason } from '../send/Reason.tsx'
import type { Plan } from './plan.server.ts'

type Props = {
  plan: Plan
  busyWith: string | null
  /** Why what was asked for last could not be done. */
  refused: string[]
  onTime: () => void
  onSend: () => void
  onEdit: () => void
}

/** When a campaign goes out, or why it did not, and what can be done about it. */
export function PlanCard({ plan, busyWith, refused, onTime, onSend, onEdit }: Props) {
  const isHeld = plan.status !== 'scheduled'
  return (
    <Card>
      <Stack gap="large">
        {isHeld ? <Held plan={plan} /> : <Coming plan={plan} />}
        {refused.length > 0 ? (
          <Banner tone="critical" title="This campaign can’t be sent yet">
            <Reasons texts={refused} />
          </Banner>
        ) : null}
        <Inline gap="small">
          <FocusKeeper>
            {isHeld ? (
              <Button variant="primary" onClick={onSend} loading={busyWith === 'start'}>
                Send now
              </Button>
            ) : null}
            <Button onClick={onTime} loading={busyWith === 'reschedule'}>
              {isHeld ? 'New time' : 'Change time'}
            </Button>
            {isHeld ? null : (
              <Button onClick={onSend} loading={busyWith === 'start'}>
                Send now
              </Button>
            )}
            <Button onClick={onEdit} loading={busyWith === 'unschedule'}>
              {isHeld ? 'Back to draft' : 'Unschedule and edit'}
            </Button>
          </FocusKeeper>
        </Inline>
      </Stack>
    </Card>
  )
}

function Coming({ plan: { scheduledFor } }: { plan: Plan }) {
  const { timezone } = useShell()
  return (
    <Stack gap="small">
      <Heading>
        Goes out <Time at={scheduledFor} /> ({formatOffset(scheduledFor, timezone)})
      </Heading>
      <Paragraph tone="subdued">
        It starts by itself. If it’s not ready then, nothing is sent and you’re asked.
      </Paragraph>
    </Stack>
  )
}

function Held({ plan: { status, scheduledFor, heldProblems, windowMinutes } }: { plan: Plan }) {
  if (status === 'missed')
    return (
      <Banner tone="warning" title="This campaign missed its time">
        <p>
          It was to go out <Time at={scheduledFor} />, and couldn’t be started within {windowWords(windowMinutes)}. No
          one has been sent it. Send it now, choose a new time, or take it back to your drafts.
        </p>
      </Banner>
    )
  return (
    <Banner tone="critical" title="This campaign wasn’t ready at its time">
      <Stack gap="small">
        <p>
          It was to go out <Time at={scheduledFor} />. No one has been sent it, because:
        </p>
        <Reasons texts={heldProblems ?? []} />
      </Stack>
    </Banner>
  )
}

const windowWords = (minutes: number) =>
  minutes % 60 === 0 ? formatCountOf(minutes / 60, 'hour') : formatCountOf(minutes, 'minute')

function Reasons({ texts }: { texts: string[] }) {
  return (
    <List>
      {texts.map((text) => (
        <ListItem key={text}>
          <Reason text={text} />
        </ListItem>
      ))}
    </List>
  )
}
