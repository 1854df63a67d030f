import { Banner, BlockStack, Button, Card, InlineGrid, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import type { Progress } from '#app/sending/recipients.server.ts'
import { formatCount } from '#app/ui/format.ts'
import { progressPercent } from './progress-words.ts'
import { skippedTotal } from './skip-words.ts'

type Props = {
  status: 'preparing' | 'sending' | 'paused'
  progress: Progress
  pauseReason: string | null
  /** Why it could not be resumed just now. */
  problems: string[]
  busy: boolean
  onPause: () => void
  onResume: () => void
}

/** A campaign on its way out. */
export function ProgressCard({ status, progress, pauseReason, problems, busy, onPause, onResume }: Props) {
  const percent = status === 'preparing' ? 0 : progressPercent(progress)
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {status === 'preparing' ? 'Preparing the recipients' : `${percent} % done`}
          </Text>
          {status === 'sending' ? (
            <Button onClick={onPause} loading={busy}>
              Pause
            </Button>
          ) : null}
          {status === 'paused' ? (
            <Button variant="primary" onClick={onResume} loading={busy}>
              Resume sending
            </Button>
          ) : null}
        </InlineStack>
        {status === 'paused' ? (
          <Banner tone="warning">{pauseReason ?? 'Paused. Nothing is sent until you resume.'}</Banner>
        ) : null}
        {status === 'paused' && problems.length > 0 ? (
          <Banner tone="critical" title="This campaign cannot go on yet">
            {problems.map((problem) => (
              <p key={problem}>{problem}</p>
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
