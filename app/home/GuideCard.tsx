import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, Icon, InlineStack, Text } from '@shopify/polaris'
import { CheckCircleIcon, XIcon } from '@shopify/polaris-icons'
import type { GuideStep } from './guide.ts'

/** What is left to set up; put away for good with one click. */
export function GuideCard({ steps }: { steps: GuideStep[] }) {
  const dismissal = useFetcher()
  const dismiss = () => dismissal.submit({ intent: 'dismiss-guide' }, { method: 'post' })
  const next = steps.find((step) => !step.done)
  if (dismissal.state !== 'idle') return null
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" wrap={false} gap="200">
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              Set up your first campaign
            </Text>
            <Text as="p" tone="subdued">
              {steps.filter((step) => step.done).length} of {steps.length} done
            </Text>
          </BlockStack>
          <Button icon={XIcon} variant="tertiary" accessibilityLabel="Dismiss guide" onClick={dismiss} />
        </InlineStack>
        <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'var(--p-space-400)' }}>
          {steps.map((step) => (
            <li key={step.key}>
              <Step step={step} isNext={step === next} />
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  )
}

function Step({ step, isNext }: { step: GuideStep; isNext: boolean }) {
  return (
    <InlineStack gap="200" wrap={false} blockAlign="start">
      <span style={{ flexShrink: 0 }}>
        {step.done ? (
          <Icon source={CheckCircleIcon} tone="success" accessibilityLabel="Done:" />
        ) : (
          <span style={OPEN} role="img" aria-label="To do:" />
        )}
      </span>
      <BlockStack gap="200">
        <BlockStack gap="050">
          <Text as="span" fontWeight={isNext ? 'semibold' : 'regular'} {...(step.done ? { tone: 'subdued' } : {})}>
            {step.title}
          </Text>
          {isNext ? (
            <Text as="p" tone="subdued">
              {step.text}
            </Text>
          ) : null}
        </BlockStack>
        {isNext ? (
          <InlineStack>
            <Button url={step.url}>{step.action}</Button>
          </InlineStack>
        ) : null}
      </BlockStack>
    </InlineStack>
  )
}

const OPEN = {
  display: 'block',
  width: '16px',
  height: '16px',
  margin: '2px',
  borderRadius: '50%',
  border: '2px dashed var(--p-color-icon-disabled)',
} as const
