import type { Progress } from '#app/sending/recipients.server.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { ProgressBar } from '#app/ui/feedback/ProgressBar.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Details } from '#app/ui/text/Details.tsx'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import { progressPercent } from './progress-words.ts'
import { Reason } from './Reason.tsx'
import { skippedTotal } from './skip-words.ts'

export type UnderWay = {
  status: 'preparing' | 'sending' | 'paused'
  pauseReason: string | null
  /** What somebody else said of the pause, word for word. */
  pauseDetail: string | null
}

type Props = {
  campaign: UnderWay
  progress: Progress
  /** Why it could not go on or be cancelled just now. */
  problems: string[]
  busy: boolean
  onPause: () => void
  onResume: () => void
  onCancel: () => void
}

/** A campaign on its way out. */
export function ProgressCard({ campaign, progress, problems, busy, onPause, onResume, onCancel }: Props) {
  const { status, pauseReason, pauseDetail } = campaign
  const percent = status === 'preparing' ? 0 : progressPercent(progress)
  return (
    <Card>
      <Stack gap="large">
        <Inline justify="between" align="center" gap="small">
          <Heading>
            {status === 'preparing' ? 'Preparing the recipients' : `${formatPercent(percent / 100, 0)} done`}
          </Heading>
          <Inline gap="small">
            <FocusKeeper>
              {status === 'sending' ? (
                <Button onClick={onPause} loading={busy}>
                  Pause
                </Button>
              ) : (
                <Button onClick={onCancel} disabled={busy}>
                  Cancel campaign
                </Button>
              )}
              {status === 'paused' ? (
                <Button variant="primary" onClick={onResume} loading={busy}>
                  Resume sending
                </Button>
              ) : null}
            </FocusKeeper>
          </Inline>
        </Inline>
        {status === 'paused' ? (
          <Banner tone="warning">
            <Stack gap="small">
              <p>
                <Reason text={pauseReason ?? 'Paused. Nothing is sent until you resume.'} />
              </p>
              {pauseDetail ? <Details>{pauseDetail}</Details> : null}
            </Stack>
          </Banner>
        ) : null}
        {problems.length > 0 ? (
          <Banner tone="critical" title="This campaign can’t continue yet">
            {problems.map((problem) => (
              <p key={problem}>
                <Reason text={problem} />
              </p>
            ))}
          </Banner>
        ) : null}
        <ProgressBar percent={percent} tone="primary" labelledBy="sending-states" />
        <div id="sending-states" aria-live="polite">
          <Grid columns={{ phone: 2, tablet: 5 }} gap="large">
            <State label="Sent" count={progress.sent} />
            <State label="Waiting" count={progress.queued + progress.sending} />
            <State label="Skipped" count={skippedTotal(progress.skipped)} />
            <State label="Failed" count={progress.failed} />
            <State label="Unconfirmed" count={progress.unconfirmed} />
          </Grid>
        </div>
      </Stack>
    </Card>
  )
}

function State({ label, count }: { label: string; count: number }) {
  return (
    <Stack gap="tiny">
      <Text tone="subdued">{label}</Text>
      <Text size="title" numeric>
        {formatCount(count)}
      </Text>
    </Stack>
  )
}
