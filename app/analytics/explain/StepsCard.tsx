import { BlockStack, Card, Icon, type IconSource, Text } from '@shopify/polaris'
import { CheckCircleIcon, MinusCircleIcon, XCircleIcon } from '@shopify/polaris-icons'
import type { Line, Mark, RuleRow, Step } from './explain-case.ts'
import { Words } from './Words.tsx'

/** The decision, read from top to bottom. */
export function StepsCard({ steps }: { steps: Step[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Step by step
        </Text>
        <ol style={LIST}>
          {steps.map((step) => (
            <li key={step.title} style={ROW}>
              <MarkIcon mark={step.mark} />
              <BlockStack gap="050">
                <Text as="span" fontWeight="medium" breakWord {...(step.mark === 'open' && { tone: 'subdued' })}>
                  {step.title}
                </Text>
                <Lines lines={step.lines} />
                {step.rules && step.rules.length > 0 ? <Rules rules={step.rules} /> : null}
              </BlockStack>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  )
}

function Rules({ rules }: { rules: RuleRow[] }) {
  return (
    <ul style={{ ...LIST, paddingTop: 'var(--p-space-200)' }}>
      {rules.map((rule, index) => (
        <li key={index} style={ROW}>
          <MarkIcon mark={rule.mark} />
          <BlockStack>
            <Text as="span" breakWord>
              {rule.words}
            </Text>
            <Lines lines={rule.lines} />
          </BlockStack>
        </li>
      ))}
    </ul>
  )
}

function Lines({ lines }: { lines: Line[] }) {
  return lines.map((line, index) => (
    <Text key={index} as="p" variant="bodySm" tone="subdued" breakWord>
      <Words line={line} />
    </Text>
  ))
}

const MARKS: Record<Mark, { source: IconSource; tone: 'success' | 'critical' | 'subdued'; spoken: string }> = {
  yes: { source: CheckCircleIcon, tone: 'success', spoken: 'Yes:' },
  no: { source: XCircleIcon, tone: 'critical', spoken: 'No:' },
  open: { source: MinusCircleIcon, tone: 'subdued', spoken: 'Open:' },
}

function MarkIcon({ mark }: { mark: Mark }) {
  const { source, tone, spoken } = MARKS[mark]
  return (
    <span style={{ flexShrink: 0 }}>
      <Icon source={source} tone={tone} accessibilityLabel={spoken} />
    </span>
  )
}

const LIST = { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'var(--p-space-400)' } as const
const ROW = { display: 'flex', gap: 'var(--p-space-200)', minWidth: 0 } as const
