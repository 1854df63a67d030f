import { useFetcher } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Icon } from '#app/ui/text/Icon.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { COLORS } from '#app/ui/layout/tokens.ts'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import type { GuideStep } from './guide.ts'

/** What is left to set up; put away for good with one click. */
export function GuideCard({ steps }: { steps: GuideStep[] }) {
  const dismissal = useFetcher()
  const dismiss = () => dismissal.submit({ intent: 'dismiss-guide' }, { method: 'post' })
  const next = steps.find((step) => !step.done)
  if (dismissal.state !== 'idle') return null
  return (
    <Card>
      <Stack gap="large">
        <Inline justify="between" align="start" wrap={false} gap="small">
          <Stack gap="tiny">
            <Heading>Set up your first campaign</Heading>
            <Paragraph tone="subdued">
              {steps.filter((step) => step.done).length} of {steps.length} done
            </Paragraph>
          </Stack>
          <Button icon="x" variant="tertiary" accessibilityLabel="Dismiss guide" onClick={dismiss} />
        </Inline>
        <PlainList gap="large" ordered>
          {steps.map((step) => (
            <li key={step.key}>
              <Step step={step} isNext={step === next} />
            </li>
          ))}
        </PlainList>
      </Stack>
    </Card>
  )
}

function Step({ step, isNext }: { step: GuideStep; isNext: boolean }) {
  return (
    <Inline gap="small" wrap={false} align="start">
      <span style={{ flexShrink: 0 }}>
        {step.done ? (
          <Icon name="check-circle" tone="success" spoken="Done:" />
        ) : (
          <span style={OPEN} role="img" aria-label="To do:" />
        )}
      </span>
      <Stack gap="small">
        <Stack gap="tiny">
          <Text weight={isNext ? 'semibold' : 'regular'} tone={step.done ? 'subdued' : undefined}>
            {step.title}
          </Text>
          {isNext ? <Paragraph tone="subdued">{step.text}</Paragraph> : null}
        </Stack>
        {isNext ? (
          <Inline>
            <Button url={step.url}>{step.action}</Button>
          </Inline>
        ) : null}
      </Stack>
    </Inline>
  )
}

const OPEN = {
  display: 'block',
  width: '16px',
  height: '16px',
  margin: '2px',
  borderRadius: '50%',
  border: `2px dashed ${COLORS.off}`,
} as const
