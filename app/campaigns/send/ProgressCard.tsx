import { Banner, BlockStack, Button, Card, InlineGrid, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import type { Progress } from '#app/sending/recipients.server.ts'
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
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {status === 'preparing' ? 'Preparing the recipients' : `${formatPercent(percent / 100, 0)} done`}
          </Text>
          <InlineStack gap="200">
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
          </InlineStack>
        </InlineStack>
        {status === 'paused' ? (
          <Banner tone="warning">
            <BlockStack gap="200">
              <p>
                <Reason text={pauseReason ?? 'Paused. Nothing is sent until you resume.'} />
              </p>
              {pauseDetail ? <Details>{pauseDetail}</Details> : null}
            </BlockStack>
          </Banner>
        ) : null}
        {problems.length > 0 ? (
          <Banner tone="critical" title="This campaign cannot go on yet">
            {problems.map((problem) => (
              <p key={problem}>
                <Reason text={problem} />
              </p>
            ))}
          </Banner>
        ) : null}
        <ProgressBar progress={percent} size="small" tone="primary" ariaLabelledBy="sending-states" />
        <div id="sending-states" aria-live="polite">
          <InlineGrid columns={{ xs: 2, sm: 5 }} gap="400">
            <State label="Sent" count={progress.sent} />
            <State label="Waiting" count={progress.queued + progress.sending} />
            <State label="Skipped" count={skippedTotal(progress.skipped)} />
            <State label="Failed" count={progress.failed} />
            <State label="Unconfirmed" count={progress.unconfirmed} />
          </InlineGrid>
        </div>
      </BlockStack>
    </Card>
  )
}

function State({ label, count }: { label: string; count: number }) {
  return (
    <BlockStack gap="050">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <Text as="span" variant="headingMd" numeric>
        {formatCount(count)}
      </Text>
    </BlockStack>
  )
}
